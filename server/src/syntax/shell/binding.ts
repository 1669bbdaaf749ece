import { type Word, type WordPiece, wordText } from '../../text/word';

/** A piece of a variable's value. `many`: it is not known, and may be several words or none. */
export interface ValuePiece extends WordPiece {
  readonly many?: true;
}

/** What a variable holds at some place of a script. */
export type Binding =
  | { readonly kind: 'scalar'; readonly pieces: readonly ValuePiece[] }
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
  /** Behind these words there may be others, that cannot be known. */
  readonly open: boolean;
  /** Of all words. */
  readonly length: number;
  /** False: it may have more words, that cannot be known. */
  readonly complete: boolean;
  /** False: some of its words may be none, or several, so that they cannot be counted. */
  readonly exact: boolean;
  /** How many times something was appended. */
  readonly depth: number;
}

export const UNKNOWN_BINDING: Binding = { kind: 'unknown' };
export const UNSET: Binding = { kind: 'unset' };

const MOST_WORDS = 5000;
const MOST_PIECES = 500;
const MOST_CHARACTERS = 100_000;

/** A scalar of these pieces; unknown when none of them is known, or when it grows beyond all use. */
export function bindScalar(pieces: readonly ValuePiece[]): Binding {
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
  if (length > MOST_WORDS || (before?.depth ?? 0) > MOST_WORDS) return UNKNOWN_BINDING;
  if (before && words.length === 0 && added.complete && added.exact) return before;
  const complete = added.complete && (before?.complete ?? true);
  const exact = added.exact && (before?.exact ?? true);
  return { kind: 'array', before, words, open: false, length, complete, exact, depth: (before?.depth ?? 0) + 1 };
}

/** All words of an array, in order; `unknown` where there may be others. */
export function arrayWords(array: ArrayBinding, unknown: Word): Word[] {
  const links: ArrayBinding[] = [];
  for (let link: ArrayBinding | undefined = array; link; link = link.before) links.push(link);
  const words: Word[] = [];
  for (let i = links.length - 1; i >= 0; i--) {
    for (const word of links[i]!.words) words.push(word);
    if (links[i]!.open) words.push(unknown);
  }
  return words;
}

/** The first word of an array whose words can be counted. */
export function arrayElement(array: ArrayBinding, index: number): Word | undefined {
  let link: ArrayBinding | undefined = array;
  while (link?.before && link.before.length > index) link = link.before;
  return link?.words[index - (link.before?.length ?? 0)];
}

/** The text of a variable where all of it is known. */
export function bindingText(binding: Binding): string | undefined {
  if (binding.kind === 'scalar') return wordText({ pieces: binding.pieces } as Word);
  if (binding.kind !== 'array' || !binding.complete || !binding.exact) return undefined;
  const first = arrayElement(binding, 0);
  return first && wordText(first);
}

/**
 * The same with something behind it that is not known, or with nothing: after a loop or a branch that appends. `apart`:
 * what a text gets appended begins with a blank.
 */
export function extendBinding(binding: Binding, apart: boolean): Binding {
  if (binding.kind === 'array') {
    if (binding.open) return binding;
    if (binding.depth > MOST_WORDS) return UNKNOWN_BINDING;
    const known = EXTENDED.get(binding);
    if (known) return known;
    const { length } = binding;
    const extended: Binding = {
      kind: 'array',
      before: binding,
      words: [],
      open: true,
      length,
      complete: false,
      exact: false,
      depth: binding.depth + 1,
    };
    EXTENDED.set(binding, extended);
    return extended;
  }
  const last = binding.kind === 'scalar' ? binding.pieces[binding.pieces.length - 1] : undefined;
  if (binding.kind !== 'scalar' || !last) return UNKNOWN_BINDING;
  if (last.many) return binding;
  const cache = apart ? EXTENDED : EXTENDED_TOUCHING;
  const known = cache.get(binding);
  if (known) return known;
  const { span } = last;
  const tail: ValuePiece = { text: undefined, span, literal: false, many: true };
  const extended = bindScalar([...binding.pieces, ...(apart ? [{ text: ' ', span, literal: false }] : []), tail]);
  cache.set(binding, extended);
  return extended;
}

/** What bindings were extended to, so that the same is extended to the same. */
const EXTENDED = new WeakMap<Binding, Binding>();
const EXTENDED_TOUCHING = new WeakMap<Binding, Binding>();

/** What holds where two ways meet: the same, what one has in front of what the other appended, or nothing certain. */
export function joinBindings(a: Binding | undefined, b: Binding | undefined): Binding | undefined {
  if (a === b) return a;
  if (a?.kind === 'scalar' && b?.kind === 'scalar') return joinScalars(a.pieces, b.pieces);
  if (a?.kind === 'array' && b?.kind === 'array') return joinArrays(a, b);
  return UNKNOWN_BINDING;
}

function joinScalars(a: readonly ValuePiece[], b: readonly ValuePiece[]): Binding {
  const text = wordText({ pieces: a } as Word);
  if (text !== undefined && text === wordText({ pieces: b } as Word)) {
    // The same text, which stands at no one place.
    return { kind: 'scalar', pieces: a.map((piece) => ({ ...piece, literal: false })) };
  }
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common += 1;
  if (common === 0) return UNKNOWN_BINDING;
  const apart = [a[common], b[common]].every((piece) => piece === undefined || /^[ \t\n]/.test(piece.text ?? ''));
  return extendBinding(bindScalar(a.slice(0, common)), apart);
}

const MOST_STEPS = 300;

function joinArrays(a: ArrayBinding, b: ArrayBinding): Binding {
  let x: ArrayBinding | undefined = a;
  let y: ArrayBinding | undefined = b;
  for (let step = 0; x && y && step < MOST_STEPS; step++) {
    if (x === y) return extendBinding(x, true);
    if (x.depth >= y.depth) x = x.before;
    else y = y.before;
  }
  return UNKNOWN_BINDING;
}
