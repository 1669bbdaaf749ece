import type { Span } from '../../text/span';
import type { Word, WordPiece } from '../../text/word';

/**
 * A word as one string, for readers that look at characters. A piece that is not known stands in it as a single NUL, which
 * no argument of a program can contain; pieces that are empty are left out.
 */
export interface FlatWord {
  readonly word: Word;
  readonly text: string;
  readonly pieces: readonly WordPiece[];
  /** Where each piece begins in `text`. */
  readonly starts: readonly number[];
  /** Whether any of them is not known. */
  readonly unknown: boolean;
}

const AT_ONCE: readonly number[] = [0];

export function flattenWord(word: Word): FlatWord {
  const [only] = word.pieces;
  if (only?.text && word.pieces.length === 1)
    return { word, text: only.text, pieces: word.pieces, starts: AT_ONCE, unknown: false };
  const pieces: WordPiece[] = [];
  const starts: number[] = [];
  const texts: string[] = [];
  let length = 0;
  let unknown = false;
  for (const piece of word.pieces) {
    unknown ||= piece.text === undefined;
    const text = piece.text ?? UNKNOWN;
    if (text === '') continue;
    pieces.push(piece);
    starts.push(length);
    texts.push(text);
    length += text.length;
  }
  return { word, text: texts.join(''), pieces, starts, unknown };
}

/** What stands in the text for a piece that is not known. */
export const UNKNOWN = '\0';

/** Whether the character at `at` stands for a piece that is not known. */
export function isUnknownAt(flat: FlatWord, at: number): boolean {
  return flat.unknown && flat.text[at] === UNKNOWN && flat.pieces[pieceAt(flat, at)]?.text === undefined;
}

/** The characters `[start, end)` of the text as a word of their own. */
export function sliceFlat(flat: FlatWord, start: number, end: number): Word {
  const [only] = flat.pieces;
  if (only?.text !== undefined && only.literal && flat.pieces.length === 1 && start < end) {
    if (start === 0 && end === only.text.length) return { span: only.span, pieces: flat.pieces };
    const span = partOf(only, start, end);
    return { span, pieces: [{ text: only.text.slice(start, end), span, literal: true }] };
  }
  const pieces: WordPiece[] = [];
  for (let i = pieceAt(flat, start); i < flat.pieces.length && flat.starts[i]! < end; i++) {
    const piece = flat.pieces[i]!;
    if (piece.text === undefined) {
      pieces.push(piece);
      continue;
    }
    const from = Math.max(start - flat.starts[i]!, 0);
    const to = Math.min(end - flat.starts[i]!, piece.text.length);
    if (from >= to) continue;
    if (from === 0 && to === piece.text.length) pieces.push(piece);
    else pieces.push({ text: piece.text.slice(from, to), span: partOf(piece, from, to), literal: piece.literal });
  }
  return { span: spanFlat(flat, start, end), pieces };
}

/** Where the characters `[start, end)` stand; the whole word's span when they stand in several places. */
export function spanFlat(flat: FlatWord, start: number, end: number): Span {
  if (flat.pieces.length === 0) return flat.word.span;
  if (start >= end) return pointAt(flat, start);
  const first = pieceAt(flat, start);
  const last = pieceAt(flat, end - 1);
  const head = partOf(flat.pieces[first]!, start - flat.starts[first]!, flat.text.length);
  const tail = partOf(flat.pieces[last]!, 0, end - flat.starts[last]!);
  if (first === last) return { block: head.block, start: head.start, end: tail.end };
  if (head.block !== tail.block || tail.end < head.end) return flat.word.span;
  return { block: head.block, start: head.start, end: tail.end };
}

/** The empty span before the character at `at`. */
function pointAt(flat: FlatWord, at: number): Span {
  const index = pieceAt(flat, Math.max(at - 1, 0));
  const piece = flat.pieces[index]!;
  const part = partOf(piece, 0, at - flat.starts[index]!);
  return { block: part.block, start: at === 0 ? part.start : part.end, end: at === 0 ? part.start : part.end };
}

/** Where the characters `[from, to)` of a piece stand: the whole piece where they do not stand there one by one. */
function partOf(piece: WordPiece, from: number, to: number): Span {
  if (!piece.literal || piece.text === undefined) return piece.span;
  const { block, start, end } = piece.span;
  return { block, start: start + Math.max(from, 0), end: Math.min(start + to, end) };
}

/** The index of the piece that the character at `at` belongs to; the last one for the end of the text. */
function pieceAt(flat: FlatWord, at: number): number {
  let low = 0;
  let high = flat.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (flat.starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
