import type { Block } from '../../../server/src/text/block';
import { spanOf, spanText } from '../../../server/src/text/span';
import type { Word } from '../../../server/src/text/word';

/** A word that stands alone in a block. `$` stands for a piece that is not known. */
export function wordOf(text: string): Word {
  const block: Block = { text, lineCount: 1 };
  const pieces = [];
  let at = 0;
  for (const part of text.split(/(\$)/)) {
    const span = spanOf(block, at, at + part.length);
    if (part === '$') pieces.push({ text: undefined, span, literal: false });
    else if (part !== '') pieces.push({ text: part, span, literal: true });
    at += part.length;
  }
  return { span: spanOf(block, 0, text.length), pieces };
}

/** What is known of a word; `?` where a piece is not. */
export function show(word: Word): string {
  return word.pieces.map((piece) => piece.text ?? '?').join('');
}

/** Every literal piece of the word stands where its span says. */
export function isTrueToText(word: Word): boolean {
  return word.pieces.every((piece) => !piece.literal || spanText(piece.span) === piece.text);
}
