import type { Block } from '../../text/block';
import type { Span } from '../../text/span';
import { type Word, wordText } from '../../text/word';
import { arrayElement, arrayWords, type Binding, bindingText, UNKNOWN_BINDING, type ValuePiece } from './binding';
import { evaluateArithmetic } from './evaluate-arithmetic';
import type { ParameterPart, TemplatePart, WordTemplate } from './shell-event';

/** What words are resolved with. */
export interface Resolver {
  /** The block that the template stands in. */
  readonly block: Block;
  readonly lookup: (name: string) => Binding;
  /** Whether unquoted values are split at blanks; false when the script changes IFS. */
  readonly splits: boolean;
  /** How many more pieces may be made: a script can double its words in every line. */
  readonly budget: { left: number };
  /** The variables that the same command sets by `${NAME:=word}`, and how often: it is not followed when. */
  readonly unsettled: ReadonlyMap<string, number>;
}

export interface Expansion {
  readonly words: readonly Word[];
  /** False: there may be more words. */
  readonly complete: boolean;
  /** False: something that is not known and not quoted may be no word, or several. */
  readonly exact: boolean;
}

/** The words that one word becomes: none, one, or several. */
export function expandWord(template: WordTemplate, resolver: Resolver): Expansion {
  const plain = plainPieces(template, resolver);
  if (plain) {
    resolver.budget.left -= plain.length + 1;
    const span: Span = { block: resolver.block, start: template.start, end: template.end };
    return { words: [{ span, pieces: plain }], complete: true, exact: true };
  }
  const builder: Builder = {
    resolver,
    template,
    words: [],
    pieces: [],
    started: false,
    split: false,
    complete: true,
    exact: true,
  };
  const [only] = template.parts;
  if (
    template.parts.length === 1 &&
    only?.kind === 'parameter' &&
    only.index === 'all' &&
    only.operator === undefined
  ) {
    const whole = wholeArray(only, resolver);
    if (whole) return whole;
  }
  for (const part of template.parts) addPart(builder, part, false);
  endWord(builder);
  resolver.budget.left -= builder.words.length;
  return { words: builder.words, complete: builder.complete, exact: builder.exact };
}

/** The pieces of a word in which nothing has to be resolved; `undefined` where something has, or they are too many. */
function plainPieces({ parts }: WordTemplate, { block, budget }: Resolver): ValuePiece[] | undefined {
  if (parts.length === 0 || budget.left <= parts.length) return undefined;
  const pieces: ValuePiece[] = [];
  for (const part of parts) {
    if (part.kind !== 'text') return undefined;
    const { text, literal, start, end } = part;
    pieces.push({ text, span: { block, start, end }, literal });
  }
  return pieces;
}

/** The pieces that a word becomes where it stays one word: as the value of a variable. */
export function expandValue(template: WordTemplate, resolver: Resolver): readonly ValuePiece[] {
  const builder: Builder = {
    resolver,
    template,
    words: [],
    pieces: [],
    started: true,
    split: false,
    complete: true,
    exact: true,
  };
  for (const part of template.parts) addPart(builder, part, false, true);
  return builder.pieces;
}

interface Builder {
  readonly resolver: Resolver;
  readonly template: WordTemplate;
  readonly words: Word[];
  pieces: ValuePiece[];
  /** There is a word, though it may be empty so far. */
  started: boolean;
  /** The template has become several words. */
  split: boolean;
  complete: boolean;
  exact: boolean;
}

/** The words of an array that stands alone, each with the place where it was written. */
function wholeArray(part: ParameterPart, resolver: Resolver): Expansion | undefined {
  const binding = resolver.lookup(part.name);
  if (binding.kind !== 'array' || resolver.budget.left < binding.length) return undefined;
  const words = arrayWords(binding, unknownWord({ block: resolver.block, start: part.start, end: part.end }));
  if (!part.quoted && words.some((word) => /[ \t\n*?]|^$/.test(wordText(word) ?? ' '))) return undefined;
  resolver.budget.left -= words.length;
  return { words, complete: binding.complete, exact: binding.exact };
}

