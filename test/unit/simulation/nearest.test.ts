import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { knownAddress, UNKNOWN_ADDRESS } from '../../../server/src/model/host-address';
import { isExact, type Placement } from '../../../server/src/simulation/acceptance/acceptance-rule';
import { ACCEPTANCE_RULES, acceptanceRuleOf } from '../../../server/src/simulation/acceptance/acceptance-rules';
import {
  admits,
  ladder,
  nearestGpas,
  nearestOffsets,
  nearestSizes,
  noOffsetSatisfies,
} from '../../../server/src/simulation/acceptance/nearest';
import { BASE_HVA } from './make-machine';

const M = 1n << 20n;
const G = 1n << 30n;
const X86 = [4096n, 2n * M, G];

/** Pages of 1, 4 and 16 bytes: small enough to try every value. */
const TINY = [1n, 4n, 16n];
const LIMIT = 256n;

const tinyPlacement = fc
  .record({ gpa: fc.bigInt(0n, 80n), offset: fc.bigInt(0n, 80n), size: fc.bigInt(1n, 48n) })
  .map((at): Placement => ({ ...at, pageSizes: TINY, userspaceAddr: knownAddress(at.gpa, undefined) }));

const every = Array.from({ length: Number(LIMIT) }, (_, index) => BigInt(index));

for (const rule of ACCEPTANCE_RULES) {
  test(`${rule.id}: no offset is nearer than those that are found`, () => {
    fc.assert(
      fc.property(tinyPlacement, (placement) => {
        const { offset } = placement;
        const good = every.filter((value) => {
          const moved = { ...placement, offset: value };
          return value !== offset && admits(rule, moved) && isExact(moved);
        });
        const found = nearestOffsets(rule, placement, undefined);
        assert.equal(found.exact, good.length > 0);
        const satisfied = good.length > 0 || (admits(rule, placement) && isExact(placement));
        assert.equal(noOffsetSatisfies(rule, placement), !satisfied);
        if (!found.exact) return;
        assert.equal(
          found.down,
          good.findLast((value) => value < offset),
        );
        assert.equal(
          found.up,
          good.find((value) => value > offset),
        );
      }),
      { numRuns: 120 },
    );
  });

  test(`${rule.id}: whatever is proposed is accepted`, () => {
    fc.assert(
      fc.property(tinyPlacement, fc.bigInt(0n, 128n), (placement, fileSize) => {
        const proposals = [
          ['offset', nearestOffsets(rule, placement, fileSize)],
          ['gpa', nearestGpas(rule, placement)],
          ['size', nearestSizes(rule, placement, fileSize)],
        ] as const;
        for (const [field, { down, up, exact }] of proposals) {
          assert.ok(down === undefined || down < placement[field]);
          assert.ok(up === undefined || up > placement[field]);
          for (const value of [down, up]) {
            if (value === undefined) continue;
            const changed = { ...placement, [field]: value };
            assert.ok(value >= 0n && changed.size > 0n);
            assert.ok(admits(rule, changed));
            assert.equal(isExact(changed), exact);
            if (field !== 'gpa') assert.ok(changed.offset + changed.size <= fileSize);
          }
        }
        const pieces = ladder(rule, placement);
        if (pieces === undefined) return;
        let { gpa, offset } = placement;
        for (const piece of pieces) {
          assert.equal(piece.gpa, gpa);
          assert.equal(piece.offset, offset);
          assert.ok(piece.size > 0n && admits(rule, piece) && isExact(piece));
          gpa += piece.size;
          offset += piece.size;
        }
        assert.equal(gpa, placement.gpa + placement.size);
      }),
      { numRuns: 120 },
    );
  });
}

const afterHole: Placement = {
  gpa: M,
  offset: M,
  size: 0x7ff00000n,
  pageSizes: X86,
  userspaceAddr: knownAddress(BASE_HVA + M, undefined),
};

test("QEMU's slot after the hole: no offset satisfies the size rule, a split does", () => {
  const size = acceptanceRuleOf('size');
  assert.equal(noOffsetSatisfies(size, afterHole), true);
  assert.deepEqual(
    ladder(size, afterHole)?.map((piece) => [piece.gpa, piece.size]),
    [
      [M, M],
      [2n * M, 1022n * M],
      [G, G],
    ],
  );
  assert.equal(noOffsetSatisfies(acceptanceRuleOf('exact'), afterHole), false);
  // What the rule alone would take is said to be wrong.
  assert.deepEqual(nearestOffsets(size, afterHole, undefined), { down: 0n, up: G, exact: false });
});

test('an offset that is off by 1 MiB has a right one on either side', () => {
  const slot: Placement = {
    gpa: 4n * G,
    offset: 2n * G + M,
    size: 6n * G,
    pageSizes: X86,
    userspaceAddr: UNKNOWN_ADDRESS,
  };
  const found = nearestOffsets(acceptanceRuleOf('exact'), slot, undefined);
  assert.deepEqual(found, { down: 2n * G, up: 3n * G, exact: true });
  assert.deepEqual(nearestOffsets(acceptanceRuleOf('exact'), slot, 8n * G), {
    down: 2n * G,
    up: undefined,
    exact: true,
  });
});

test('sizes next to the one written that a rule accepts', () => {
  const at = (gpa: bigint, offset: bigint, size: bigint): Placement => ({ ...afterHole, gpa, offset, size });
  const sizes = (id: 'size' | 'exact' | 'rfc-v12', slot: Placement, fileSize?: bigint) =>
    nearestSizes(acceptanceRuleOf(id), slot, fileSize);
  assert.deepEqual(sizes('size', afterHole), { down: 2n * M - 4096n, up: undefined, exact: true });
  // Small enough that no page of 2 MiB fits in, though 1 MiB is before the first one.
  assert.deepEqual(sizes('exact', at(M, 0n, 8n * M)), { down: 3n * M - 4096n, up: undefined, exact: true });
  assert.deepEqual(sizes('rfc-v12', at(0n, 0n, 3n * M)), { down: 2n * M, up: 4n * M, exact: true });
  assert.deepEqual(sizes('rfc-v12', at(0n, 0n, 3n * M), 3n * M), { down: 2n * M, up: undefined, exact: true });
});
