import { fullPages, smaller } from '../layout/align';
import type { SetMemoryRegion } from '../model/slot-operation';
import { U64_LIMIT } from '../text/u64';
import { isPrivateAtFirst, type MemoryAttributes } from './memory-attributes';

/** How much of a slot is private and how much is shared. */
export interface AttributeTally {
  readonly privateBytes: bigint;
  /** How many pages of that size lie in the slot and are private from end to end. */
  readonly privatePages: (pageSize: bigint) => bigint;
  readonly sharedPages: (pageSize: bigint) => bigint;
}

/**
 * Counts the private and shared pages of a slot whose place and size are known. However many conversions there were, the
 * work for one slot grows only with their logarithm.
 */
export function tallyAttributes(region: SetMemoryRegion, attributes: MemoryAttributes): AttributeTally {
  const start = region.gpa.value!;
  const size = region.size.value!;
  const privateAtFirst = isPrivateAtFirst(region);
  if (attributes.said.findOverlap(start, start + size) === undefined) return uniformTally(start, size, privateAtFirst);
  const sums = sumsOf(attributes, privateAtFirst);
  const count = (pageSize: bigint, isPrivate: boolean) => countPages(sums, start, start + size, pageSize, isPrivate);
  return {
    privateBytes: count(1n, true),
    privatePages: (pageSize) => count(pageSize, true),
    sharedPages: (pageSize) => count(pageSize, false),
  };
}

function uniformTally(start: bigint, size: bigint, isPrivate: boolean): AttributeTally {
  return {
    privateBytes: isPrivate ? size : 0n,
    privatePages: (pageSize) => (isPrivate ? fullPages(start, size, pageSize) : 0n),
    sharedPages: (pageSize) => (isPrivate ? 0n : fullPages(start, size, pageSize)),
  };
}

/** All guest-physical memory in runs of one attribute, with the pages before each run added up. */
interface AttributeSums {
  /** Where each run starts; the first at 0, each ends where the next starts. */
  readonly starts: readonly bigint[];
  /** Runs are private and shared in turn. */
  readonly firstIsPrivate: boolean;
  /** By page size and attribute: how many full pages the runs before each index have. */
  readonly before: Map<string, readonly bigint[]>;
}

const SUMS = new WeakMap<MemoryAttributes, Map<boolean, AttributeSums>>();

function sumsOf(attributes: MemoryAttributes, privateAtFirst: boolean): AttributeSums {
  let known = SUMS.get(attributes);
  if (known === undefined) {
    known = new Map();
    SUMS.set(attributes, known);
  }
  let sums = known.get(privateAtFirst);
  if (sums === undefined) {
    sums = makeSums(attributes, privateAtFirst);
    known.set(privateAtFirst, sums);
  }
  return sums;
}

function makeSums(attributes: MemoryAttributes, privateAtFirst: boolean): AttributeSums {
  const starts: bigint[] = [];
  let firstIsPrivate = privateAtFirst;
  let last: boolean | undefined;
  const add = (start: bigint, isPrivate: boolean): void => {
    if (last === undefined) firstIsPrivate = isPrivate;
    if (last !== isPrivate) starts.push(start);
    last = isPrivate;
  };
  let at = 0n;
  for (const { start, end, value } of attributes.said) {
    if (at < start) add(at, privateAtFirst);
    add(start, value);
    at = end;
  }
  if (at < U64_LIMIT) add(at, privateAtFirst);
  return { starts, firstIsPrivate, before: new Map() };
}

function countPages(sums: AttributeSums, start: bigint, end: bigint, pageSize: bigint, isPrivate: boolean): bigint {
  const first = runAt(sums, start);
  const last = runAt(sums, end - 1n);
  const inRun = (run: number, from: bigint, to: bigint): bigint =>
    isPrivateRun(sums, run) === isPrivate ? fullPages(from, to - from, pageSize) : 0n;
  if (first === last) return inRun(first, start, end);
  const before = pagesBefore(sums, pageSize, isPrivate);
  const between = before[last]! - before[first + 1]!;
  return inRun(first, start, sums.starts[first + 1]!) + between + inRun(last, sums.starts[last]!, end);
}

function pagesBefore(sums: AttributeSums, pageSize: bigint, isPrivate: boolean): readonly bigint[] {
  const key = `${pageSize} ${isPrivate}`;
  const known = sums.before.get(key);
  if (known !== undefined) return known;
  const before = [0n];
  for (const [run, start] of sums.starts.entries()) {
    const end = sums.starts[run + 1] ?? U64_LIMIT;
    const pages = isPrivateRun(sums, run) === isPrivate ? fullPages(start, end - start, pageSize) : 0n;
    before.push(before[run]! + pages);
  }
  sums.before.set(key, before);
  return before;
}

function isPrivateRun({ firstIsPrivate }: AttributeSums, run: number): boolean {
  return firstIsPrivate === (run % 2 === 0);
}

/** The run that `address` lies in. */
function runAt({ starts }: AttributeSums, address: bigint): number {
  let low = 0;
  let high = starts.length;
  const within = smaller(address, U64_LIMIT - 1n);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= within) low = middle;
    else high = middle;
  }
  return low;
}
