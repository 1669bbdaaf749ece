import type { Block } from '../../text/block';
import { clip } from '../../text/clip';
import { nearestWord } from '../../text/nearest-word';
import { Cursor, skipBlanks } from './cursor';
import type { Declaration, SlotDeclaration, Token } from './declaration';
import { readExpression } from './expression';
import { isQuotedPrintable, type LogicalText, logicalText, quoteEnd } from './logical-text';
import { readFields } from './read-fields';
import { readConvertMemory, readSetUserMemory } from './read-trace';
import { findLoggedCall, readVmmCall } from './read-vmm-log';

/** The words that a declaration begins with. */
export const KEYWORDS = ['Slot', 'backing', 'let', 'host', 'rule', 'machine', 'private', 'shared'] as const;

/** A line longer than this is not looked into: no declaration comes near it. */
export const LONGEST_LINE = 16_384;

const SLOT_HEAD =
  /(?:AddrSpace#(?:\d+)[ \t]+)?(?:mem)?slot(?:[ \t]*#[ \t]*|[ \t]+)[0-9A-Za-z_]*(?:[ \t]*\([^()\r\n]*\))?/iy;
const ADDRESS_SPACE = /AddrSpace#/iy;
const SLOT_WORD = /(?:mem)?slot[ \t]*#?[ \t]*/iy;
const DIGITS = /[0-9]+/y;
const NAME_IN_PARENTHESES = /[^()\r\n]*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NAME = /[A-Za-z0-9_][A-Za-z0-9_.-]*/y;
const REST = /\S(?:[^\r\n]*\S)?/y;

/** All that a declaration says, apart from the block that it is. */
export type DeclarationParts<D = Declaration> = D extends Declaration ? Omit<D, keyof Block> : never;

/** Reads the one declaration that a block is. Never fails: what cannot be read is a problem. */
export function parseDeclaration(block: Block): DeclarationParts {
  const { text, lineCount } = block;
  if (text.length > LONGEST_LINE)
    return parseForeign(block, new Cursor(block, { text, offsets: undefined }, 0, text.length), 'long');
  const logical = logicalText(text, lineCount);
  const start = logical.offsets ? 0 : quoteEnd(text);
  const cursor = new Cursor(block, logical, start, logical.text.length);
  cursor.skipBlanks();
  const event = startsComment(logical.text, cursor.at) ? undefined : findLoggedCall(logical.text);
  if (event) {
    cursor.at = event.start;
    const from = cursor.place(cursor.at);
    if (event.event === 'convert-memory') {
      const reading = readConvertMemory(cursor);
      if (reading.private === undefined) return parseForeign(block, cursor, 'log');
      const extent = { start: from, end: cursor.placeEnd(trimEnd(logical.text, cursor.at)) };
      return {
        kind: 'attributes',
        ...reading,
        private: reading.private,
        process: event.process,
        problems: cursor.problems,
        comment: undefined,
        ...extent,
      };
    }
    const reading = event.event === 'set-user-memory' ? readSetUserMemory(cursor) : readVmmCall(event.event, cursor);
    const extent = { start: from, end: cursor.placeEnd(trimEnd(logical.text, cursor.at)) };
    return {
      kind: 'trace-slot',
      name: undefined,
      process: event.process,
      ...reading,
      problems: cursor.problems,
      comment: undefined,
      ...extent,
    };
  }
  return parseListDeclaration(block, cursor, logical);
}

function parseListDeclaration(block: Block, whole: Cursor, logical: LogicalText): DeclarationParts {
  const { text } = logical;
  const begin = whole.at;
  const slotHead = peek(whole, SLOT_HEAD);
  const commentAt = findComment(text, begin, begin + slotHead);
  const comment = commentAt === undefined ? undefined : commentToken(whole, text, commentAt);
  const end = Math.max(begin, trimEnd(text, commentAt ?? text.length));
  const cursor = new Cursor(block, logical, begin, end);
  const { problems } = cursor;
  const extent = { problems, comment, start: cursor.place(begin), end: cursor.placeEnd(end) };
  if (end === begin) return { kind: 'blank', ...extent };
  if (slotHead > 0) {
    return {
      kind: 'slot',
      ...readSlotHead(cursor),
      fields: readFields(cursor, 'slot'),
      process: undefined,
      ...extent,
    };
  }
  const keyword = cursor.match(WORD);
  switch (keyword?.text) {
    case 'let': {
      const name = nameBehind(cursor, keyword, WORD, 'let NAME = VALUE');
      cursor.skipBlanks();
      if (cursor.startsWith('=')) cursor.take(1);
      else if (name) cursor.problem('missing-value', name, `'let ${clip(name.text)}' needs '= VALUE'.`);
      const expression = readExpression(cursor);
      if (!expression && problems.length === 0)
        cursor.problem('missing-value', name ?? keyword, 'A value is missing behind the =.');
      refuseRest(cursor);
      return { kind: 'let', keyword, name, expression, ...extent };
    }
    case 'backing': {
      const name = nameBehind(cursor, keyword, NAME, 'backing NAME type=… page=… size=…');
      return {
        kind: 'backing',
        keyword,
        name,
        fields: readFields(cursor, 'backing'),
        ...extent,
      };
    }
    case 'host':
      return {
        kind: 'host',
        keyword,
        name: undefined,
        fields: readFields(cursor, 'host'),
        ...extent,
      };
    case 'machine':
    case 'rule': {
      cursor.skipBlanks();
      const name = keyword.text === 'rule' ? nameBehind(cursor, keyword, NAME, 'rule NAME') : cursor.match(NAME);
      refuseRest(cursor);
      return { kind: keyword.text, keyword, name, fields: [], ...extent };
    }
    case 'private':
    case 'shared': {
      const fields = readFields(cursor, 'attributes');
      return {
        kind: 'attributes',
        head: keyword,
        private: keyword.text === 'private',
        fields,
        process: undefined,
        ...extent,
      };
    }
    default:
      cursor.at = begin;
      return parseForeign(block, cursor, 'unknown', comment);
  }
}

/** What a line surely is that begins as a slot does; `undefined`: something else, or more has to be read to tell. */
export function slotOn(line: string): Pick<SlotDeclaration, 'kind' | 'process'> | undefined {
  if (line.length > LONGEST_LINE || isQuotedPrintable(line)) return undefined;
  const at = skipBlanks(line, quoteEnd(line), line.length);
  if (startsComment(line, at)) return undefined;
  const event = findLoggedCall(line);
  if (event) return event.event === 'convert-memory' ? undefined : { kind: 'trace-slot', process: event.process };
  SLOT_HEAD.lastIndex = at;
  return SLOT_HEAD.test(line) ? { kind: 'slot', process: undefined } : undefined;
}

/** Where the text before `end` ends once blanks and line ends are taken off. */
export function trimEnd(text: string, end: number): number {
  while (end > 0 && text.charCodeAt(end - 1) <= 0x20) end--;
  return end;
}

/** A line that is none of ours. Whether that is a mistake depends on the file: in a log it is not. */
function parseForeign(
  block: Block,
  cursor: Cursor,
  reason: 'unknown' | 'long' | 'log',
  comment?: Token,
): DeclarationParts {
  const rest = reason === 'long' ? cursor.take(80) : (cursor.match(REST) ?? cursor.take(0));
  if (reason === 'long') {
    cursor.problem(
      'unknown-declaration',
      rest,
      `This line has ${block.text.length} characters; a declaration has at most ${LONGEST_LINE}. It is left out.`,
    );
  } else if (reason === 'unknown') {
    const first = /^[A-Za-z_]*/.exec(rest.text)![0];
    const nearest = first ? nearestWord(first, KEYWORDS) : undefined;
    const place = nearest ? { start: rest.start, end: rest.start + first.length } : rest;
    cursor.problem(
      'unknown-declaration',
      place,
      `A declaration begins with Slot#N, backing, let, host, rule, machine, private or shared; '${clip(first || rest.text)}' is none of them${nearest ? `. Did you mean '${nearest}'?` : '.'}`,
      nearest,
    );
  }
  return {
    kind: 'foreign',
    problems: cursor.problems,
    comment,
    start: rest.start,
    end: rest.end,
  };
}

function readSlotHead(cursor: Cursor): {
  head: Token;
  id: Token | undefined;
  addressSpace: Token | undefined;
  name: Token | undefined;
} {
  const start = cursor.place(cursor.at);
  const addressSpace = cursor.match(ADDRESS_SPACE) && cursor.match(DIGITS);
  cursor.skipBlanks();
  const word = cursor.match(SLOT_WORD)!;
  const id = cursor.match(DIGITS);
  const bad = cursor.match(WORD);
  if (!id || bad) {
    cursor.problem('malformed-number', bad ?? word, 'A slot id is a decimal number: Slot#0, Slot#1, …');
  }
  let end = (bad ?? id ?? word).end;
  cursor.skipBlanks();
  let name: Token | undefined;
  if (cursor.startsWith('(')) {
    cursor.take(1);
    name = cursor.match(NAME_IN_PARENTHESES);
    if (cursor.startsWith(')')) end = cursor.take(1).end;
    else cursor.problem('unclosed-parenthesis', name ?? word, "The slot's name is not closed with ')'.");
  }
  cursor.skipBlanks();
  if (cursor.startsWith(':')) cursor.take(1);
  return {
    head: { text: word.text.trim(), start, end },
    id: bad ? undefined : id,
    addressSpace: addressSpace || undefined,
    name,
  };
}

function nameBehind(cursor: Cursor, keyword: Token, pattern: RegExp, form: string): Token | undefined {
  cursor.skipBlanks();
  const name =
    cursor.looksAt(/[A-Za-z_][A-Za-z0-9_-]*[ \t]*=(?!=)/y) && pattern !== WORD ? undefined : cursor.match(pattern);
  if (!name) cursor.problem('missing-name', keyword, `A name is missing: ${form}.`);
  return name;
}

function refuseRest(cursor: Cursor): void {
  cursor.skipBlanks();
  const rest = cursor.match(REST);
  if (rest) cursor.problem('unexpected-text', rest, `'${clip(rest.text)}' is not expected here.`, '');
}

/** `#` at the line's start or behind a blank, `//` anywhere; not inside the head `slot #1`. */
function findComment(text: string, start: number, from: number): number | undefined {
  if (startsComment(text, start)) return start;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === SLASH ? text.charCodeAt(i + 1) === SLASH : code === HASH && text.charCodeAt(i - 1) <= 0x20) return i;
  }
  return undefined;
}

function startsComment(text: string, at: number): boolean {
  return text.charCodeAt(at) === HASH || text.startsWith('//', at);
}

function commentToken(cursor: Cursor, text: string, at: number): Token {
  const content = text.slice(at).trimEnd();
  return { text: content, start: cursor.place(at), end: cursor.placeEnd(at + content.length) };
}

function peek(cursor: Cursor, pattern: RegExp): number {
  return cursor.looksAt(pattern) ? pattern.lastIndex - cursor.at : 0;
}

const HASH = 0x23;
const SLASH = 0x2f;
