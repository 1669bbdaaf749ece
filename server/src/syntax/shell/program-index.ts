import { type Word, wordText } from '../../text/word';
import { findProgram } from './find-program';
import type { RunCommand } from './walk-script';

/** Which word of a command names QEMU. */
export function programIndex(run: RunCommand): number | undefined {
  // What stands before the program is short; a long list of words is no command in front of another.
  const texts = run.words.slice(0, 64).map((word) => word.pieces.map((piece) => piece.text ?? '\0').join(''));
  const first = texts[0] ?? '';
  if (first === 'eval' && run.words.some(isReadAgain)) return undefined;
  return findProgram(texts);
}

/** Whether eval finds more in a word than itself. */
function isReadAgain(word: Word): boolean {
  return /[\s"'\\$`;&|<>(){}*?[\]#~]/.test(wordText(word) ?? '');
}
