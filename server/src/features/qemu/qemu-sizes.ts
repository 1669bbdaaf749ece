import { writeQemuSize } from '../../model/qemu/units';
import type { OptionEntry, OptionGroup } from '../../syntax/qemu/argument-list';
import { type Span, spanText } from '../../text/span';
import { wordText } from '../../text/word';
import type { LineSpan, WrittenSize } from '../written-size';
import { propertyText, typeKeyOf } from './property-texts';
import { textOf, valueSpan, valueText } from './qemu-element';
import type { QemuMachine, QemuSnapshot } from './qemu-snapshot';
import { countsMib, sizeOfValue } from './size-of-value';

/** The sizes in the options of a text's QEMUs. Those of words that several QEMUs have in common come once for each. */
export function qemuSizes({ machines, index }: QemuSnapshot, lines?: LineSpan): readonly WrittenSize[] {
  return machines.flatMap((machine) =>
    machine.options.flatMap((group) => {
      const typeKey = typeKeyOf(group.option);
      const type = typeKey && textOf(group, typeKey);
      return group.entries.flatMap((entry) => {
        const { block } = valueSpan(entry);
        const line = index.lineOf(block);
        // A file that the QEMU reads is shown where it is open.
        if (line === undefined || (lines && (line > lines.end || line + block.lineCount <= lines.start))) return [];
        return writtenSize(machine, group, type, entry) ?? [];
      });
    }),
  );
}

function writtenSize(
  { started }: QemuMachine,
  group: OptionGroup,
  type: string | undefined,
  entry: OptionEntry,
): WrittenSize | undefined {
  const { option, carrier } = group;
  const property = propertyText(option, type, wordText(entry.key) ?? '');
  const text = property?.type === 'size' ? valueText(entry) : undefined;
  if (!property || text === undefined) return undefined;
  const bytes = sizeOfValue(group, property.name, text, started.config.setting.version);
  if (bytes === undefined) return undefined;
  const span = valueSpan(entry);
  // The value of a variable is not what stands there.
  const isPlain = spanText(span) === text;
  if (!isPlain || !/^\d+$/.test(text)) return { span, written: isPlain ? text : '', bytes };
  // JSON has bytes, as a number and without a word about it.
  if (carrier === 'json') return { span, written: text, bytes };
  const mib = countsMib(option, property.name);
  const shortest = writeQemuSize(bytes);
  const result = mib ? `${text}M` : /\d$/.test(shortest) ? `${text}B` : shortest;
  const unit = mib ? 'MiB' : 'bytes';
  // A variable may be used by more than what is read here.
  const isOwn = carrier !== 'command-line' || covers(group.span, span);
  return { span, written: text, bytes, bare: isOwn ? { unit, edits: [{ span, newText: result }], result } : { unit } };
}

function covers(outer: Span, { block, start, end }: Span): boolean {
  return outer.block === block && outer.start <= start && end <= outer.end;
}
