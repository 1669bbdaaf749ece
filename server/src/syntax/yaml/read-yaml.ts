import { Lexer } from 'yaml';
import type { Block } from '../../text/block';
import { type Span, spanOf } from '../../text/span';
import type { YamlComment, YamlEntry, YamlScalar, YamlValue } from './yaml-value';

/** What a document says. */
export interface YamlReading {
  /** `undefined`: there are only comments. */
  readonly value: YamlValue | undefined;
  readonly comments: readonly YamlComment[];
}

/**
 * Reads the document of YAML that stands at `[start, end)`, perhaps with the line `---` before it. `undefined`: it is not YAML,
 * or it is written as hardly anybody writes it, with keys that are no texts on one line. There is no more state than a list
 * of the open collections, so that no depth of nesting is too much. (YAML 1.2.2)
 */
export function readYaml(block: Block, start: number, end: number): YamlReading | undefined {
  const text = block.text.slice(start, end);
  // YAML does not allow these, and the lexer marks tokens by some of them.
  if (/[\0-\x08\v\f\x0e-\x1f\x7f]|\r(?!\n)/.test(text)) return undefined;
  const reader: Reader = {
    block,
    at: start,
    line: 0,
    lineStart: start,
    isFresh: true,
    hasTab: false,
    frames: [],
    root: undefined,
    ended: start,
    word: undefined,
    props: undefined,
    header: undefined,
    isText: false,
    anchors: new Map(),
    comments: [],
    waiting: [],
    entry: undefined,
  };
  for (const token of new Lexer().lex(text)) {
    if (!step(reader, token)) return undefined;
    if (token === DOCUMENT || token === SCALAR) continue;
    reader.at += token.length;
    reader.isFresh &&= /^[ \t\r\n]/.test(token);
  }
  if (!settle(reader) || reader.frames.some(({ isFlow }) => isFlow)) return undefined;
  while (reader.frames.length > 0) close(reader);
  return { value: reader.root, comments: reader.comments };
}

/** Tokens of no width: a document begins, and the next token is the text of a scalar. (yaml, src/parse/cst.ts) */
const DOCUMENT = '\x02';
const SCALAR = '\x1f';

interface Reader {
  readonly block: Block;
  /** Where the token begins, and the line that it is on. */
  at: number;
  line: number;
  lineStart: number;
  /** Only blanks stand before it on its line; one of them is a tab. */
  isFresh: boolean;
  hasTab: boolean;
  /** The collections that are open, the outermost first. */
  readonly frames: Frame[];
  root: YamlValue | undefined;
  /** Where the last node ended. */
  ended: number;
  /** A node that may turn out to be a key. */
  word: Node | undefined;
  /** An anchor or a tag that waits for its node. */
  props: Props | undefined;
  /** Where a block scalar began of which the text is still to come. */
  header: Place | undefined;
  /** The next token is the text of a plain scalar, or of that block scalar. */
  isText: boolean;
  readonly anchors: Map<string, YamlValue>;
  readonly comments: Changeable<YamlComment>[];
  /** Comments on lines of their own, while nothing follows them. */
  waiting: Changeable<YamlComment>[];
  /** The last entry that began. */
  entry: YamlEntry | undefined;
}

interface Frame {
  readonly isFlow: boolean;
  /** Where its keys or dashes stand in their lines. */
  readonly column: number;
  readonly value: Changeable<YamlValue>;
  /** Of a map. */
  readonly entries: Changeable<YamlEntry>[] | undefined;
  /** Of a list. */
  readonly items: YamlValue[];
  readonly anchor: string | undefined;
  expects: 'key' | 'value' | undefined;
  /** The line of its last colon or dash. */
  line: number;
}

interface Place {
  readonly start: number;
  readonly column: number;
  readonly line: number;
}

interface Node extends Place {
  readonly value: YamlValue;
  /** Where its text ends; of a collection, where its first character stands. */
  readonly end: number;
}

interface Props extends Place {
  readonly anchor: string | undefined;
  readonly isTagged: boolean;
}

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

/** Takes one token; false: it cannot stand there. */
function step(reader: Reader, token: string): boolean {
  if (reader.isText) return takeText(reader, token);
  const frame = reader.frames.at(-1);
  switch (token[0]) {
    case ' ':
    case '\t':
      reader.hasTab ||= reader.isFresh && token.includes('\t');
      return true;
    case ':':
      return takeColon(reader, frame);
    case '#':
    case '\n':
    case '\r':
      if (!frame?.isFlow && !settle(reader)) return false;
      if (token[0] === '#') takeComment(reader, token);
      else newLine(reader, reader.at + token.length);
      return true;
    default:
      return settle(reader) && takeSign(reader, token, frame);
  }
}

