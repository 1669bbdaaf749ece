import type { OptionEntry, OptionGroup } from '../../syntax/qemu/argument-list';
import type { Span } from '../../text/span';
import { wordText } from '../../text/word';
import { type QemuPlace, touches } from './qemu-place';
import type { QemuMachine, QemuSnapshot } from './qemu-snapshot';

/** What stands at a place of a command that starts QEMU. */
export type QemuElement = { readonly machine: QemuMachine; readonly span: Span } & (
  | { readonly kind: 'program' }
  /** The option itself, or what of its value is no key and no value. */
  | { readonly kind: 'option'; readonly group: OptionGroup }
  /** A key or its value. `key`: `undefined` when it is not known. */
  | {
      readonly kind: 'key' | 'value';
      readonly group: OptionGroup;
      readonly entry: OptionEntry;
      readonly key: string | undefined;
    }
);

/** The narrowest element at a place. The words of an array or of a variable belong to the command that uses them. */
export function elementAt(snapshot: QemuSnapshot, place: QemuPlace): QemuElement | undefined {
  for (const machine of snapshot.machines) {
    const element = elementIn(machine, place);
    if (element) return element;
  }
  return undefined;
}

function elementIn(machine: QemuMachine, place: QemuPlace): QemuElement | undefined {
  let best: QemuElement | undefined;
  const offer = (element: QemuElement): void => {
    if (!touches(element.span, place)) return;
    if (!best || element.span.end - element.span.start < best.span.end - best.span.start) best = element;
  };
  const { program, arguments: words } = machine.list;
  const byValue = new Map<Span, OptionGroup>();
  for (const group of machine.options) {
    byValue.set(group.span, group);
    for (const entry of group.entries) {
      const key = wordText(entry.key);
      const value = valueSpan(entry);
      offer({ kind: 'value', machine, group, entry, key, span: value });
      if (!entry.impliedKey) offer({ kind: 'key', machine, group, entry, key, span: entry.key.span });
    }
    offer({ kind: 'option', machine, group, span: group.span });
  }
  words.forEach(({ span }, i) => {
    const group = byValue.get(words[i + 1]?.span ?? span);
    if (group) offer({ kind: 'option', machine, group, span });
  });
  offer({ kind: 'program', machine, span: program.span });
  return best;
}

/** Where the value of an entry stands, a JSON string without its quotes. */
export function valueSpan({ value }: OptionEntry): Span {
  if (value.kind === 'text') return value.word.span;
  return value.value.kind === 'string' ? value.value.word.span : value.value.span;
}

/** The text of an entry's value; `undefined` when it is not known or is no text. */
export function valueText({ value }: OptionEntry): string | undefined {
  if (value.kind === 'text') return wordText(value.word);
  const json = value.value;
  if (json.kind === 'string') return wordText(json.word);
  if (json.kind === 'number') return json.raw;
  return json.kind === 'boolean' ? `${json.value}` : undefined;
}

/** The text of the value of a key; of several the last one. */
export function textOf(group: OptionGroup, key: string): string | undefined {
  const entry = group.entries.findLast((candidate) => wordText(candidate.key) === key);
  return entry && valueText(entry);
}
