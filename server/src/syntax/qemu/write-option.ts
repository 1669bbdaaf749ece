import { wordText } from '../../text/word';
import { writeJson } from '../json/write-json';
import type { OptionEntry, OptionGroup } from './argument-list';

/**
 * The value of an option as JSON text: the object where it is written as JSON, else an object of its key=value words as
 * strings, with the leading bare word under the key ''. Of an option that takes one text that text, and `undefined` for an
 * option without a value. What is not known is null.
 */
export function optionJson({ entries, carrier }: OptionGroup): string | undefined {
  if (entries.length === 0) return undefined;
  const [first] = entries;
  if (isText(first!)) return writeEntry(first!);
  const values = new Map<string, string>();
  for (const entry of entries) {
    const key = writtenKey(entry);
    if (key === undefined) continue;
    const before = values.get(key);
    // What comes again (cpus=0,cpus=2-3) is kept in one string; in JSON the last one counts.
    values.set(key, before === undefined || carrier === 'json' ? writeEntry(entry) : joined(before, entry));
  }
  return `{${[...values].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

/** The value of an option as QEMU takes it, before a shell's quotes: what is not known is `?`, in JSON null. */
export function optionText(group: OptionGroup): string | undefined {
  const { entries, carrier } = group;
  if (carrier === 'json') return optionJson(group);
  if (entries.length === 0) return undefined;
  return entries
    .map((entry) => {
      const text = textOf(entry) ?? '?';
      if (isText(entry)) return text;
      const value = text.replaceAll(',', ',,');
      return entry.impliedKey ? value : `${wordText(entry.key) ?? '?'}=${value}`;
    })
    .join(',');
}

/** The one text that an option such as -mem-path takes. */
function isText({ impliedKey, key }: OptionEntry): boolean {
  return impliedKey && wordText(key) === '';
}

function writtenKey({ impliedKey, key }: OptionEntry): string | undefined {
  return impliedKey ? '' : wordText(key);
}

function writeEntry(entry: OptionEntry): string {
  return entry.value.kind === 'json' ? writeJson(entry.value.value) : JSON.stringify(textOf(entry) ?? null);
}

function joined(before: string, entry: OptionEntry): string {
  const first: unknown = JSON.parse(before);
  const second = textOf(entry);
  return typeof first === 'string' && second !== undefined ? JSON.stringify(`${first},${second}`) : 'null';
}

function textOf({ value }: OptionEntry): string | undefined {
  return value.kind === 'text' ? wordText(value.word) : undefined;
}
