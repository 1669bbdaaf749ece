import { type Word, wordText } from '../../text/word';
import { findProgram } from './find-program';

/** Which word of a command names QEMU. */
export function programIndex(words: readonly Word[]): number | undefined {
  const texts = textsOf(words, FEW_WORDS);
  if (texts[0] === 'eval' && words.some(isReadAgain)) return undefined;
  const found = findProgram(texts);
  return found === undefined && words.length > FEW_WORDS ? findProgram(textsOf(words, MOST_WORDS)) : found;
}

/** What stands before the program is short; a long list of words is no command in front of another. */
const FEW_WORDS = 4;
const MOST_WORDS = 64;

function textsOf(words: readonly Word[], most: number): readonly string[] {
  return words.slice(0, most).map((word) => wordText(word) ?? word.pieces.map((piece) => piece.text ?? '\0').join(''));
}

/** Whether eval finds more in a word than itself. */
function isReadAgain(word: Word): boolean {
  return /[\s"'\\$`;&|<>(){}*?[\]#~]/.test(wordText(word) ?? '');
}
