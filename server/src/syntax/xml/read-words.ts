import { spanOf } from '../../text/span';
import type { Word, WordPiece } from '../../text/word';
import { lexMarkup } from './lex-markup';
import { readReference } from './read-reference';
import type { XmlSource } from './xml-source';

/** The value `[start, end)` of an attribute. Tabs and line ends become blanks. (XML 1.0, 3.3.3) */
export function readValue(source: XmlSource, start: number, end: number): Word {
  const reading: Reading = { source, pieces: [], end, kind: 'value' };
  readRun(reading, start);
  return { span: spanOf(source.block, start, end), pieces: reading.pieces };
}

/** A value that is not there yet: unknown, at `at`. */
export function missingValue(source: XmlSource, at: number): Word {
  const span = spanOf(source.block, at, at);
  return { span, pieces: [{ text: undefined, span, literal: false }] };
}

/** The text in `[start, end)`, where child elements fill the `gaps` between the given runs. */
export function readText(
  source: XmlSource,
  start: number,
  end: number,
  runs: readonly (readonly [number, number])[],
): Word {
  const pieces: WordPiece[] = [];
  for (const [from, to] of runs) readRun({ source, pieces, end: to, kind: 'text' }, from);
  return { span: spanOf(source.block, start, end), pieces };
}

interface Reading {
  readonly source: XmlSource;
  readonly pieces: WordPiece[];
  readonly end: number;
  /** The text of an element, a CDATA section in it, or the value of an attribute. */
  readonly kind: 'text' | 'cdata' | 'value';
}

function readRun(reading: Reading, at: number): void {
  const { source, end } = reading;
  const { text } = source;
  let literal = at;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code > 0x7f || !SPECIAL[code]) {
      at += 1;
      continue;
    }
    const behind = Math.min(special(reading, literal, at), end);
    if (behind > at) {
      at = behind;
      literal = at;
    } else at += 1;
  }
  addLiteral(reading, literal, at);
}

/**
 * Reads what stands at a special character, after the literal run in front of it. Returns where it ends; `at` itself where
 * it is an ordinary character after all.
 */
function special(reading: Reading, literal: number, at: number): number {
  const { source, kind } = reading;
  const { text } = source;
  const character = text[at]!;
  if (character === '\r') {
    return add(reading, literal, at, text[at + 1] === '\n' ? at + 2 : at + 1, kind === 'value' ? ' ' : '\n');
  }
  if (character === '\n' || character === '\t') return kind === 'value' ? add(reading, literal, at, at + 1, ' ') : at;
  if (character === '$' || character === '@') {
    const end = character === '$' ? endOfDollar(text, at, reading.end) : endOfAt(text, at);
    return end > at ? add(reading, literal, at, end, undefined) : at;
  }
  if (character === '&') {
    if (kind === 'cdata') return at;
    const reference = readReference(text, at);
    return add(reading, literal, at, reference.end, reference.text);
  }
  const mark = source.templates.at(at, kind !== 'text');
  if (mark) {
    if (mark.kind !== 'nothing') return add(reading, literal, at, mark.end, undefined);
    addLiteral(reading, literal, at);
    return mark.end;
  }
  const markup = character === '<' && kind === 'text' ? lexMarkup(source, at) : undefined;
  if (!markup) return at;
  addLiteral(reading, literal, at);
  if (markup.kind === 'cdata') {
    const { pieces } = reading;
    readRun({ source, pieces, end: markup.bodyEnd, kind: 'cdata' }, markup.bodyStart);
  }
  return markup.end;
}

function addLiteral({ source, pieces }: Reading, start: number, end: number): void {
  if (start < end) {
    pieces.push({ text: source.text.slice(start, end), span: spanOf(source.block, start, end), literal: true });
  }
}

/** Adds the literal run up to `at`, and a piece `[at, end)` that stands for `text`. Returns `end`. */
function add(reading: Reading, literal: number, at: number, end: number, text: string | undefined): number {
  addLiteral(reading, literal, at);
  reading.pieces.push({ text, span: spanOf(reading.source.block, at, Math.min(end, reading.end)), literal: false });
  return end;
}

/** Behind `${…}` on one line; `at` when nothing closes it. */
function endOfDollar(text: string, at: number, limit: number): number {
  if (text[at + 1] !== '{') return at;
  let end = at + 2;
  while (end < limit && !'}{<\r\n'.includes(text[end]!)) end += 1;
  return end < limit && text[end] === '}' ? end + 1 : at;
}

/** Behind `@NAME@`; `at` when it is none. */
function endOfAt(text: string, at: number): number {
  let end = at + 1;
  while (/[A-Z0-9_]/.test(text[end] ?? '')) end += 1;
  return text[end] === '@' && end > at + 1 ? end + 1 : at;
}

/** Characters at which reading a run stops. */
const SPECIAL = new Uint8Array(0x80);
for (const character of '\t\n\r&<{$@') SPECIAL[character.charCodeAt(0)] = 1;
