import { findOption } from '../../syntax/qemu/option-grammar';
import type { CompletionWord } from './completion-word';

/** The value of an option that is being written, as far as the cursor. */
export interface WrittenOption {
  /** By its long name, without the dash. */
  readonly option: string;
  /** What stands between the last comma and the cursor. */
  readonly part: string;
  /** No comma stands before it. */
  readonly first: boolean;
  /** The keys that the value has elsewhere, with their values. */
  readonly given: ReadonlyMap<string, string>;
}

/** Takes a word apart that is the value of the option before it; `undefined` for a word that is none. */
export function writtenOption({ previous, text, rest }: CompletionWord): WrittenOption | undefined {
  const option = optionOf(previous);
  if (option === undefined) return undefined;
  const { before, part } = lastPart(text);
  return { option, part, first: before === '', given: givenKeys(option, before, rest) };
}

/** The key that QEMU supplies for the first value of an option: `size` for `-m 4G`. */
export function impliedKeyOf(option: string): string | undefined {
  const grammar = findOption(option)?.grammar;
  return grammar && 'impliedKey' in grammar ? grammar.impliedKey : undefined;
}

/** The option whose value follows its word; `undefined` for other words and options without a value. */
function optionOf(previous: string | undefined): string | undefined {
  if (!previous?.startsWith('-')) return undefined;
  const known = findOption(previous.replace(/^--?/, ''));
  return known && known.grammar.kind !== 'flag' ? known.name : undefined;
}

/** What is written behind the last comma that is not doubled. */
function lastPart(text: string): { before: string; part: string } {
  let start = 0;
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', at)) {
    if (text[at + 1] === ',') at += 2;
    else {
      at += 1;
      start = at;
    }
  }
  return { before: text.slice(0, start), part: text.slice(start) };
}

function givenKeys(option: string, before: string, rest: string): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  // Behind the cursor stands the rest of what is being written, then perhaps more keys.
  const comma = rest.indexOf(',');
  const parts = [...before.split(','), ...(comma < 0 ? [] : rest.slice(comma + 1).split(','))];
  parts.forEach((part, i) => {
    const equals = part.indexOf('=');
    if (equals > 0) given.set(part.slice(0, equals), part.slice(equals + 1));
    else if (i === 0 && part !== '') given.set(impliedKeyOf(option) ?? '', part);
  });
  return given;
}
