import { KVM_MEM_GUEST_MEMFD, type Operation } from '../model/slot-operation';
import type { ChunkedList } from '../text/chunked-list';
import { perChunk } from '../text/per-chunk';
import { slotKey } from './memslots';

/**
 * What a call has in common with those that it concerns: the slot, guest-physical memory, and the guest_memfd. Memory counts
 * in units of 4 KiB, rounded outward, so that a number holds it exactly; two address spaces count as one. Calls may so be
 * taken to concern each other that do not, which costs time only. What is not known of a call reaches no other one.
 */
export interface Tie {
  /** -1: it is not known which slot it is, or the operation is about none. */
  readonly key: number;
  /** `[start, end)`; empty for a call that deletes, and where it is not known. */
  readonly start: number;
  readonly end: number;
  readonly file: string | undefined;
}

/** What ties an operation to others; converting memory concerns no call, and no call it. */
export function tieOf(operation: Operation): Tie {
  if (operation.kind === 'set-memory-attributes') return UNTIED;
  const key = slotKey(operation) ?? -1;
  const gpa = operation.gpa.value;
  const size = operation.size.value;
  // What deletes a slot without its id concerns what is at the address.
  if (!size && (key >= 0 || size === undefined || gpa === undefined)) return { ...UNTIED, key };
  const binds = ((operation.flags.value ?? 0n) & KVM_MEM_GUEST_MEMFD) !== 0n;
  const file = binds ? operation.guestMemfd?.id : undefined;
  if (gpa === undefined) return { ...UNTIED, key, file };
  // Nearly all addresses are numbers that need no rounding, and no bigints on the way.
  return gpa < EXACT && (size ?? 0n) < EXACT
    ? { key, start: Math.floor(Number(gpa) / UNIT), end: Math.ceil((Number(gpa) + Number(size || UNIT)) / UNIT), file }
    : {
        key,
        start: Number(gpa / BigInt(UNIT)),
        end: Number((gpa + (size || BigInt(UNIT)) + BigInt(UNIT - 1)) / BigInt(UNIT)),
        file,
      };
}

const UNTIED: Tie = { key: -1, start: 0, end: 0, file: undefined };
const UNIT = 4096;
/** Two numbers below it, and their sum, are exact as floats. */
const EXACT = 1n << 52n;

/** So many different ties are looked up before it is cheaper to make every call again. */
const MOST_LOOKUPS = 64;

/**
 * The indices, in order, of the calls that the calls `changed` concern, of those that these concern, and so on, with the
 * places `[start, end)` themselves; `undefined` when they cannot be followed at small cost.
 */
export function concernedCalls(
  operations: ChunkedList<Operation>,
  changed: readonly Operation[],
  start: number,
  end: number,
): readonly number[] | undefined {
  const found = new Set<number>();
  const open: Tie[] = [];
  const seen = new Set<string>();
  const add = (tie: Tie) => {
    const name = `${tie.key} ${tie.start} ${tie.end} ${tie.file}`;
    if (!seen.has(name)) open.push(tie);
    seen.add(name);
  };
  for (let i = start; i < end; i++) found.add(i);
  for (const operation of changed) add(tieOf(operation));
  for (let tie = open.pop(); tie; tie = open.pop()) {
    if (seen.size > MOST_LOOKUPS) return undefined;
    let first = 0;
    for (const chunk of operations.chunks) {
      const columns = columnsOf(chunk);
      if (mayMeet(tie, columns)) {
        for (const i of meeting(tie, columns)) {
          if (found.has(first + i)) continue;
          found.add(first + i);
          add(tieOf(chunk.items[i]!));
        }
      }
      first += chunk.items.length;
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** The ties of a chunk of calls, each in the place of its call: soon looked through. */
interface Columns {
  readonly keys: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly files: readonly (readonly [index: number, file: string])[];
  /** All keys lie in `[lowestKey, highestKey]`, and all memory in `[low, high)`. */
  readonly lowestKey: number;
  readonly highestKey: number;
  readonly low: number;
  readonly high: number;
}

const columnsOf = perChunk((operations: readonly Operation[]): Columns => {
  const ties = operations.map(tieOf);
  const keys = ties.map(({ key }) => key);
  const starts = ties.map(({ start }) => start);
  const ends = ties.map(({ end }) => end);
  return {
    keys,
    starts,
    ends,
    files: ties.flatMap(({ file }, i) => (file === undefined ? [] : [[i, file] as const])),
    lowestKey: Math.min(...keys),
    highestKey: Math.max(...keys),
    low: Math.min(...ties.map(({ start, end }) => (start < end ? start : Infinity))),
    high: Math.max(...ends),
  };
});

/** Whether a tie can be one of those of a chunk, by what these have in common. */
function mayMeet({ key, start, end, file }: Tie, columns: Columns): boolean {
  if (columns.lowestKey <= key && key <= columns.highestKey) return true;
  return (start < columns.high && columns.low < end) || (file !== undefined && columns.files.length > 0);
}

/** The calls of a chunk that have something in common with `tie`. */
function meeting({ key, start, end, file }: Tie, { keys, starts, ends, files }: Columns): number[] {
  const found: number[] = [];
  for (let i = 0; i < keys.length; i++)
    if ((keys[i] === key && key >= 0) || (start < ends[i]! && starts[i]! < end)) found.push(i);
  if (file !== undefined) for (const [i, other] of files) if (other === file) found.push(i);
  return found;
}
