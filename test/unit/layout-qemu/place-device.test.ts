import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyOccupancy, type Occupancy } from '../../../server/src/layout/qemu/occupancy';
import { placeDevice } from '../../../server/src/layout/qemu/place-device';
import type { PlacedDevice } from '../../../server/src/layout/qemu/plug-state';

const M = 1n << 20n;
const REGION = { start: 4096n * M, size: 256n * M };

function put(occupancy: Occupancy, start: bigint, size: bigint): void {
  occupancy.ranges.insert(start, start + size, { device: { id: `at${start / M}` } } as unknown as PlacedDevice);
}

test('the first place that fits is found, as by trying every address', () => {
  const request = fc.record({
    size: fc.integer({ min: 1, max: 40 }),
    align: fc.constantFrom(1, 2, 4, 8, 64),
    hint: fc.option(fc.integer({ min: 4090, max: 4360 }), { nil: undefined, freq: 3 }),
  });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 25 }), (requests) => {
      const occupancy = emptyOccupancy();
      const taken: [number, number][] = [];
      for (const { size, align, hint } of requests) {
        const free = (start: number): boolean =>
          start % align === 0 &&
          start >= 4096 &&
          start + size <= 4352 &&
          taken.every(([from, to]) => to <= start || start + size <= from);
        let expected: number | undefined;
        if (hint !== undefined) expected = free(hint) ? hint : undefined;
        else for (let start = 4096; start < 4352 && expected === undefined; start++) if (free(start)) expected = start;
        const placement = placeDevice(
          REGION,
          occupancy,
          hint === undefined ? undefined : BigInt(hint) * M,
          BigInt(size) * M,
          BigInt(align) * M,
        );
        assert.equal(placement.fault === undefined ? Number(placement.start / M) : undefined, expected);
        if (expected === undefined) continue;
        taken.push([expected, expected + size]);
        put(occupancy, BigInt(expected) * M, BigInt(size) * M);
      }
    }),
  );
});

test("a refusal says what is wrong in QEMU's words", () => {
  const occupancy = emptyOccupancy();
  put(occupancy, 4096n * M, 64n * M);
  const fault = (hint: bigint | undefined, size: bigint): string | undefined =>
    placeDevice(REGION, occupancy, hint, size, 2n * M).fault;
  assert.equal(fault(4097n * M, M), 'address must be aligned to 0x200000 bytes');
  assert.equal(fault(4098n * M, 2n * M), "address range conflicts with memory device id='at4096'");
  assert.equal(
    fault(64n * M, 2n * M),
    "can't add memory device [0x4000000:0x200000], usable range for memory devices [0x100000000:0x10000000]",
  );
  assert.match(fault(undefined, 200n * M)!, /could not find position/);
});
