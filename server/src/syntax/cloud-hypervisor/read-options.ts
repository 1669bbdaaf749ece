import type { Span } from '../../text/span';
import { sliceWord, type Word, wordText } from '../../text/word';
import type { ArgumentList } from '../qemu/argument-list';

/** The value of an option: `--memory size=4G,shared=on`. */
export interface OptionValue {
  /** With its dashes. */
  readonly option: string;
  /** Where the option stands, without the value where that is a word of its own. */
  readonly optionSpan: Span;
  /** All of the value, as it is written. */
  readonly span: Span;
  readonly entries: readonly OptionEntry[];
  /** False: there may be more entries, which are not known. */
  readonly complete: boolean;
}

export interface OptionEntry {
  readonly key: Word;
  /** `undefined`: there is no `=`. */
  readonly value: Word | undefined;
}

/** Cloud Hypervisor's options, as far as they have values of this form. */
export interface Options {
  readonly values: readonly OptionValue[];
  /** False: there may be more options, or values of one, which are not known. */
  readonly complete: boolean;
}

/** Takes the words of a command apart: an option has all words behind it up to the next one. (src/main.rs: create_app) */
export function readOptions({ arguments: words, complete: isWhole }: ArgumentList): Options {
  const values: OptionValue[] = [];
  let complete = isWhole;
  let option: { name: string; span: Span } | undefined;
  let hasValue = false;
  for (const word of words) {
    const start = word.pieces.length === 0 ? '' : word.pieces[0]!.text;
    // The first word behind an option is its value; what else is not known may be anything.
    if (start === undefined && (!option || hasValue)) complete = false;
    else if (start?.startsWith('--')) {
      const text = wordText(word) ?? knownText(word);
      const equals = text.indexOf('=');
      const name = equals < 0 ? text : text.slice(0, equals);
      option = { name, span: word.span };
      hasValue = equals >= 0;
      if (hasValue) values.push(readValue(option, sliceWord(word, equals + 1, Number.POSITIVE_INFINITY)));
    } else if (start?.startsWith('-')) option = undefined;
    else if (option) {
      values.push(readValue(option, word));
      hasValue = true;
    }
  }
  return { values, complete };
}

function knownText({ pieces }: Word): string {
  return pieces.map(({ text = '' }) => text).join('');
}

/** Cuts a value at its commas, but not inside of brackets and quotes. (option_parser/src/lib.rs: split_commas) */
function readValue({ name, span }: { name: string; span: Span }, word: Word): OptionValue {
  const text = knownText(word);
  const unknown: number[] = [];
  let at = 0;
  for (const piece of word.pieces) {
    if (piece.text === undefined) unknown.push(at);
    at += piece.text?.length ?? 0;
  }
  const entries: OptionEntry[] = [];
  let complete = true;
  let next = 0;
  const add = (start: number, end: number) => {
    const equals = text.indexOf('=', start);
    const has = equals >= start && equals < end;
    let isKnown = true;
    for (; next < unknown.length && unknown[next]! <= end; next++) {
      const place = unknown[next]!;
      // What stands for a key may stand for several; so may what follows a value that is there already.
      if (!has || place <= equals) isKnown = false;
      else if (place === end && place > equals + 1) complete = false;
    }
    if (!isKnown) complete = false;
    else if (start < end)
      entries.push({
        key: sliceWord(word, start, has ? equals : end),
        value: has ? sliceWord(word, equals + 1, end) : undefined,
      });
  };
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === '[') depth += 1;
    else if (letter === ']') depth -= 1;
    else if (letter === ',' && depth === 0) {
      add(start, i);
      start = i + 1;
    }
  }
  add(start, text.length);
  return { option: name, optionSpan: span, span: word.span, entries, complete };
}
