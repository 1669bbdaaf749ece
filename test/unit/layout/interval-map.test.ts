import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { larger, smaller } from '../../../server/src/layout/align';
import { type Interval, IntervalMap } from '../../../server/src/layout/interval-map';

/** The same by looking at every interval: an array kept in order. */
class NaiveIntervals {
  all: Interval<number>[] = [];

  overlaps(start: bigint, end: bigint): Interval<number>[] {
    return this.all.filter((each) => each.start < end && start < each.end);
  }

  insert(start: bigint, end: bigint, value: number): void {
    if (start >= end) return;
    this.all.push({ start, end, value });
    this.all.sort((a, b) => (a.start < b.start ? -1 : 1));
  }

  removeOverlaps(start: bigint, end: bigint): Interval<number>[] {
    const removed = this.overlaps(start, end);
    this.all = this.all.filter((each) => !removed.includes(each));
    return removed;
  }
}

const command = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'remove', 'removeOverlaps', 'assign', 'cover'),
  start: fc.bigInt(0n, 4000n),
  length: fc.bigInt(1n, 40n),
});

test('it answers like an array that is searched from end to end', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), fc.boolean(), (commands, crowded) => {
      const map = new IntervalMap<number>();
      const naive = new NaiveIntervals();
      // Enough intervals that leaves have to be split, and become empty.
      if (crowded) {
        for (let i = 0n; i < 700n; i++) {
          const start = ((i * 467n) % 700n) * 6n;
          map.insert(start, start + 4n, Number(i));
          naive.insert(start, start + 4n, Number(i));
        }
        if (commands.length % 2 === 0)
          assert.deepEqual(map.removeOverlaps(900n, 3500n), naive.removeOverlaps(900n, 3500n));
      }
      for (const [value, { kind, start, length }] of commands.entries()) {
        const end = start + length;
        const found = naive.overlaps(start, end);
        assert.deepEqual(map.findOverlap(start, end), found[0]);
        assert.deepEqual([...map.overlaps(start, end)], found);
        if (kind === 'insert' && found.length === 0) {
          map.insert(start, end, value);
          naive.insert(start, end, value);
        } else if (kind === 'remove') {
          const exact = naive.all.find((each) => each.start === start);
          assert.deepEqual(map.remove(start), exact);
          naive.all = naive.all.filter((each) => each !== exact);
        } else if (kind === 'removeOverlaps') {
          assert.deepEqual(map.removeOverlaps(start, end), naive.removeOverlaps(start, end));
        } else if (kind === 'assign') {
          map.assign(start, end, value);
          for (const old of naive.removeOverlaps(start, end)) {
            naive.insert(old.start, larger(old.start, start), old.value);
            naive.insert(smaller(old.end, end), old.end, old.value);
          }
          naive.insert(start, end, value);
        } else if (kind === 'cover') {
          map.cover(start, end, value);
          const joined = naive.removeOverlaps(start, end);
          const starts = [start, ...joined.map((each) => each.start)];
          const ends = [end, ...joined.map((each) => each.end)];
          const first = starts.reduce(smaller);
          const last = ends.reduce(larger);
          naive.insert(first, last, joined[0]?.value ?? value);
        }
        assert.equal(map.size, naive.all.length);
      }
      assert.deepEqual([...map], naive.all);
    }),
    { numRuns: 150 },
  );
});

test('touching intervals do not overlap, and empty ones are not kept', () => {
  const map = new IntervalMap<string>();
  map.insert(10n, 20n, 'a');
  map.insert(20n, 30n, 'b');
  map.insert(40n, 40n, 'nothing');
  assert.equal(map.size, 2);
  assert.equal(map.findOverlap(0n, 10n), undefined);
  assert.equal(map.findOverlap(30n, 40n), undefined);
  assert.equal(map.findOverlap(19n, 21n)?.value, 'a');
  assert.equal(map.findOverlap(20n, 21n)?.value, 'b');
});