/**
 * `splitText`: the text stands behind an operator, as in `${NAME:-two words}`, and is split where it is not quoted.
 * `joined`: an array becomes one text.
 */
function addPart(builder: Builder, part: TemplatePart, splitText: boolean, joined = false): void {
  const { resolver } = builder;
  const span: Span = { block: resolver.block, start: part.start, end: part.end };
  if (part.kind === 'text')
    addPiece(builder, { text: part.text, span, literal: part.literal }, splitText && !part.quoted);
  else if (part.kind === 'arithmetic')
    addPiece(builder, { text: arithmeticText(part.expression, resolver), span, literal: false }, false);
  else if (part.kind === 'parameter') addParameter(builder, part, span, joined);
  else addPiece(builder, { text: undefined, span, literal: false }, !part.quoted && !joined);
}

function unknownWord(span: Span): Word {
  return { span, pieces: [{ text: undefined, span, literal: false }] };
}

/** A file name pattern becomes the names of the files that there are. */
const PATTERN = /[*?]/;

function arithmeticText(expression: string, resolver: Resolver): string | undefined {
  return evaluateArithmetic(expression, (name) => bindingText(resolver.lookup(name)))?.toString();
}

function addParameter(builder: Builder, part: ParameterPart, span: Span, joined: boolean): void {
  const { resolver } = builder;
  const unsettled = (resolver.unsettled.get(part.name) ?? 0) > (part.operator === '=' ? 1 : 0);
  const binding = unsettled ? UNKNOWN_BINDING : elementOf(resolver.lookup(part.name), part);
  const filled = isFilled(binding, part.colon);
  // In quotes there is a word even when the value is empty; but an empty array leaves none.
  if (part.quoted && part.index !== 'all') builder.started = true;
  const split = !part.quoted && !joined;
  if (part.operator === '-' && filled === false) addParts(builder, part, joined);
  else if (part.operator === '=' && filled === false) {
    // The word becomes the variable's value first, so its quotes do not keep it together.
    const { start, end } = part;
    const pieces = expandValue({ start, end, parts: part.word, quoted: true }, resolver);
    for (const piece of pieces) addPiece(builder, piece, split);
  } else if (part.operator === '+' && filled !== undefined) {
    if (filled) addParts(builder, part, joined);
  } else if (binding.kind === 'scalar') for (const piece of binding.pieces) addPiece(builder, piece, split);
  else if (binding.kind === 'array') addArray(builder, binding, part, split, joined);
  else {
    // An array or an alternative that is not known may be any number of words.
    if ((part.index === 'all' || part.operator === '+') && !joined) builder.complete = false;
    addPiece(builder, { text: undefined, span, literal: false }, split);
  }
}

function addParts(builder: Builder, part: ParameterPart, joined: boolean): void {
  for (const inner of part.word) addPart(builder, inner, !part.quoted && !joined, joined);
}

/** The element that `[3]` or the plain name of an array means. */
function elementOf(binding: Binding, part: ParameterPart): Binding {
  const { index } = part;
  if (index === 'all' || index === 'joined') return binding;
  if (binding.kind !== 'array')
    return index === undefined || index === 0 || binding.kind === 'unknown' ? binding : { kind: 'unset' };
  if (!binding.exact || !binding.complete) return { kind: 'unknown' };
  const word = arrayElement(binding, index ?? 0);
  return word ? { kind: 'scalar', pieces: word.pieces } : { kind: 'unset' };
}

/** Whether a variable has a value, or one that is not empty; `undefined` when that cannot be known. */
function isFilled(binding: Binding, colon: boolean): boolean | undefined {
  if (binding.kind === 'unset') return false;
  if (binding.kind === 'array') return binding.length > 0 ? true : binding.complete ? false : undefined;
  if (binding.kind === 'unknown') return undefined;
  if (!colon) return true;
  if (binding.pieces.some((piece) => piece.text !== undefined && piece.text !== '')) return true;
  return binding.pieces.some((piece) => piece.text === undefined) ? undefined : false;
}