function takeSign(reader: Reader, token: string, frame: Frame | undefined): boolean {
  const { block, at, props } = reader;
  switch (token[0]) {
    case DOCUMENT:
    case '\ufeff':
      return true;
    case SCALAR:
      reader.isText = true;
      return true;
    case '|':
    case '>':
      reader.header = placeOf(reader);
      return true;
    case '"':
    case "'":
      return takeQuoted(reader, token);
    case '&':
    case '!':
      return takeProps(reader, token);
    case '*': {
      const span = spanOf(block, at, at + token.length);
      const value: YamlValue = reader.anchors.get(token.slice(1)) ?? { kind: 'unknown', span };
      reader.word = { ...placeOf(reader), value, end: span.end };
      return true;
    }
    case '{':
    case '[':
      return open(reader, placeOf(reader), token === '{', true);
    case ',':
      if (!frame?.isFlow || props || frame.expects === (frame.entries ? 'key' : 'value')) return false;
      frame.expects = frame.entries ? 'key' : 'value';
      return true;
    case '}':
    case ']':
      if (!frame?.isFlow || props || (frame.entries !== undefined) !== (token === '}')) return false;
      reader.ended = at + 1;
      close(reader);
      return true;
    case '-':
      // The line that begins a document, or a dash.
      return token === '---' ? at === reader.lineStart : takeDash(reader, frame);
    default:
      return false;
  }
}

/** The text of a plain scalar or of a block scalar. */
function takeText(reader: Reader, token: string): boolean {
  const { block, at, header } = reader;
  reader.isText = false;
  reader.header = undefined;
  const span = spanOf(block, header?.start ?? at, at + token.length);
  if (header) {
    if (!put(reader, { ...header, value: { kind: 'unknown', span }, end: span.end })) return false;
    passLines(reader, token);
    return true;
  }
  // In a flow collection, what is left out has a text of no characters.
  return token === '' || takeWord(reader, token, token, true);
}

function takeQuoted(reader: Reader, token: string): boolean {
  if (token.length < 2 || !token.endsWith(token[0]!)) return false;
  const text = token[0] === "'" ? token.slice(1, -1).replaceAll("''", "'") : withoutEscapes(token);
  return takeWord(reader, token, text, false);
}

/** `undefined`: with escapes that JSON does not have. */
function withoutEscapes(token: string): string | undefined {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return JSON.parse(token) as string;
  } catch {
    return undefined;
  }
}

function takeWord(reader: Reader, token: string, text: string | undefined, isPlain: boolean): boolean {
  const span = spanOf(reader.block, reader.at, reader.at + token.length);
  const value: YamlValue =
    text === undefined || token.includes('\n') ? { kind: 'unknown', span } : { kind: 'scalar', span, text, isPlain };
  reader.word = { ...placeOf(reader), value, end: span.end };
  passLines(reader, token);
  return true;
}

function takeProps(reader: Reader, token: string): boolean {
  const { props } = reader;
  // One of each; where they are on two lines they belong to two nodes.
  if (props && (props.line !== reader.line || props.isTagged === (token[0] === '!'))) return false;
  reader.props = {
    ...(props ?? placeOf(reader)),
    anchor: token[0] === '&' ? token.slice(1) : props?.anchor,
    isTagged: token[0] === '!' || props !== undefined,
  };
  return true;
}

function takeColon(reader: Reader, frame: Frame | undefined): boolean {
  const { word, props } = reader;
  // Not an alias, which stands for something elsewhere.
  if (word?.value.kind !== 'scalar' || word.value.span.start !== word.start) return false;
  reader.word = undefined;
  if (frame?.isFlow) {
    if (frame.expects !== 'key' || !frame.entries) return false;
    addEntry(reader, frame, word.value);
    return true;
  }
  if (word.line !== reader.line || reader.hasTab) return false;
  let column = word.column;
  if (props?.line === word.line) {
    column = props.column;
    reader.props = undefined;
  }
  closeTo(reader, column, true);
  let map = reader.frames.at(-1);
  if (!map?.entries || map.column !== column) {
    // a: b: c
    if (map?.entries && map.line === reader.line) return false;
    if (!open(reader, { ...word, column }, true, false)) return false;
    map = reader.frames.at(-1)!;
  }
  addEntry(reader, map, word.value);
  return true;
}

function takeDash(reader: Reader, frame: Frame | undefined): boolean {
  if (frame?.isFlow || reader.hasTab) return false;
  const place = placeOf(reader);
  closeTo(reader, place.column, false);
  let list = reader.frames.at(-1);
  if (!list || list.entries || list.column !== place.column) {
    // a: - b
    if (list?.entries && list.line === reader.line) return false;
    if (!open(reader, place, false, false)) return false;
    list = reader.frames.at(-1)!;
  } else if (list.expects === 'value') {
    list.items.push(nothing(reader));
  }
  list.expects = 'value';
  list.line = reader.line;
  reader.ended = reader.at + 1;
  reader.props = undefined;
  return true;
}

