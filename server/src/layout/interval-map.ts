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

  get size(): number {
    return this.count;
  }

  /** The first interval that has a byte in common with `[start, end)`. */
  findOverlap(start: bigint, end: bigint): Interval<Value> | undefined {
    const at = this.seek(start);
    const found = this.leaves[at.leaf]?.[at.index];
    return found !== undefined && found.start < end ? found : undefined;
  }

  /** Adds `[start, end)`, which must not overlap what is there: `findOverlap` tells. */
  insert(start: bigint, end: bigint, value: Value): void {
    if (start >= end) return;
    const last = this.leaves.length - 1;
    const at = this.seek(start);
    // Behind everything: append to the last leaf.
    const leafIndex = Math.min(at.leaf, last);
    const leaf = this.leaves[leafIndex]!;
    leaf.splice(at.leaf > last ? leaf.length : at.index, 0, { start, end, value });
    this.count += 1;
    // Split near the end where the map grows at its end, so that ascending inserts leave full leaves behind.
    if (leaf.length > LEAF_LIMIT) {
      const keep = leafIndex === last ? LEAF_LIMIT - (LEAF_LIMIT >> 3) : leaf.length >> 1;
      this.leaves.splice(leafIndex + 1, 0, leaf.splice(keep));
    }
  }

  /** Takes out the interval that starts at `start`, and returns it. */
  remove(start: bigint): Interval<Value> | undefined {
    const at = this.seek(start);
    const leaf = this.leaves[at.leaf];
    const found = leaf?.[at.index];
    if (leaf === undefined || found === undefined || found.start !== start) return undefined;
    leaf.splice(at.index, 1);
    this.count -= 1;
    if (leaf.length === 0 && this.leaves.length > 1) this.leaves.splice(at.leaf, 1);
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
    const at = this.seek(start);
    for (let l = at.leaf, i = at.index; l < this.leaves.length; l++, i = 0) {
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

  /** The place of the first interval that ends behind `address`; behind the last leaf if there is none. */
  private seek(address: bigint): { leaf: number; index: number } {
    const leaf = partitionPoint(this.leaves.length, (i) => {
      const intervals = this.leaves[i]!;
      return intervals.length > 0 && intervals[intervals.length - 1]!.end <= address;
    });
    const intervals = this.leaves[leaf];
    if (intervals === undefined) return { leaf, index: 0 };
    return { leaf, index: partitionPoint(intervals.length, (i) => intervals[i]!.end <= address) };
  }
}

/** The first index below `length` for which `before` is false, given that it is true up to there and false from there on. */
function partitionPoint(length: number, before: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
