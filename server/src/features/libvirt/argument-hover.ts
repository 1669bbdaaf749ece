import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import type { OptionEntry, OptionGroup } from '../../syntax/qemu/argument-list';
import type { XmlAttribute } from '../../syntax/xml/xml-tree';
import { type Span, spanTouches } from '../../text/span';
import { wordText } from '../../text/word';
import { propertyHover } from '../qemu/property-hover';
import { optionText } from '../qemu/property-texts';
import { valueSpan, valueText } from '../qemu/qemu-element';

/** What QEMU makes of an argument that a domain adds, or of the key in it that stands at an offset. */
export function argumentHover(qemu: QemuFacts, { value }: XmlAttribute, offset: number): string | undefined {
  const written = wordText(value);
  if (written === undefined) return undefined;
  if (/^--?[a-z]/.test(written)) {
    const about = optionText(written.replace(/^--?/, ''))?.summary;
    return about && `**-${written.replace(/^--?/, '')}**: ${about}`;
  }
  const found = entryAt(qemu, value.span, offset);
  const key = found && wordText(found.entry.key);
  return found && key !== undefined ? propertyHover(qemu, found.group, key, valueText(found.entry)) : undefined;
}

/** The narrowest entry at an offset of the options that stand in an argument. */
function entryAt(
  { options }: QemuFacts,
  argument: Span,
  offset: number,
): { group: OptionGroup; entry: OptionEntry } | undefined {
  let best: { group: OptionGroup; entry: OptionEntry; length: number } | undefined;
  for (const group of options) {
    for (const entry of group.entries) {
      for (const span of [entry.key.span, valueSpan(entry)]) {
        const inside = argument.start <= span.start && span.end <= argument.end && spanTouches(span, offset);
        const length = span.end - span.start;
        if (inside && (!best || length < best.length)) best = { group, entry, length };
      }
    }
  }
  return best;
}
