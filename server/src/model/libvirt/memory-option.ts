import type { JsonValue } from '../../syntax/json/json-value';
import type { OptionEntry, OptionGroup } from '../../syntax/qemu/argument-list';
import type { Span } from '../../text/span';
import type { Word } from '../../text/word';

/** A value of an option; `undefined`: not known. Sizes in bytes. */
export type MemoryOptionValue = string | bigint | boolean | readonly bigint[] | undefined;

/** One option of the QEMU that libvirt starts, and where in the domain each piece of it comes from. */
export interface MemoryOption {
  /** Without the dash. */
  readonly option: string;
  /** Whether libvirt writes it as JSON; as key=value words otherwise. */
  readonly json: boolean;
  readonly span: Span;
  /** The key of a leading bare word is ''. */
  readonly entries: readonly MemoryOptionEntry[];
}

export interface MemoryOptionEntry {
  readonly key: string;
  readonly value: MemoryOptionValue;
  readonly span: Span;
}

/** The keys that QEMU supplies for a leading bare word. */
const IMPLIED: ReadonlyMap<string, string> = new Map([
  ['m', 'size'],
  ['mem-path', 'mem-path'],
  ['numa', 'type'],
  ['machine', 'type'],
  ['cpu', 'model'],
]);

/** The option as QEMU's analyser takes it. */
export function toOptionGroup({ option, json, span, entries }: MemoryOption): OptionGroup {
  return {
    option,
    carrier: json ? 'json' : 'command-line',
    span,
    complete: true,
    entries: entries.map((entry): OptionEntry => {
      const key = entry.key === '' ? (IMPLIED.get(option) ?? option) : entry.key;
      return {
        key: derivedWord(key, entry.span),
        value: json
          ? { kind: 'json', value: toJson(entry.value, entry.span) }
          : { kind: 'text', word: derivedWord(toText(entry.value), entry.span) },
        impliedKey: entry.key === '',
      };
    }),
  };
}

/** A text that comes from a place where something else stands. */
function derivedWord(text: string | undefined, span: Span): Word {
  return { span, pieces: [{ text, span, literal: false }] };
}

function toText(value: MemoryOptionValue): string | undefined {
  return value === undefined || typeof value === 'string' ? value : String(value);
}

function toJson(value: MemoryOptionValue, span: Span): JsonValue {
  if (value === undefined) return { kind: 'unknown', span };
  if (typeof value === 'boolean') return { kind: 'boolean', span, value };
  if (typeof value === 'bigint') return { kind: 'number', span, raw: String(value) };
  if (typeof value === 'string') return { kind: 'string', span, word: derivedWord(value, span) };
  return { kind: 'array', span, items: value.map((item) => ({ kind: 'number', span, raw: String(item) })) };
}
