import type { Span } from './span';

/**
 * A text put together from pieces of a document: an argument of a command after quotes, escapes and variables were
 * resolved, or a value of a configuration file.
 */
export interface Word {
  /** The word as it stands in the document, quotes included. */
  readonly span: Span;
  readonly pieces: readonly WordPiece[];
}

/** One piece of a word: what it stands for and where that was written. */
export interface WordPiece {
  /** `undefined`: not known, for example a variable that is set elsewhere. */
  readonly text: string | undefined;
  /** Where the piece stands. When `literal`, character i of `text` stands at `span.start + i`. */
  readonly span: Span;
  readonly literal: boolean;
}

/** A word that stands in the document just as it is read. */
export function literalWord(text: string, span: Span): Word {
  return { span, pieces: [{ text, span, literal: true }] };
}

/** The whole text of a word, or `undefined` when any piece of it is not known. */
export function wordText(word: Word): string | undefined {
  let text = '';
  for (const piece of word.pieces) {
    if (piece.text === undefined) return undefined;
    text += piece.text;
  }
  return text;
}

/**
 * The characters `[start, end)` of a word's text as a word of their own, with the places where they stand. Offsets count
 * in the text of the pieces, where a piece that is not known has length 0 and belongs to every range that touches it.
 */
export function sliceWord(word: Word, start: number, end: number): Word {
  const pieces: WordPiece[] = [];
  let at = 0;
  for (const piece of word.pieces) {
    const length = piece.text?.length ?? 0;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, length);
    if (piece.text === undefined ? start <= at && at <= end : from < to) {
      const whole = from === 0 && to === length;
      const span =
        whole || !piece.literal
          ? piece.span
          : { block: piece.span.block, start: piece.span.start + from, end: piece.span.start + to };
      pieces.push(
        piece.text === undefined ? piece : { text: piece.text.slice(from, to), span, literal: piece.literal },
      );
    }
    at += length;
  }
  const first = pieces[0]?.span;
  const last = pieces[pieces.length - 1]?.span;
  const span =
    first && last && first.block === last.block ? { block: first.block, start: first.start, end: last.end } : word.span;
  return { span, pieces };
}
