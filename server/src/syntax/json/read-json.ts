import type { Problem } from '../../text/problem';
import type { Span } from '../../text/span';
import type { Word } from '../../text/word';
import { type FlatWord, isUnknownAt, sliceFlat, spanFlat } from './flat-word';
import type { JsonMember, JsonValue } from './json-value';
import { classifyJsonWord, isBareAt, isJsonNumber, lexJsonString } from './lex-json';

export interface JsonReading {
  /** `undefined`: there is nothing but blanks. */
  readonly value: JsonValue | undefined;
  /** Behind the value. */
  readonly end: number;
  /** What QEMU's parser refuses, though it was understood here. Single-quoted strings are right for QEMU. */
  readonly problems: readonly Problem[];
  /** False: the value breaks off, or something that is not known may hold more members. */
  readonly complete: boolean;
}

/**
 * Reads one JSON value of a word, from `start` on. It goes on behind every mistake, and keeps no more state than a list of
 * the open brackets, so that no depth of nesting is too much. (qobject/json-lexer.c, qobject/json-parser.c)
 */
export function readJson(flat: FlatWord, start = 0): JsonReading {
  const reader: Reader = { flat, at: start, open: [], result: undefined, problems: [], complete: true, openArrays: 0 };
  skipBlanks(reader);
  while (reader.at < flat.text.length) {
    const before = reader.at;
    step(reader);
    if (reader.result && reader.open.length === 0) break;
    skipBlanks(reader);
    if (reader.at === before) reader.at += 1;
  }
  if (reader.open.length > 0) {
    report(reader, flat.text.length, flat.text.length, 'premature EOI', 'A closing bracket is missing.');
    reader.complete = false;
    while (reader.open.length > 0) close(reader);
  }
  return { value: reader.result, end: reader.at, problems: reader.problems, complete: reader.complete };
}

interface Reader {
  readonly flat: FlatWord;
  at: number;
  /** The brackets that are open, the outermost first. */
  readonly open: Container[];
  openArrays: number;
  result: JsonValue | undefined;
  readonly problems: Problem[];
  complete: boolean;
}

interface Container {
  readonly start: number;
  /** Of an object. */
  readonly members: JsonMember[] | undefined;
  /** Of an array. */
  readonly items: JsonValue[];
  readonly keys: Set<string> | undefined;
  key: Word | undefined;
  expects: 'key' | 'colon' | 'value' | 'separator';
  /** Where the last comma stands, while nothing follows it. */
  comma: number | undefined;
}

/** Reads one token. */
function step(reader: Reader): void {
  const { flat, at } = reader;
  const character = flat.text[at]!;
  if (isUnknownAt(flat, at) && !isBareAt(flat, at + 1)) readUnknown(reader);
  else if (character === '{' || character === '[') openBracket(reader, character);
  else if (character === '}' || character === ']') closeBracket(reader, character);
  else if (character === ',') readComma(reader);
  else if (character === ':' || character === '=') readColon(reader, character);
  else if (character === '"' || character === "'") readString(reader);
  else if (character === '/' || character === '#') readComment(reader);
  else if (isBareAt(flat, at)) readBareWord(reader);
  else readStray(reader);
}

/** A value has been read: it goes where the innermost bracket expects one. */
function put(reader: Reader, value: JsonValue): void {
  const container = reader.open[reader.open.length - 1];
  if (!container) {
    reader.result = value;
    return;
  }
  if (container.expects === 'separator') {
    report(
      reader,
      value.span.start,
      undefined,
      'expected separator in dict',
      'A comma is missing before this value.',
      value.span,
    );
  }
  if (container.members) {
    if (container.key) container.members.push({ key: container.key, value });
    container.key = undefined;
  } else container.items.push(value);
  container.expects = 'separator';
  container.comma = undefined;
}

function openBracket(reader: Reader, bracket: '{' | '['): void {
  const container = reader.open[reader.open.length - 1];
  if (container?.expects === 'key')
    refuse(reader, 1, 'key is not a string in object', 'A key in quotes is expected here.');
  if (container?.expects === 'separator') {
    refuse(
      reader,
      1,
      container.members ? 'expected separator in dict' : 'expected separator in list',
      'A comma is missing.',
    );
  }
  const object = bracket === '{';
  if (!object) reader.openArrays += 1;
  reader.open.push({
    start: reader.at,
    members: object ? [] : undefined,
    items: [],
    keys: object ? new Set() : undefined,
    key: undefined,
    expects: object ? 'key' : 'value',
    comma: undefined,
  });
  reader.at += 1;
}

