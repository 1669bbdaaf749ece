import type { Block } from '../../text/block';
import { spanOf } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import { literalWord, type Word } from '../../text/word';
import type { ArgumentList } from '../qemu/argument-list';
import { findOption } from '../qemu/option-grammar';

/** The words of command lines as data: one a line, or with a NUL behind each, as in /proc/PID/cmdline. */
export interface ArgsFile {
  readonly text: TextLines;
  /** The document is one block. */
  readonly blocks: readonly Block[];
  readonly commands: readonly ArgumentList[];
}

/**
 * Reads the words, which nothing quotes. A word that names QEMU begins a command line; the words before the first belong
 * to one whose program is not given. An unchanged text keeps all its objects.
 */
export function readArgs(text: TextLines, previous?: ArgsFile): ArgsFile {
  const whole = text.toString();
  const old = previous?.blocks[0];
  if (previous && old?.text === whole) return { ...previous, text };
  const block: Block = { text: whole, lineCount: text.lineCount };
  const words = whole.includes('\0') ? wordsBetween(block, NUL) : wordsOfLines(block);
  const commands: ArgumentList[] = [];
  let current: Word[] = [];
  let program: Word | undefined;
  const close = (): void => {
    if (program || current.length > 0) {
      const none = literalWord('', spanOf(block, 0, 0));
      commands.push({ block, program: program ?? none, arguments: current, complete: true });
    }
    current = [];
  };
  for (const word of words) {
    if (PROGRAM.test(word.pieces[0]?.text ?? '')) {
      close();
      program = word;
    } else if (program || isOption(word) || current.length > 0) current.push(word);
  }
  close();
  return { text, blocks: [block], commands };
}

const NUL = /\0|$/g;
const PROGRAM = /^(?:[^\s]*\/)?(?:qemu-system-[\w.-]+|qemu-kvm|kvm)$/;

function isOption(word: Word): boolean {
  return word.pieces[0]?.text?.startsWith('-') ?? false;
}

function wordsBetween(block: Block, separator: RegExp): Word[] {
  const words: Word[] = [];
  let start = 0;
  for (const { index } of block.text.matchAll(separator)) {
    // Behind the last NUL there is nothing, or the line feed of an editor.
    const text = block.text.slice(start, index);
    if (index < block.text.length || text.trim() !== '') words.push(wordAt(block, start, index));
    start = index + 1;
  }
  return words;
}

/** Empty lines and comments are passed over; an option and its value may share a line. */
function wordsOfLines(block: Block): Word[] {
  const words: Word[] = [];
  for (const line of wordsBetween(block, /\r\n|\r|\n|$/g)) {
    let { start, end } = line.span;
    const { text } = block;
    while (start < end && ' \t\n\ufeff'.includes(text[start]!)) start += 1;
    while (start < end && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
    if (start === end || text[start] === '#') continue;
    const option =
      text[start] === '-' ? /^(--?([\w-]+))[ \t]+/.exec(text.slice(start, Math.min(start + 80, end))) : null;
    const known = option && findOption(option[2]!);
    if (known && known.grammar.kind !== 'flag') {
      words.push(wordAt(block, start, start + option[1]!.length));
      start += option[0].length;
    }
    words.push(wordAt(block, start, end));
  }
  return words;
}

function wordAt(block: Block, start: number, end: number): Word {
  return literalWord(block.text.slice(start, end), spanOf(block, start, end));
}
