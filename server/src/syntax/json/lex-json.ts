import type { Span } from '../../text/span';
import type { Word, WordPiece } from '../../text/word';
import { type FlatWord, isUnknownAt, sliceFlat, spanFlat } from './flat-word';
import type { JsonValue } from './json-value';

export interface StringToken {
  /** Without the quotes, escapes resolved. */
  readonly word: Word;
  /** Behind the closing quote. */
  readonly end: number;
  readonly closed: boolean;
  /** Escapes that JSON does not have. */
  readonly wrongEscapes: readonly Span[];
}

/** Reads the string whose opening quote, single or double, stands at `start`. It ends with its line at the latest. */
export function lexJsonString(flat: FlatWord, start: number): StringToken {
  const { text } = flat;
  const quote = text[start]!;
  const pieces: WordPiece[] = [];
  const wrongEscapes: Span[] = [];
  let at = start + 1;
  let from = at;
  const flush = (): void => {
    if (from < at) for (const piece of sliceFlat(flat, from, at).pieces) pieces.push(piece);
  };
  const end = quote.charCodeAt(0);
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === end || code === LINE_FEED || code === CARRIAGE_RETURN) break;
    if (code !== BACKSLASH) {
      at += 1;
      continue;
    }
    flush();
    const length = Math.min(text[at + 1] === 'u' ? 6 : 2, text.length - at);
    const written = text.slice(at, at + length);
    const decoded = decodeEscape(written);
    const span = spanFlat(flat, at, at + length);
    if (decoded === undefined) wrongEscapes.push(span);
    pieces.push({ text: decoded ?? written.slice(1), span, literal: false });
    at += length;
    from = at;
  }
  flush();
  const closed = text[at] === quote;
  return { word: { span: spanFlat(flat, start + 1, at), pieces }, end: closed ? at + 1 : at, closed, wrongEscapes };
}

/** Whether a number or a word without quotes may have this character; one that is not known may be any. */
export function isBareAt(flat: FlatWord, at: number): boolean {
  const code = flat.text.charCodeAt(at);
  return (
    (code >= DIGIT_0 && code <= DIGIT_9) ||
    (code >= UPPER_A && code <= UPPER_Z) ||
    (code >= LOWER_A && code <= LOWER_Z) ||
    code === PLUS ||
    code === MINUS ||
    code === DOT ||
    code === UNDERSCORE ||
    (code >= 0x80 && code !== BYTE_ORDER_MARK) ||
    isUnknownAt(flat, at)
  );
}

/** What a word without quotes is: a number as soon as it begins like one, `unknown` where JSON does not have it. */
export function classifyJsonWord(raw: string, span: Span): JsonValue {
  if (raw === 'true' || raw === 'false') return { kind: 'boolean', span, value: raw === 'true' };
  if (raw === 'null') return { kind: 'null', span };
  return /^[-+]?\.?[0-9]/.test(raw) ? { kind: 'number', span, raw } : { kind: 'unknown', span };
}

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;

/** Whether a number is written as JSON wants it: plain decimal, with no zero in front. */
export function isJsonNumber(raw: string): boolean {
  return NUMBER.test(raw);
}

/** What an escape stands for; `undefined` when JSON does not have it. QEMU knows `\'` besides. */
function decodeEscape(written: string): string | undefined {
  const letter = written[1];
  if (letter === undefined) return undefined;
  if (letter === 'u') {
    if (!/^\\u[0-9a-fA-F]{4}$/.test(written)) return undefined;
    return String.fromCharCode(Number.parseInt(written.slice(2), 16));
  }
  const index = 'bfnrt"\'\\/'.indexOf(letter);
  return index < 0 ? undefined : '\b\f\n\r\t"\'\\/'[index];
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BACKSLASH = 0x5c;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const UNDERSCORE = 0x5f;
const BYTE_ORDER_MARK = 0xfeff;
