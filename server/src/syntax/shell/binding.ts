import { type Word, type WordPiece, wordText } from '../../text/word';

/** What a variable holds at some place of a script. */
export type Binding =
  | { readonly kind: 'scalar'; readonly pieces: readonly WordPiece[] }
  | ArrayBinding
  /** It is set, or may be, to something that cannot be known. */
  | { readonly kind: 'unknown' }
  /** The script has not set it; the environment may have. */
  | { readonly kind: 'unset' };

/** An array, as what was appended to what: appending copies nothing. */
export interface ArrayBinding {
  readonly kind: 'array';
  readonly before: ArrayBinding | undefined;
  readonly words: readonly Word[];
  /** Of all words. */
  readonly length: number;
  /** False: it may have more words, that cannot be known. */
  readonly complete: boolean;
  /** False: some of its words may be none, or several, so that they cannot be counted. */
  readonly exact: boolean;
}

export const UNKNOWN_BINDING: Binding = { kind: 'unknown' };
export const UNSET: Binding = { kind: 'unset' };

const MOST_WORDS = 5000;
const MOST_PIECES = 500;
const MOST_CHARACTERS = 100_000;

/** A scalar of these pieces; unknown when none of them is known, or when it grows beyond all use. */
export function bindScalar(pieces: readonly WordPiece[]): Binding {
  if (pieces.length > MOST_PIECES) return UNKNOWN_BINDING;
  let length = 0;
  let known = pieces.length === 0;
  for (const piece of pieces) {
    length += piece.text?.length ?? 0;
    known ||= piece.text !== undefined;
  }
  return known && length <= MOST_CHARACTERS ? { kind: 'scalar', pieces } : UNKNOWN_BINDING;
}

export function bindArray(
  before: ArrayBinding | undefined,
  added: Pick<ArrayBinding, 'words' | 'complete' | 'exact'>,
): Binding {
  const { words } = added;
  const length = (before?.length ?? 0) + words.length;
  if (length > MOST_WORDS) return UNKNOWN_BINDING;
  const complete = added.complete && (before?.complete ?? true);
  const exact = added.exact && (before?.exact ?? true);
  return { kind: 'array', before, words, length, complete, exact };
}

/** All words of an array, in order. */
export function arrayWords(array: ArrayBinding): Word[] {
  const links: ArrayBinding[] = [];
  for (let link: ArrayBinding | undefined = array; link; link = link.before) links.push(link);
  const words: Word[] = [];
  for (let i = links.length - 1; i >= 0; i--) for (const word of links[i]!.words) words.push(word);
  return words;
}

/** The text of a variable where all of it is known. */
export function bindingText(binding: Binding): string | undefined {
  if (binding.kind === 'scalar') return wordText({ pieces: binding.pieces } as Word);
  if (binding.kind !== 'array' || !binding.complete || !binding.exact) return undefined;
  const first = arrayWords(binding)[0];
  return first && wordText(first);
}
