import { KVM_MEM_GUEST_MEMFD, type SetMemoryRegion } from '../model/slot-operation';
import { slotKey } from './memslots';
import type { OperationResult } from './replay';

/** Which calls of a machine concern each other. Changed in place: see `exchange`. */
export interface CallTies {
  /**
   * Puts a changed call in the place of another. Gives the indices, in order, of the calls that the two concern, of those
   * that these concern, and so on; `undefined` when that cannot be said at small cost.
   */
  readonly exchange: (index: number, changed: Tie) => readonly number[] | undefined;
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

/** The ties of a machine's calls; `undefined` when one is not known, or what became of it. */
export function tiesOf(results: readonly OperationResult[]): CallTies | undefined {
  const keys = new Float64Array(results.length);
  const starts = new Float64Array(results.length);
  const ends = new Float64Array(results.length);
  const files = new Map<number, string>();
  const set = (index: number, { key, start, end, file }: Tie) => {
    keys[index] = key;
    starts[index] = start;
    ends[index] = end;
    if (file === undefined) files.delete(index);
    else files.set(index, file);
  };
  for (const [index, { operation, outcome }] of results.entries()) {
    if (outcome.kind === 'unknown') return undefined;
    // Converting memory concerns no call, and no call it.
    if (operation.kind === 'set-memory-attributes') {
      keys[index] = -1;
      continue;
    }
    const tie = tieOf(operation);
    if (!tie) return undefined;
    set(index, tie);
  }
  const get = (index: number): Tie => ({
    key: keys[index]!,
    start: starts[index]!,
    end: ends[index]!,
    file: files.get(index),
  });
  return {
    exchange(index, changed) {
      const found = new Set([index]);
      const open: Tie[] = [];
      const seen = new Set<string>();
      const add = (tie: Tie) => {
        const name = `${tie.key} ${tie.start} ${tie.end} ${tie.file}`;
        if (!seen.has(name)) open.push(tie);
        seen.add(name);
      };
      add(get(index));
      set(index, changed);
      add(changed);
      for (let tie = open.pop(); tie; tie = open.pop()) {
        if (seen.size > MOST_LOOKUPS) return undefined;
        const { key, start, end, file } = tie;
        for (let i = 0; i < keys.length; i++) {
          const concerned =
            keys[i] === key || (start < ends[i]! && starts[i]! < end) || (file !== undefined && files.get(i) === file);
          if (!concerned || found.has(i)) continue;
          found.add(i);
          add(get(i));
        }
      }
      return [...found].sort((a, b) => a - b);
    },
  };
}
