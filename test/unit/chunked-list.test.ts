import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ChunkedList } from '../../server/src/text/chunked-list';
import { differenceOf } from '../../server/src/text/difference-of';
import { perChunk } from '../../server/src/text/per-chunk';

const items = (most: number) => fc.array(fc.nat(5), { maxLength: most });
const replacement = fc.record({ at: fc.nat(400), removed: fc.oneof(fc.nat(3), fc.nat(300)), inserted: items(150) });

test('a list is the array that it stands for, whatever was replaced in it', () => {
  fc.assert(
    fc.property(items(300), fc.array(replacement, { maxLength: 8 }), (start, edits) => {
      let list = ChunkedList.of(start);
      let array: readonly number[] = start;
      for (const { at, removed, inserted } of edits) {
        const from = Math.min(at, array.length);
        const count = Math.min(removed, array.length - from);
        const before = { list, array };
        list = list.replace(from, count, inserted);
        array = [...array.slice(0, from), ...inserted, ...array.slice(from + count)];
        assert.deepEqual([...list], array);
        assert.deepEqual([...before.list], before.array, 'the list as it was');
        assert.equal(list.length, array.length);
        for (let i = -2; i <= array.length; i++) assert.equal(list.at(i), array.at(i));
        assert.deepEqual([...list.slice(from, from + 70)], array.slice(from, from + 70));
        const full = list.chunks.filter((chunk) => chunk.items.length >= 16).length;
        assert.ok(list.chunks.every((chunk) => chunk.items.length > 0 && chunk.items.length <= 128));
        assert.ok(list.chunks.length - full <= edits.length + 1, 'few chunks are short');
      }
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('items in other places, and the first that is not before something', () => {
  fc.assert(
    fc.property(items(300), fc.uniqueArray(fc.nat(299), { maxLength: 9 }), (start, places) => {
      const array = [...start].sort((a, b) => a - b);
      const list = ChunkedList.of(array);
      for (let value = 0; value < 7; value++) {
        assert.equal(
          list.findIndex((item) => item === value),
          array.indexOf(value),
        );
        assert.equal(
          list.partitionPoint((item) => item < value),
          array.filter((item) => item < value).length,
        );
      }
      const changes = places
        .filter((place) => place < array.length)
        .sort((a, b) => a - b)
        .map((place) => [place, -place] as const);
      const expected = array.map((item, i) => changes.find(([place]) => place === i)?.[1] ?? item);
      assert.deepEqual([...list.with(changes)], expected);
      assert.deepEqual([...list], array);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('the difference of two lists is what one has to be given to become the other', () => {
  fc.assert(
    fc.property(items(300), replacement, fc.nat(300), (start, { at, removed, inserted }, cut) => {
      const before = ChunkedList.of(start).replace(Math.min(cut, start.length), 0, []);
      const from = Math.min(at, start.length);
      const after = before.replace(from, Math.min(removed, start.length - from), inserted);
      const difference = differenceOf(before, after);
      const now = [...after];
      if (!difference) assert.deepEqual(now, start);
      else {
        const { start: first, removed: gone, inserted: came } = difference;
        const made = [...start.slice(0, first), ...now.slice(first, first + came), ...start.slice(first + gone)];
        assert.deepEqual(made, now);
        assert.ok(gone + came > 0 && came <= inserted.length && gone <= removed);
        // Nothing is in it that both lists have in common.
        if (gone > 0 && came > 0) {
          assert.notEqual(start[first], now[first]);
          assert.notEqual(start[first + gone - 1], now[first + came - 1]);
        }
      }
      assert.equal(differenceOf(after, ChunkedList.of(now)), undefined);
    }),
    { seed: 9, numRuns: 500 },
  );
});

test('what was worked out for a chunk is worked out again only where something changed', () => {
  let computed = 0;
  const sumOf = perChunk((numbers: readonly number[]) => {
    computed++;
    return numbers.reduce((sum, number) => sum + number, 0);
  });
  const list = ChunkedList.of(Array.from({ length: 1000 }, () => 1));
  const sum = (l: ChunkedList<number>) => l.chunks.reduce((total, chunk) => total + sumOf(chunk), 0);
  assert.equal(sum(list), 1000);
  computed = 0;
  assert.equal(sum(list.replace(500, 1, [5])), 1004);
  assert.equal(computed, 1);
  assert.equal(sum(list), 1000);
  assert.equal(computed, 1);
});