function closeBracket(reader: Reader, bracket: '}' | ']'): void {
  const array = bracket === ']';
  const fitting = array ? reader.openArrays : reader.open.length - reader.openArrays;
  if (fitting === 0) {
    refuse(reader, 1, 'expecting value', 'Nothing is open that this bracket closes.');
    reader.at += 1;
    if (reader.open.length === 0)
      reader.result = { kind: 'unknown', span: spanFlat(reader.flat, reader.at - 1, reader.at) };
    return;
  }
  let container = reader.open[reader.open.length - 1]!;
  while ((container.members === undefined) !== array) {
    refuse(reader, 1, 'expected separator in dict', 'The bracket before this one is still open.');
    close(reader);
    container = reader.open[reader.open.length - 1]!;
  }
  if (container.comma !== undefined) {
    const comma = container.comma;
    report(reader, comma, comma + 1, 'expecting value', 'No comma may stand before a closing bracket.', undefined, [
      '',
    ]);
  }
  reader.at += 1;
  close(reader);
}

/** Closes the innermost bracket where the reader stands. */
function close(reader: Reader): void {
  const container = reader.open.pop()!;
  const span = spanFlat(reader.flat, container.start, reader.at);
  if (container.members) {
    if (container.key) {
      container.members.push({ key: container.key, value: { kind: 'unknown', span: container.key.span } });
      report(reader, 0, 0, 'expecting value', 'This key has no value.', container.key.span);
    }
    put(reader, { kind: 'object', span, members: container.members });
  } else {
    reader.openArrays -= 1;
    put(reader, { kind: 'array', span, items: container.items });
  }
}

function readComma(reader: Reader): void {
  const container = reader.open[reader.open.length - 1];
  if (!container || container.expects === 'key' || (container.expects === 'value' && !container.members)) {
    refuse(reader, 1, 'expecting value', 'There is nothing before this comma.');
  } else if (container.expects === 'colon' || container.expects === 'value') {
    refuse(
      reader,
      1,
      container.expects === 'colon' ? 'missing : in object pair' : 'expecting value',
      'This key has no value.',
    );
    if (container.key)
      container.members?.push({ key: container.key, value: { kind: 'unknown', span: container.key.span } });
    container.key = undefined;
  }
  if (container) {
    container.expects = container.members ? 'key' : 'value';
    container.comma = reader.at;
  }
  reader.at += 1;
}

function readColon(reader: Reader, character: string): void {
  const container = reader.open[reader.open.length - 1];
  if (character === '=') refuse(reader, 1, "stray '='", 'JSON has a colon between key and value.', [':']);
  else if (container?.expects !== 'colon') refuse(reader, 1, 'expecting value', 'No colon may stand here.');
  if (container?.expects === 'colon') container.expects = 'value';
  reader.at += 1;
}

function readString(reader: Reader): void {
  const { flat, at } = reader;
  const string = lexJsonString(flat, at);
  reader.at = string.end;
  for (const span of string.wrongEscapes) {
    report(
      reader,
      0,
      0,
      'invalid escape sequence in string',
      'Only " \' \\ / b f n r t and uXXXX may follow \\.',
      span,
    );
  }
  if (!string.closed) {
    report(reader, at, string.end, 'premature EOI', 'The closing quote is missing.');
    reader.complete = false;
  }
  const container = reader.open[reader.open.length - 1];
  if (container?.members && container.expects !== 'value') takeKey(reader, container, string.word, at);
  else put(reader, { kind: 'string', span: spanFlat(flat, at, string.end), word: string.word });
}

function takeKey(reader: Reader, container: Container, word: Word, start: number): void {
  if (container.expects !== 'key') {
    const what = container.expects === 'colon' ? 'missing : in object pair' : 'expected separator in dict';
    const missing =
      container.expects === 'colon' ? 'A colon is missing before this.' : 'A comma is missing before this.';
    report(reader, start, reader.at, what, missing);
    if (container.key)
      container.members!.push({ key: container.key, value: { kind: 'unknown', span: container.key.span } });
  }
  let text = '';
  for (const piece of word.pieces) text += piece.text ?? '\0';
  if (container.keys?.has(text)) report(reader, start, reader.at, 'duplicate key', 'This key was given before.');
  container.keys?.add(text);
  container.key = word;
  container.expects = 'colon';
  container.comma = undefined;
}

