import type { Cursor } from './cursor';
import type { Field, FieldValue, Token } from './declaration';
import type { Expression, ExpressionItem } from './expression';
import { type FieldName, findField } from './fields';
import { readNumber } from './number';
import { readFlags } from './read-fields';

/** The events of QEMU's accel/kvm/trace-events that change memslots or the attributes of their memory. */
const EVENT = /kvm_(?:set_user_memory|convert_memory)(?=[ \t\r\n]|$)/g;
const EVENT_NAME = /kvm_(?:set_user_memory|convert_memory)/y;
const ADDRESS_SPACE = /AddrSpace#(?:\d+)/y;
const SLOT = /Slot#(?:\d+)/y;
const KEY = /[A-Za-z_]+/y;
const LITERAL = /-?[0-9][0-9A-Za-z]*/y;
const WORD = /[^\s]+/y;
/** What strace writes behind flags that it has no name for. */
const REMARK = /[ \t]*\/\*[^*]*\*\//y;
const RANGE_KEY = /(?:start|size)(?=[ \t])/y;
const DIRECTION = /(?:shared_to_private|private_to_shared)/y;

export interface TraceEvent {
  readonly event: 'set-user-memory' | 'convert-memory';
  readonly start: number;
  readonly process: string | undefined;
}

/** The first event of ours in a line, wherever it stands: log files put time stamps and process ids before it. */
export function findTraceEvent(text: string): TraceEvent | undefined {
  if (!text.includes('kvm_')) return undefined;
  EVENT.lastIndex = 0;
  const match = EVENT.exec(text);
  if (!match) return undefined;
  return {
    event: match[0] === 'kvm_set_user_memory' ? 'set-user-memory' : 'convert-memory',
    start: match.index,
    process: processBefore(text, 0, match.index),
  };
}

/** The process id in what QEMU writes before an event at `end`, `692500@1689108688.696338:`, on a line from `start` on. */
export function processBefore(text: string, start: number, end: number): string | undefined {
  const first = Math.max(start, end - 40);
  let at = end;
  while (at > first && (text.charCodeAt(at - 1) === 0x20 || text.charCodeAt(at - 1) === 0x09)) at--;
  if (at > first && text[at - 1] === ':') at--;
  const fraction = digitsBefore(text, first, at, 9);
  if (fraction === at || text[fraction - 1] !== '.') return undefined;
  const seconds = digitsBefore(text, first, fraction - 1, 12);
  if (seconds === fraction - 1 || text[seconds - 1] !== '@') return undefined;
  const id = digitsBefore(text, first, seconds - 1, 10);
  return id === seconds - 1 ? undefined : text.slice(id, seconds - 1);
}

/** Where at most so many digits that end at `end` begin. */
function digitsBefore(text: string, first: number, end: number, most: number): number {
  let at = end;
  while (at > first && end - at < most && text.charCodeAt(at - 1) >= 0x30 && text.charCodeAt(at - 1) <= 0x39) at--;
  return at;
}

/** What a kvm_set_user_memory event says. Every generation of the line is read (QEMU 2.x to 10.x and the SNP/TDX trees). */
export function readSetUserMemory(cursor: Cursor): {
  head: Token;
  id: Token | undefined;
  addressSpace: Token | undefined;
  fields: Field[];
} {
  const event = cursor.match(EVENT_NAME)!;
  cursor.skipBlanks();
  const addressSpace = numberBehindHash(cursor.match(ADDRESS_SPACE));
  cursor.skipBlanks();
  const slot = cursor.match(SLOT);
  const head = slot ? { text: slot.text, start: event.start, end: slot.end } : event;
  return { head, id: numberBehindHash(slot), addressSpace, fields: readTraceFields(cursor) };
}

/** What a kvm_convert_memory event says: `start 0x… size 0x… shared_to_private`. */
export function readConvertMemory(cursor: Cursor): { head: Token; private: boolean | undefined; fields: Field[] } {
  const head = cursor.match(EVENT_NAME)!;
  const fields: Field[] = [];
  for (;;) {
    cursor.skipBlanks();
    const key = cursor.match(RANGE_KEY);
    if (!key) break;
    cursor.skipBlanks();
    fields.push({ name: key.text === 'start' ? 'gpa' : 'size', key, value: readLiteral(cursor) });
  }
  const direction = cursor.match(DIRECTION);
  return { head, private: direction && direction.text === 'shared_to_private', fields };
}

/** `key=value` fields up to something else. `names`: what keys mean that are no spelling of a field in a list. */
export function readTraceFields(cursor: Cursor, names: Readonly<Record<string, FieldName>> = {}): Field[] {
  const fields: Field[] = [];
  for (;;) {
    cursor.skipSeparators();
    const before = cursor.at;
    const key = cursor.match(KEY);
    if (!key || !cursor.startsWith('=')) {
      // Something else was logged on the same line; it says nothing about the slot.
      cursor.at = before;
      return fields;
    }
    cursor.take(1);
    const definition = findField('slot', Object.hasOwn(names, key.text) ? names[key.text]! : key.text);
    if (!definition) cursor.match(WORD);
    else
      fields.push({
        name: definition.name,
        key,
        value: definition.kind === 'flags' ? readFlags(cursor) : readLiteral(cursor),
      });
    cursor.match(REMARK);
  }
}

/** `0x7f24afc00000`, `19`, `-22`: what printf wrote, so no units and no arithmetic. */
function readLiteral(cursor: Cursor): FieldValue | undefined {
  const token = cursor.match(LITERAL);
  if (!token) return undefined;
  const negative = token.text.startsWith('-');
  return literalOf(cursor, token, negative ? token.text.slice(1) : token.text, negative);
}

/** The value that `number` is, which stands at `token`. */
export function literalOf(cursor: Cursor, token: Token, number: string, negative = false): FieldValue {
  const reading = readNumber(number);
  const place = { start: token.start, end: token.end };
  if (reading.kind === 'malformed') {
    cursor.problem('malformed-number', token, reading.message);
    return { kind: 'number', expression: { items: [], broken: true, ...place }, ...place };
  }
  const items: ExpressionItem[] = [{ kind: 'number', value: reading.value, ...place }];
  if (negative) items.push({ kind: 'operator', operator: 'negate', ...place });
  const expression: Expression = { items, broken: false, ...place };
  return { kind: 'number', expression, ...place };
}

function numberBehindHash(token: Token | undefined): Token | undefined {
  if (!token) return undefined;
  const text = token.text.slice(token.text.indexOf('#') + 1);
  return { text, start: token.end - text.length, end: token.end };
}
