import { KVM_MEM_GUEST_MEMFD, type SetMemoryRegion } from '../model/slot-operation';
import { slotKey } from './memslots';
import type { OperationResult } from './replay';

/** Which calls of a machine concern each other. Immutable. */
export interface CallTies {
  /** The ties with a changed call in the place of another; `undefined` when they cannot be followed at small cost. */
  readonly exchange: (index: number, changed: Tie) => Exchanged | undefined;
}

export interface Exchanged {
  readonly ties: CallTies;
  /** The indices, in order, of the calls that the old and the new call concern, of those that these concern, and so on. */
  readonly concerned: readonly number[];
}

/**
 * What a call has in common with those that it concerns: the slot, guest-physical memory, and the guest_memfd. Memory counts
 * in units of 4 KiB, rounded outward, so that a number holds it exactly; two address spaces count as one. Calls may so be
 * taken to concern each other that do not, which costs time only.
 */
export interface Tie {
  readonly key: number;
  /** `[start, end)`; empty for a call that deletes. */
  readonly start: number;
  readonly end: number;
  readonly file: string | undefined;
}

/** `undefined` when it is not known what the call concerns. */
export function tieOf(region: SetMemoryRegion): Tie | undefined {
  const key = slotKey(region);
  const flags = region.flags.value;
  const size = region.size.value;
  if (key === undefined || flags === undefined || size === undefined) return undefined;
  if (size === 0n) return { key, start: 0, end: 0, file: undefined };
  const gpa = region.gpa.value;
  if (gpa === undefined) return undefined;
  const file = (flags & KVM_MEM_GUEST_MEMFD) === 0n ? undefined : region.guestMemfd?.id;
  if (file === undefined && (flags & KVM_MEM_GUEST_MEMFD) !== 0n) return undefined;
  return { key, start: Number(gpa >> UNIT), end: Number((gpa + size + UNIT_MASK) >> UNIT), file };
}

const UNIT = 12n;
const UNIT_MASK = (1n << UNIT) - 1n;

/** So many different ties are looked up, each in all calls, before it is cheaper to make every call again. */
const MOST_LOOKUPS = 64;

/** So many changed calls are kept beside the others before all are copied. */
const MOST_CHANGED = 32;

/** The ties of a machine's calls; `undefined` when one is not known, or what became of it. */
export function tiesOf(results: readonly OperationResult[]): CallTies | undefined {
  const ties: Tie[] = [];
  for (const { operation, outcome } of results) {
    if (outcome.kind === 'unknown') return undefined;
    // Converting memory concerns no call, and no call it.
    const tie = operation.kind === 'set-memory-attributes' ? UNTIED : tieOf(operation);
    if (!tie) return undefined;
    ties.push(tie);
  }
  return callTies(
    columnsOf(ties.length, (i) => ties[i]!),
    new Map(),
  );
}

const UNTIED: Tie = { key: -1, start: 0, end: 0, file: undefined };

/** The ties of many calls, each in the place of its call: soon looked through. */
interface Columns {
  readonly keys: Float64Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly files: ReadonlyMap<number, string>;
}

function columnsOf(length: number, tieAt: (index: number) => Tie): Columns {
  const keys = new Float64Array(length);
  const starts = new Float64Array(length);
  const ends = new Float64Array(length);
  const files = new Map<number, string>();
  for (let i = 0; i < length; i++) {
    const { key, start, end, file } = tieAt(i);
    keys[i] = key;
    starts[i] = start;
    ends[i] = end;
    if (file !== undefined) files.set(i, file);
  }
  return { keys, starts, ends, files };
}

function callTies(columns: Columns, changes: ReadonlyMap<number, Tie>): CallTies {
  const { keys, starts, ends, files } = columns;
  const tieAt = (i: number): Tie =>
    changes.get(i) ?? { key: keys[i]!, start: starts[i]!, end: ends[i]!, file: files.get(i) };
  return {
    exchange(index, changed) {
      const newer = new Map(changes).set(index, changed);
      const found = new Set([index]);
      const open: Tie[] = [];
      const seen = new Set<string>();
      const add = (tie: Tie) => {
        const name = `${tie.key} ${tie.start} ${tie.end} ${tie.file}`;
        if (!seen.has(name)) open.push(tie);
        seen.add(name);
      };
      const find = (i: number) => {
        if (found.has(i)) return;
        found.add(i);
        add(tieAt(i));
      };
      add(tieAt(index));
      add(changed);
      for (let tie = open.pop(); tie; tie = open.pop()) {
        if (seen.size > MOST_LOOKUPS) return undefined;
        const { key, start, end, file } = tie;
        for (let i = 0; i < keys.length; i++) {
          if (keys[i] !== key && (start >= ends[i]! || starts[i]! >= end)) continue;
          if (!newer.has(i)) find(i);
        }
        if (file !== undefined) for (const [i, other] of files) if (other === file && !newer.has(i)) find(i);
        for (const [i, other] of newer) {
          if (other.key === key || (start < other.end && other.start < end)) find(i);
          else if (file !== undefined && other.file === file) find(i);
        }
      }
      const ties =
        newer.size > MOST_CHANGED
          ? callTies(
              columnsOf(keys.length, (i) => newer.get(i) ?? tieAt(i)),
              new Map(),
            )
          : callTies(columns, newer);
      return { ties, concerned: [...found].sort((a, b) => a - b) };
    },
  };
}