/** A number, true, false, null, or something that JSON does not have. */
function readBareWord(reader: Reader): void {
  const { flat, at } = reader;
  let end = at + 1;
  let unknown = isUnknownAt(flat, at);
  while (isBareAt(flat, end)) {
    unknown ||= isUnknownAt(flat, end);
    end += 1;
  }
  const raw = flat.text.slice(at, end);
  const span = spanFlat(flat, at, end);
  reader.at = end;
  const container = reader.open[reader.open.length - 1];
  if (container?.members && container.expects !== 'value') {
    if (!unknown) report(reader, at, end, 'key is not a string in object', 'A key stands in quotes.');
    else reader.complete = false;
    takeKey(reader, container, sliceFlat(flat, at, end), at);
    return;
  }
  const value: JsonValue = unknown ? { kind: 'unknown', span } : classifyJsonWord(raw, span);
  if (value.kind === 'number' && !isJsonNumber(raw)) {
    const help = 'Numbers are plain decimal here: no 0x, no suffix, no leading zero.';
    report(reader, at, end, 'expected separator in dict', help);
  } else if (value.kind === 'unknown' && !unknown) {
    report(reader, at, end, `stray '${raw.slice(0, 40)}'`, 'Only true, false and null stand without quotes.');
  }
  put(reader, value);
}

/** A character that JSON has no use for. */
function readStray(reader: Reader): void {
  const { flat, at } = reader;
  refuse(reader, 1, `stray '${flat.text[at]}'`, 'This is not JSON.');
  reader.at += 1;
  if (reader.open.length === 0) reader.result = { kind: 'unknown', span: spanFlat(flat, at, at + 1) };
}

/** A piece that is not known and stands where a whole value, key or comma could stand. */
function readUnknown(reader: Reader): void {
  const container = reader.open[reader.open.length - 1];
  const span = spanFlat(reader.flat, reader.at, reader.at + 1);
  reader.at += 1;
  if (!container || container.expects === 'value') {
    if (container && !container.members) reader.complete = false;
    put(reader, { kind: 'unknown', span });
    return;
  }
  // Between members it may hold more of them, commas included.
  reader.complete = false;
  container.comma = undefined;
  if (container.expects === 'key') container.expects = 'separator';
}

function skipBlanks(reader: Reader): void {
  const { text } = reader.flat;
  while (isBlankCode(text.charCodeAt(reader.at))) reader.at += 1;
}

/** A byte order mark counts as a blank. */
function isBlankCode(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0xfeff;
}

/** JSON has no comments; where one stands, it is passed over. */
function readComment(reader: Reader): void {
  const { text } = reader.flat;
  const start = reader.at;
  let end = start;
  if (text.startsWith('/*', start)) {
    const close = text.indexOf('*/', start + 2);
    end = close < 0 ? text.length : close + 2;
  } else if (text[start] === '#' || text[start + 1] === '/') {
    while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
  } else {
    readStray(reader);
    return;
  }
  report(reader, start, end, `stray '${text[start]}'`, 'JSON has no comments.', undefined, ['']);
  reader.at = end;
}

/** A problem at the next `length` characters. */
function refuse(reader: Reader, length: number, words: string, help: string, suggestions?: readonly string[]): void {
  report(reader, reader.at, reader.at + length, words, help, undefined, suggestions);
}

/** At most so many problems are kept of one value: behind the first few a mistake is usually the same one. */
const MOST_PROBLEMS = 20;

function report(
  reader: Reader,
  start: number,
  end: number | undefined,
  words: string,
  help: string,
  span?: Span,
  suggestions?: readonly string[],
): void {
  if (reader.problems.length >= MOST_PROBLEMS) return;
  reader.problems.push({
    code: 'json-syntax',
    span: span ?? spanFlat(reader.flat, start, end ?? start),
    message: `QEMU refuses this JSON (JSON parse error, ${words}). ${help}`,
    severity: 'error',
    ...(suggestions ? { suggestions } : {}),
  });
}
