import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readBitmap, runsOf } from '../../../server/src/model/libvirt/bitmap';

test('lists are numbers, ranges, and what is taken out again', () => {
  assert.deepEqual(readBitmap('0'), [0]);
  assert.deepEqual(readBitmap('0-3,^2,8'), [0, 1, 3, 8]);
  assert.deepEqual(readBitmap('5,1'), [1, 5]);
  assert.deepEqual(readBitmap('0,^0'), []);
  for (const text of ['', 'a', '1-', '-1', '3-1', '^1-2', '1,,2', '1;2', '99999999', '1 2'])
    assert.equal(readBitmap(text), undefined, JSON.stringify(text));
});

test('a list that is put together from its runs reads back to itself', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200)), (numbers) => {
      const sorted = numbers.sort((a, b) => a - b);
      const text = runsOf(sorted)
        .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
        .join(',');
      assert.deepEqual(readBitmap(text), sorted.length === 0 ? undefined : sorted);
    }),
  );
});