function takeComment(reader: Reader, token: string): void {
  const span = spanOf(reader.block, reader.at, reader.at + token.length);
  const comment = { span, entry: reader.isFresh ? undefined : reader.entry };
  reader.comments.push(comment);
  if (reader.isFresh) reader.waiting.push(comment);
}

/** A word that no colon followed is a value. */
function settle(reader: Reader): boolean {
  const { word } = reader;
  reader.word = undefined;
  return !word || put(reader, word);
}

/** Puts a node with what stands before it to where a value is due. */
function put(reader: Reader, node: Node, isDash = false): boolean {
  const frame = reader.frames.at(-1);
  const { props } = reader;
  reader.props = undefined;
  reader.ended = node.end;
  const value: YamlValue = props?.isTagged ? { kind: 'unknown', span: node.value.span } : node.value;
  if (props?.anchor !== undefined && node.value.kind !== 'map' && node.value.kind !== 'list')
    reader.anchors.set(props.anchor, value);
  if (!frame) {
    if (reader.root || reader.hasTab) return false;
    reader.root = value;
    return true;
  }
  if (frame.isFlow && frame.entries && frame.expects === 'key' && value.kind === 'scalar') {
    addEntry(reader, frame, value);
    frame.expects = undefined;
    return true;
  }
  // A list may stand as far left as the key that it is of.
  const least = frame.column + (isDash && frame.entries ? 0 : 1);
  if (frame.expects !== 'value' || (!frame.isFlow && (node.column < least || reader.hasTab))) return false;
  if (frame.entries) frame.entries.at(-1)!.value = value;
  else frame.items.push(value);
  frame.expects = undefined;
  return true;
}

/** Begins a collection where a value is due. */
function open(reader: Reader, place: Place, isMap: boolean, isFlow: boolean): boolean {
  const entries = isMap ? [] : undefined;
  const items: YamlValue[] = [];
  const span = spanOf(reader.block, place.start, place.start);
  const value: YamlValue = entries ? { kind: 'map', span, entries } : { kind: 'list', span, items };
  const anchor = reader.props?.isTagged ? undefined : reader.props?.anchor;
  if (!put(reader, { ...place, value, end: place.start }, !isMap && !isFlow)) return false;
  const expects = isMap ? 'key' : 'value';
  const column = isFlow ? -1 : place.column;
  reader.frames.push({ isFlow, column, value, entries, items, anchor, expects, line: -1 });
  return true;
}

function addEntry(reader: Reader, map: Frame, key: YamlScalar): void {
  endEntry(reader, map);
  const entry = { key, value: undefined, span: key.span };
  map.entries!.push(entry);
  map.expects = 'value';
  map.line = reader.line;
  reader.ended = key.span.end;
  reader.props = undefined;
  reader.entry = entry;
  for (const comment of reader.waiting) comment.entry = entry;
  reader.waiting = [];
}

/** The last entry of a map ends with the last node. */
function endEntry({ ended }: Reader, { entries }: Frame): void {
  const entry = entries?.at(-1);
  if (entry) entry.span = upTo(entry.span, ended);
}

/** The innermost collection is over. */
function close(reader: Reader): void {
  const frame = reader.frames.pop()!;
  if (!frame.isFlow && !frame.entries && frame.expects === 'value') frame.items.push(nothing(reader));
  endEntry(reader, frame);
  frame.value.span = upTo(frame.value.span, reader.ended);
  if (frame.anchor !== undefined) reader.anchors.set(frame.anchor, frame.value);
}

/** Closes what is written further to the right; before a key also a list as far left as it. */
function closeTo(reader: Reader, column: number, isKey: boolean): void {
  for (;;) {
    const frame = reader.frames.at(-1);
    if (!frame || !(frame.column > column || (isKey && !frame.entries && frame.column === column))) return;
    close(reader);
  }
}

function nothing({ block, ended }: Reader): YamlValue {
  return { kind: 'unknown', span: spanOf(block, ended, ended) };
}

function upTo({ block, start }: Span, end: number): Span {
  return spanOf(block, start, Math.max(start, end));
}

function placeOf({ at, lineStart, line }: Reader): Place {
  return { start: at, column: at - lineStart, line };
}

/** Counts the lines of a token of several. */
function passLines(reader: Reader, token: string): void {
  for (let i = token.indexOf('\n'); i >= 0; i = token.indexOf('\n', i + 1)) newLine(reader, reader.at + i + 1);
}

function newLine(reader: Reader, start: number): void {
  reader.line += 1;
  reader.lineStart = start;
  reader.isFresh = true;
  reader.hasTab = false;
}
