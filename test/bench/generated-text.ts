import type { Position } from '../../server/src/text/text-lines';

/** A text to measure with. */
export interface GeneratedText {
  readonly text: string;
  /** Where one character is typed and taken back, over and over: in a name or comment, then in a number that counts. */
  readonly typing: readonly TypingPlace[];
  /** Where hover, completion and code actions are asked for. */
  readonly ask: Position;
}

export interface TypingPlace {
  readonly position: Position;
  readonly character: string;
}

/** The position behind the first `word` of a line. */
export function placeBehind(lines: readonly string[], line: number, word: string): Position {
  const at = lines[line]?.indexOf(word) ?? -1;
  if (at < 0) throw new Error(`Line ${line} of a generated text has no '${word}': ${lines[line]}`);
  return { line, character: at + word.length };
}

/** Whether the thing at `index` of `count` is one of the `chosen` ones that are spread evenly over all. */
export function isChosen(index: number, count: number, chosen: number): boolean {
  return Math.floor(((index + 1) * chosen) / count) > Math.floor((index * chosen) / count);
}
