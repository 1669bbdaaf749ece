import { partitionPoint } from '../text/partition-point';

/** `[start, end)` with what lies there. Never empty. */
export interface Interval<Value> {
  readonly start: bigint;
  readonly end: bigint;
  readonly value: Value;
}

/** A leaf is split when it grows beyond this: short enough to shift quickly, long enough to keep the list of leaves short. */
const LEAF_LIMIT = 256;

/**
 * Ordered intervals that do not overlap. They are kept in sorted leaves of a few hundred, so that finding one is two
 * binary searches and adding one shifts a few hundred references at most.
 */
export class IntervalMap<Value> {
  /** No leaf is empty, except that an empty map has one empty leaf. */
  private readonly leaves: Interval<Value>[][] = [[]];
  private count = 0;
  /** What was looked up last, and where it was found: what is added is looked up first. */
  private lastAddress = -1n;
  private lastLeaf = 0;
  private lastIndex = 0;

  get size(): number {
    return this.count;
  }

  /** The first interval that has a byte in common with `[start, end)`. */
  findOverlap(start: bigint, end: bigint): Interval<Value> | undefined {
    this.seek(start);
    const found = this.leaves[this.lastLeaf]?.[this.lastIndex];
    return found !== undefined && found.start < end ? found : undefined;
  }

  /** Adds `[start, end)`, which must not overlap what is there: `findOverlap` tells. */
  insert(start: bigint, end: bigint, value: Value): void {
    if (start >= end) return;
    this.seek(start);
    const last = this.leaves.length - 1;
    // Behind everything: append to the last leaf.
    const leafIndex = Math.min(this.lastLeaf, last);
    const leaf = this.leaves[leafIndex]!;
    if (this.lastLeaf > last) leaf.push({ start, end, value });
    else leaf.splice(this.lastIndex, 0, { start, end, value });
    this.count += 1;
    this.lastAddress = -1n;
    // Split near the end where the map grows at its end, so that ascending inserts leave full leaves behind.
    if (leaf.length > LEAF_LIMIT) {
      const keep = leafIndex === last ? LEAF_LIMIT - (LEAF_LIMIT >> 3) : leaf.length >> 1;
      this.leaves.splice(leafIndex + 1, 0, leaf.splice(keep));
    }
  }

  /** Takes out the interval that starts at `start`, and returns it. */
  remove(start: bigint): Interval<Value> | undefined {
    this.seek(start);
    const leaf = this.leaves[this.lastLeaf];
    const found = leaf?.[this.lastIndex];
    if (leaf === undefined || found === undefined || found.start !== start) return undefined;
    leaf.splice(this.lastIndex, 1);
    this.count -= 1;
    this.lastAddress = -1n;
    if (leaf.length === 0 && this.leaves.length > 1) this.leaves.splice(this.lastLeaf, 1);
    return found;
  }

  /** Takes out every interval that has a byte in common with `[start, end)`, and returns them in order. */
  removeOverlaps(start: bigint, end: bigint): Interval<Value>[] {
    const removed: Interval<Value>[] = [];
    for (let found = this.findOverlap(start, end); found !== undefined; found = this.findOverlap(start, end)) {
      this.remove(found.start);
      removed.push(found);
    }
    return removed;
  }

  /** Gives `[start, end)` the value; what stood there before is cut back to what lies outside. */
  assign(start: bigint, end: bigint, value: Value): void {
    if (start >= end) return;
    for (const old of this.removeOverlaps(start, end)) {
      this.insert(old.start, start, old.value);
      this.insert(end, old.end, old.value);
    }
    this.insert(start, end, value);
  }

  /** Adds `[start, end)` to what is covered. Where it overlaps, the intervals become one, with the value of the first. */
  cover(start: bigint, end: bigint, value: Value): void {
    if (start >= end) return;
    const first = this.findOverlap(start, end);
    for (const old of this.removeOverlaps(start, end)) {
      if (old.start < start) start = old.start;
      if (old.end > end) end = old.end;
    }
    this.insert(start, end, first === undefined ? value : first.value);
  }

  /** The intervals that have a byte in common with `[start, end)`, in order. */
  *overlaps(start: bigint, end: bigint): IterableIterator<Interval<Value>> {
    this.seek(start);
    for (let l = this.lastLeaf, i = this.lastIndex; l < this.leaves.length; l++, i = 0) {
      for (const leaf = this.leaves[l]!; i < leaf.length; i++) {
        if (leaf[i]!.start >= end) return;
        yield leaf[i]!;
      }
    }
  }

  /** Every interval in order. */
  *[Symbol.iterator](): IterableIterator<Interval<Value>> {
    for (const leaf of this.leaves) yield* leaf;
  }

  /** Finds the first interval that ends behind `address`: `lastLeaf` and `lastIndex`, behind all leaves if there is none. */
  private seek(address: bigint): void {
    if (this.lastAddress === address) return;
    const { leaves } = this;
    const leaf = this.endsBefore(leaves.length - 1, address)
      ? leaves.length
      : partitionPoint(leaves.length, (i) => this.endsBefore(i, address));
    const intervals = leaves[leaf];
    this.lastLeaf = leaf;
    this.lastIndex =
      intervals === undefined ? 0 : partitionPoint(intervals.length, (i) => intervals[i]!.end <= address);
    this.lastAddress = address;
  }

  /** Whether all of a leaf lies before `address`. */
  private endsBefore(leaf: number, address: bigint): boolean {
    const intervals = this.leaves[leaf]!;
    return intervals.length > 0 && intervals[intervals.length - 1]!.end <= address;
  }
}
