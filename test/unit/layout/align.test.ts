import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as align from '../../../server/src/layout/align';

const address = fc.bigInt(0n, 300n);
const powerOfTwo = fc.nat(6).map((bits) => 1n << BigInt(bits));

/** 0, 1, 2 … below `end`. */
function below(end: bigint): bigint[] {
  return Array.from({ length: Number(end) }, (_, index) => BigInt(index));
}

test('rounding and congruence do what a search for the value does', () => {
  fc.assert(
    fc.property(address, address, powerOfTwo, (value, target, size) => {
      const multiples = below(1000n).filter((each) => each % size === 0n);
      assert.equal(
        align.alignUp(value, size),
        multiples.find((each) => each >= value),
      );
      assert.equal(
        align.alignDown(value, size),
        multiples.findLast((each) => each <= value),
      );
      assert.equal(align.isAligned(value, size), value % size === 0n);
      const congruent = below(1000n).filter((each) => each % size === target % size);
      assert.equal(align.congruent(value, target, size), congruent.includes(value));
      assert.equal(
        align.congruentUp(value, target, size),
        congruent.find((each) => each >= value),
      );
      const down = align.congruentDown(value, target, size);
      assert.equal(
        down < 0n ? undefined : down,
        congruent.findLast((each) => each <= value),
      );
    }),
  );
});

test('full pages and touched regions are counted like one by one', () => {
  fc.assert(
    fc.property(address, address, powerOfTwo, (start, size, page) => {
      const pages = below(700n).map((index) => index * page);
      const inside = pages.filter((at) => at >= start && at + page <= start + size);
      const touched = pages.filter((at) => at < start + size && at + page > start);
      assert.equal(align.fullPages(start, size, page), BigInt(inside.length));
      assert.equal(align.spannedRegions(start, size, page), size === 0n ? 0n : BigInt(touched.length));
    }),
  );
});

test('bits are numbered as the kernel numbers them', () => {
  assert.deepEqual([0n, 1n, 2n, 0x1000n, 0x180000n, 1n << 63n].map(align.findFirstSet), [0, 1, 2, 13, 20, 64]);
  assert.deepEqual([0n, 1n, 2n, 0x1000n, 0x180000n, 1n << 63n].map(align.findLastSet), [0, 1, 2, 13, 21, 64]);
  assert.deepEqual([0n, 1n, 0x1000n, 0x180000n].map(align.trailingZeros), [64, 0, 12, 19]);
  assert.deepEqual([0n, 1n, 3n, 1n << 40n].map(align.isPowerOfTwo), [false, true, false, true]);
});
