import type { Problem } from '../../text/problem';
import type { Word } from '../../text/word';
import { flattenWord, isUnknownAt } from '../json/flat-word';
import type { ArgumentList, OptionGroup } from './argument-list';
import { asksForHelp } from './asks-for-help';
import { findOption } from './option-grammar';
import { readOptionValue } from './read-option-value';

export interface OptionsReading {
  readonly options: readonly OptionGroup[];
  /** What QEMU refuses while it takes the options apart. */
  readonly problems: readonly Problem[];
  /** False: there may be options that cannot be known. */
  readonly complete: boolean;
  /** It prints what there is and starts no machine: `-version`, `-device pc-dimm,help`. */
  readonly asksForHelp: boolean;
}

/**
 * Takes the arguments of QEMU apart. One dash or two begin an option; whether the next word is its value depends on the
 * option alone. An option that is not known takes the next word unless that begins with a dash, so that nothing behind it
 * is read askew. Words that belong to no option are disk images and are passed over. (system/vl.c: lookup_opt)
 */
export function readOptions(list: ArgumentList): OptionsReading {
  const options: OptionGroup[] = [];
  const problems: Problem[] = [];
  let complete = list.complete;
  let help = false;
  for (let i = 0; i < list.arguments.length; i++) {
    const word = list.arguments[i]!;
    const name = optionName(word);
    if (name === undefined) {
      if (mayBeOption(word)) complete = false;
      continue;
    }
    const known = findOption(name);
    const next = list.arguments[i + 1];
    if (known?.grammar.kind === 'flag') {
      help ||= asksForHelp(known.name, undefined);
      options.push({ option: known.name, carrier: 'command-line', span: word.span, entries: [], complete: true });
    } else if (known && next) {
      help ||= asksForHelp(known.name, flattenWord(next).text);
      const reading = readOptionValue(known.name, 'command-line', next);
      options.push(reading.group);
      for (const problem of reading.problems) problems.push(problem);
      i += 1;
    } else if (known && list.complete) {
      problems.push({
        code: 'option-syntax',
        span: word.span,
        message: `-${name}: requires an argument. This option is the last word of the command.`,
        severity: 'error',
      });
    } else if (next && !startsWithDash(next)) i += 1;
  }
  return { options, problems: help ? [] : problems, complete, asksForHelp: help };
}

/** The name of an option without its dashes; `undefined` for a word that is none, or not known to be one. */
function optionName(word: Word): string | undefined {
  if (!startsWithDash(word)) return undefined;
  const { text } = flattenWord(word);
  if (text.includes('\0')) return undefined;
  return text.slice(text.startsWith('--') ? 2 : 1);
}

/** Whether a word that is not known may be an option, or several. */
function mayBeOption(word: Word): boolean {
  const flat = flattenWord(word);
  return isUnknownAt(flat, 0) || flat.text[0] === '-';
}

function startsWithDash(word: Word): boolean {
  for (const piece of word.pieces) {
    if (piece.text === undefined) return false;
    if (piece.text !== '') return piece.text.startsWith('-');
  }
  return false;
}
