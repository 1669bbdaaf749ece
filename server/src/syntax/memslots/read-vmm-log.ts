import type { Cursor } from './cursor';
import type { Field, Token } from './declaration';
import type { FieldName } from './fields';
import { findTraceEvent, literalOf, readTraceFields, type TraceEvent } from './read-trace';

/** Who wrote a call down: strace, or a VMM's own log. */
export type VmmLog = 'strace' | 'cloud-hypervisor' | 'crosvm';

/** A call in a log, wherever it stands in the line. */
export interface LoggedCall {
  readonly event: TraceEvent['event'] | VmmLog;
  readonly start: number;
  /** What tells the calls of several machines apart: a process, or the file descriptor of the machine. */
  readonly process: string | undefined;
}

/** What a log that has calls in it has in it. Of each at least this much stands on the line of the call. */
export const LOG_MARKS = [
  'kvm_set_user_memory',
  'KVM_SET_USER_MEMORY_REGION',
  'userspace mapping: ',
  'set_user_memory_region failed: ',
] as const;

const [, IOCTL, MAPPING, FAILURE] = LOG_MARKS;
const FILE = /ioctl\((\d{1,10})(?:<[^<>]*>)?, $/;
const IOCTL_NAME = /KVM_SET_USER_MEMORY_REGION2?/y;
const STRUCT = /, \{slot=(?=\d)/y;
const DIGITS = /\d+/y;
const ANSWER = /[^=\r\n]*=[ \t]+/y;
const NUMBER = /\d+/y;
const ERRNO = /-1[ \t]+(?=E[A-Z0-9]+)/y;
const NAME = /E[A-Z0-9]+/y;
const MAPPING_LINE = /(?:Creating|Removed) userspace mapping: ([0-9a-f]{1,16}) -> ([0-9a-f]{1,16}) ([0-9a-f]{1,16})/y;
const MAPPED_SLOT = /, slot (?=\d)/y;
const FAILED_SLOT = /set_user_memory_region failed: slot=(?=\d)/y;
const ERROR_NUMBER = /[^\r\n]*?\berr=\D{0,40}(?=\d)/y;

/** The first call in a line, of any log. */
export function findLoggedCall(text: string): LoggedCall | undefined {
  return findTraceEvent(text) ?? findIoctl(text) ?? findMapping(text) ?? findFailure(text);
}

/** What a call says that QEMU did not log. */
export function readVmmCall(log: VmmLog, cursor: Cursor): VmmCall {
  if (log === 'strace') return readIoctl(cursor);
  return log === 'crosvm' ? readFailure(cursor) : readMapping(cursor);
}

interface VmmCall {
  readonly head: Token;
  readonly id: Token | undefined;
  readonly addressSpace: undefined;
  readonly fields: Field[];
}

/** strace: `ioctl(11<anon_inode:kvm-vm>, KVM_SET_USER_MEMORY_REGION, {slot=0, …}) = 0`. (strace src/kvm.c) */
function findIoctl(text: string): LoggedCall | undefined {
  const start = text.indexOf(IOCTL);
  if (start < 0) return undefined;
  const file = FILE.exec(text.slice(Math.max(0, start - 240), start));
  return file ? { event: 'strace', start, process: `fd ${file[1]}` } : undefined;
}

function readIoctl(cursor: Cursor): VmmCall {
  const name = cursor.match(IOCTL_NAME)!;
  const hasFields = cursor.match(STRUCT) !== undefined;
  const id = hasFields ? cursor.match(DIGITS) : undefined;
  const head = headUpTo(name, id ?? name);
  const fields = hasFields ? readTraceFields(cursor) : [];
  if (!hasFields)
    cursor.note('trace-opaque', name, `strace does not write down what ${name.text} sets; its log tells no more.`);
  const key = cursor.match(ANSWER);
  const number = key && cursor.match(NUMBER);
  if (number) fields.push({ name: 'ret', key: emptyAt(number.start), value: literalOf(cursor, number, number.text) });
  else if (key && cursor.match(ERRNO)) {
    const errno = cursor.match(NAME)!;
    fields.push({ name: 'ret', key: emptyAt(errno.start), value: { kind: 'word', ...errno } });
  }
  return { head, id, addressSpace: undefined, fields };
}

/**
 * Cloud Hypervisor: `Creating userspace mapping: 0 -> 7f2c00000000 c0000000, slot 0`, and `Removed …` without a slot; in hex
 * without 0x. That one was created is said once more afterwards. (vmm/src/memory_manager.rs: create_userspace_mapping)
 */
function findMapping(text: string): LoggedCall | undefined {
  const mark = text.indexOf(MAPPING);
  if (mark < 0) return undefined;
  const start = mark - (text.startsWith('Creating ', mark - 9) ? 9 : 8);
  MAPPING_LINE.lastIndex = Math.max(start, 0);
  if (!MAPPING_LINE.test(text)) return undefined;
  const isRemoval = text.startsWith('Removed', start);
  MAPPED_SLOT.lastIndex = MAPPING_LINE.lastIndex;
  return isRemoval || MAPPED_SLOT.test(text) ? { event: 'cloud-hypervisor', start, process: undefined } : undefined;
}

const WORDS = /[A-Z][a-z]+ userspace mapping/y;
const SIGN = /:? (?:-> )?/y;
const HEX = /[0-9a-f]+/y;

function readMapping(cursor: Cursor): VmmCall {
  const words = cursor.match(WORDS)!;
  const isRemoval = words.text.startsWith('Removed');
  const fields = (['gpa', 'ua', 'size'] as const).map((name): Field => {
    cursor.match(SIGN);
    const token = cursor.match(HEX)!;
    // What is removed is set to size 0.
    const text = isRemoval && name === 'size' ? '0' : `0x${token.text}`;
    return { name, key: emptyAt(token.start), value: literalOf(cursor, token, text) };
  });
  // Neither is written: RAM has no flags, and what was removed is logged when it is done.
  const unwritten = emptyAt(words.end);
  fields.push({
    name: 'flags',
    key: unwritten,
    value: { kind: 'flags', parts: [{ ...unwritten, text: '0' }], ...unwritten },
  });
  if (isRemoval) fields.push({ name: 'ret', key: unwritten, value: literalOf(cursor, unwritten, '0') });
  const id = cursor.match(MAPPED_SLOT) && cursor.match(DIGITS);
  return { head: words, id: id || undefined, addressSpace: undefined, fields };
}

/** crosvm: `set_user_memory_region failed: slot=3, guest_addr=0x…, size=0x…, ptr=0x…, cache=…, err=Error(17)`. */
function findFailure(text: string): LoggedCall | undefined {
  const start = text.indexOf(FAILURE);
  if (start < 0) return undefined;
  FAILED_SLOT.lastIndex = start;
  return FAILED_SLOT.test(text) ? { event: 'crosvm', start, process: undefined } : undefined;
}

const CROSVM_NAMES: Readonly<Record<string, FieldName>> = { guest_addr: 'gpa', ptr: 'ua' };

function readFailure(cursor: Cursor): VmmCall {
  const words = cursor.match(FAILED_SLOT)!;
  const id = cursor.match(DIGITS)!;
  const behind = cursor.at;
  const fields = readTraceFields(cursor, CROSVM_NAMES);
  cursor.at = behind;
  const number = cursor.match(ERROR_NUMBER) && cursor.match(NUMBER);
  if (number)
    fields.push({ name: 'ret', key: emptyAt(number.start), value: literalOf(cursor, number, number.text, true) });
  return { head: headUpTo(words, id), id, addressSpace: undefined, fields };
}

function headUpTo(first: Token, last: Token): Token {
  return { text: first.text, start: first.start, end: last.end };
}

/** The name of a value that is written without one. */
function emptyAt(at: number): Token {
  return { text: '', start: at, end: at };
}