function addArray(
  builder: Builder,
  binding: Binding & { kind: 'array' },
  part: ParameterPart,
  split: boolean,
  joined: boolean,
): void {
  const { block, budget } = builder.resolver;
  const span: Span = { block, start: part.start, end: part.end };
  const words = budget.left < binding.length ? undefined : arrayWords(binding, unknownWord(span));
  // A word that is not known may be none at all: then another one would touch what stands around the array.
  const loose = builder.template.parts.length > 1 && words?.some((word) => wordText(word) === undefined);
  if (!words || loose) {
    if (!joined) builder.complete = false;
    builder.exact = false;
    addPiece(builder, { text: undefined, span, literal: false }, false);
    return;
  }
  if (!binding.complete) builder.complete = false;
  if (!binding.exact) builder.exact = false;
  const separate = part.index === 'all' && !joined;
  words.forEach((word, index) => {
    if (index > 0) {
      if (separate || split) {
        builder.split = true;
        endWord(builder);
      } else addPiece(builder, { text: ' ', span, literal: false }, false);
    }
    if (!split) builder.started = true;
    for (const piece of word.pieces) addPiece(builder, piece, split);
  });
}

/** Puts a piece behind the others. `split`: its blanks end words. */
function addPiece(builder: Builder, piece: ValuePiece, split: boolean): void {
  if (piece.many && split) builder.complete = false;
  const { text, span, literal } = piece;
  builder.resolver.budget.left -= 1;
  if (split && (text === undefined || PATTERN.test(text))) {
    builder.exact = false;
    builder.pieces.push({ text: undefined, span, literal: false });
    builder.started = true;
    return;
  }
  if (text === undefined || !split || !/[ \t\n]/.test(text)) {
    // Out of budget, or of what decides where words end.
    const lost = builder.resolver.budget.left < 0;
    if (text !== '' || !split) {
      builder.pieces.push(lost ? { text: undefined, span, literal: false } : piece);
      builder.started = true;
    }
    return;
  }
  if (!builder.resolver.splits) {
    builder.complete = false;
    builder.exact = false;
    builder.pieces.push({ text: undefined, span, literal: false });
    builder.started = true;
    return;
  }
  let at = 0;
  while (at < text.length) {
    const from = at;
    while (at < text.length && !isBlank(text, at)) at += 1;
    if (from < at) {
      const part = literal ? { block: span.block, start: span.start + from, end: span.start + at } : span;
      builder.pieces.push({ text: text.slice(from, at), span: part, literal });
      builder.started = true;
      builder.resolver.budget.left -= 1;
    }
    if (at < text.length) {
      builder.split = true;
      endWord(builder);
    }
    while (at < text.length && isBlank(text, at)) at += 1;
  }
}

function isBlank(text: string, at: number): boolean {
  const character = text[at];
  return character === ' ' || character === '\t' || character === '\n';
}

function endWord(builder: Builder): void {
  if (!builder.started) return;
  const { template, resolver, pieces } = builder;
  const whole: Span = { block: resolver.block, start: template.start, end: template.end };
  const last = !builder.split && builder.words.length === 0;
  builder.words.push({ span: last ? whole : (spanOfPieces(pieces) ?? whole), pieces });
  builder.pieces = [];
  builder.started = false;
}

/** From the first piece to the last, where they stand in one block in this order. */
function spanOfPieces(pieces: readonly ValuePiece[]): Span | undefined {
  const first = pieces[0]?.span;
  let end = first?.start ?? 0;
  for (const { span } of pieces) {
    if (span.block !== first!.block || span.start < end) return undefined;
    end = span.end;
  }
  return first && { block: first.block, start: first.start, end };
}
