import type { QemuPlace } from './qemu-place';
import type { QemuSnapshot } from './qemu-snapshot';

/** The word that is being written at a place of a command that starts QEMU, as far as the cursor. */
export interface CompletionWord {
  /** Without quotes and backslashes. */
  readonly text: string;
  /** Where each character of `text` stands in the block. */
  readonly places: readonly number[];
  /** What of the word stands behind the cursor. */
  readonly rest: string;
  /** The word before it; `undefined` for the first one. */
  readonly previous: string | undefined;
}

/**
 * The word at a place; `undefined` in a comment and where no command of QEMU is written. Goes by the text before the
 * cursor, since a command that is being written can seldom be read as a whole.
 */
export function completionWordAt(snapshot: QemuSnapshot, { block, offset }: QemuPlace): CompletionWord | undefined {
  const { text } = block;
  const split = splitWords(text, lineStart(text, offset), offset);
  const last = split?.words.pop();
  if (!split || !last) return undefined;
  const { words, start } = split;
  const inCommand = words.some((word) => PROGRAM.test(word.text)) || isArgument(snapshot, block, start, offset);
  if (!inCommand) return undefined;
  const rest = /^[^\s"'\\;|&()]*/.exec(text.slice(offset, offset + LONGEST_REST))![0];
  return { ...last, rest, previous: words.at(-1)?.text };
}

const LONGEST_REST = 2000;
const PROGRAM = /^(?:\S*\/)?(?:qemu-system-[a-z0-9_]+|qemu-kvm|kvm)$/;

/** The first character of the lines that a backslash joins to the line at `offset`. */
function lineStart(text: string, offset: number): number {
  let start = text.lastIndexOf('\n', offset - 1) + 1;
  while (start > 0 && /\\\r?\n$/.test(text.slice(Math.max(start - 3, 0), start)))
    start = text.lastIndexOf('\n', start - 2) + 1;
  return start;
}

/** Whether something between `start` and `end` is an argument of QEMU already, as the words of an array are. */
function isArgument(snapshot: QemuSnapshot, block: QemuPlace['block'], start: number, end: number): boolean {
  return snapshot.machines.some(({ list }) =>
    list.arguments.some(({ span }) => span.block === block && start <= span.start && span.start < end),
  );
}

interface PlainWord {
  readonly text: string;
  readonly places: readonly number[];
}

/**
 * The words of the command that `[from, end)` ends with, and where it begins. The last word, perhaps empty, is the one at
 * `end`. `undefined` in a comment.
 */
function splitWords(text: string, from: number, end: number): { words: PlainWord[]; start: number } | undefined {
  let start = from;
  const words: PlainWord[] = [];
  let characters: string[] = [];
  let places: number[] = [];
  let quote = '';
  let open = false;
  const close = (): void => {
    if (open) words.push({ text: characters.join(''), places });
    characters = [];
    places = [];
    open = false;
  };
  for (let at = from; at < end; at++) {
    const character = text[at]!;
    // In double quotes a backslash only joins lines and takes its meaning from a few characters; in single ones it is itself.
    if (character === '\\' && (quote === '' || (quote === '"' && /["\\$`\r\n]/.test(text[at + 1] ?? '')))) {
      const next = text[at + 1];
      if (next === '\r') at += 2;
      else at += 1;
      if (next !== '\n' && next !== '\r' && at < end) {
        open = true;
        characters.push(text[at]!);
        places.push(at);
      }
    } else if (quote) {
      if (character === quote) quote = '';
      else {
        characters.push(character);
        places.push(at);
      }
    } else if (character === '"' || character === "'") {
      quote = character;
      open = true;
    } else if (/[\s;|&()]/.test(character)) {
      close();
      // What stands before it belongs to another command.
      if (/[;|&]/.test(character)) {
        words.length = 0;
        start = at + 1;
      }
    } else if (character === '#' && !open) return undefined;
    else {
      open = true;
      characters.push(character);
      places.push(at);
    }
  }
  words.push({ text: characters.join(''), places });
  return { words, start };
}
