import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { layoutMap, type MapLayout, type Placed } from '../../../server/src/features/map/layout-map';
import { type MapSlot, type MemoryMap, mapAddresses } from '../../../server/src/features/map/memory-map';
import { hex } from '../../../server/src/model/format';
import { GIB, KIB, LINEAR, LINES, LOG, MIB, mapOfSlots, ram } from './make-map';

const SCALES = [LOG, LINEAR, LINES];
const PAGE = 4n * KIB;

/** Slots anywhere in 64 bits, of any size, some of them over each other, some refused, some of another address space. */
const anySlot = fc
  .record({
    start: fc.oneof(fc.bigInt(0n, 64n), fc.bigInt(0n, 1n << 20n), fc.bigInt(0n, 1n << 50n)),
    size: fc.oneof(fc.bigInt(1n, 64n), fc.bigInt(1n, 1n << 20n), fc.bigInt(1n, 1n << 40n)),
    refused: fc.boolean(),
    space: fc.nat(1),
    at: fc.option(fc.bigInt(0n, 1n << 30n), { nil: undefined }),
    backing: fc.nat(2),
    cuts: fc.array(fc.bigInt(0n, 1n << 40n), { maxLength: 5 }),
  })
  .map(({ start, size, refused, space, at, backing, cuts }): MapSlot => {
    const [from, to] = [start * PAGE, (start + size) * PAGE];
    const edges = [...new Set([from, ...cuts.map((cut) => from + (cut % size) * PAGE), to])].sort((a, b) =>
      a < b ? -1 : 1,
    );
    const segments = edges.slice(1).map((end, i) => ({ start: edges[i]!, end, pageSize: i % 2 ? 2n * MIB : PAGE }));
    const state = refused ? 'refused' : 'set';
    return ram(from, to, undefined, {
      segments,
      state,
      space,
      at: at && at * PAGE,
      backing: at === undefined ? undefined : backing,
    });
  });

const anyMap = fc.array(anySlot, { maxLength: 12 }).map(
  (slots): MemoryMap =>
    mapOfSlots(slots, {
      backings: [0, 1, 2].map((i) => ({
        name: `b${i}`,
        what: '',
        start: 0n,
        size: i === 0 ? undefined : BigInt(i) << 45n,
        nodes: i === 2 ? undefined : `${i}`,
        place: undefined,
      })),
      deviceMemory: slots.length % 2 ? { start: 1n << 61n, end: (1n << 61n) + GIB } : undefined,
    }),
);

const bottom = ({ top, height }: Placed) => top + height;
/** Heights are sums of floats. */
const NEARLY = 1e-6;

function checkAll(check: (map: MemoryMap, layout: MapLayout) => void): void {
  fc.assert(
    fc.property(anyMap, fc.constantFrom(...SCALES), (map, scale) => check(map, layoutMap(map, scale))),
    { numRuns: 300 },
  );
}

test('every slot is drawn, in its own place: two of one lane never over each other', () => {
  checkAll((map, layout) => {
    assert.equal(layout.slots.length, map.slots.length);
    for (const [i, a] of layout.slots.entries()) {
      assert.ok(a.height > 0 && a.lane < layout.lanes);
      for (const [j, b] of layout.slots.slice(0, i).entries())
        if (a.lane === b.lane) {
          const [first, second] = a.top < b.top ? [a, b] : [b, a];
          assert.ok(bottom(first) <= second.top + NEARLY, `${i} and ${j}`);
          assert.equal(map.slots[i]!.state === 'refused', map.slots[j]!.state === 'refused');
          assert.equal(map.slots[i]!.space, map.slots[j]!.space);
        }
    }
  });
});

test('places are in the order of the addresses, and stretches follow each other without a gap', () => {
  checkAll(({ slots }, layout) => {
    for (const [i, { start }] of slots.entries())
      for (const [j, other] of slots.entries())
        if (start < other.start) assert.ok(layout.slots[i]!.top < layout.slots[j]!.top);
        else if (start === other.start) assert.equal(layout.slots[i]!.top, layout.slots[j]!.top);
    let before: MapLayout['stretches'][number] | undefined;
    for (const stretch of layout.stretches) {
      assert.equal(stretch.start, before?.end ?? stretch.start);
      assert.ok(Math.abs(stretch.top - (before ? bottom(before) : 0)) < NEARLY);
      before = stretch;
    }
  });
});

test('a stretch is a hole where no slot is, and only there', () => {
  checkAll(({ slots, deviceMemory }, { stretches }) => {
    for (const { start, end, hole, forDevices } of stretches) {
      assert.equal(hole, !slots.some((slot) => slot.start < end && start < slot.end));
      if (forDevices) assert.ok(hole && deviceMemory!.start <= start && end <= deviceMemory!.end);
    }
  });
});

test('the runs of a slot fill it, in their order, and each can be seen', () => {
  checkAll(({ slots }, layout) => {
    for (const [i, { runs, top, height }] of layout.slots.entries()) {
      let at = top;
      for (const [j, run] of runs.entries()) {
        assert.ok(Math.abs(run.top - at) < NEARLY);
        assert.equal(run.pageSize, slots[i]!.segments[j]!.pageSize);
        assert.ok(run.height > 0.2);
        at = bottom(run);
      }
      if (runs.length > 0) assert.ok(Math.abs(at - (top + height)) < NEARLY);
    }
  });
});

test('a backing lies under no other one, and a link goes from a slot to the part of it that the slot shows', () => {
  checkAll((map, { backings, links, height }) => {
    const order = [...backings].sort((a, b) => a.top - b.top || a.height - b.height);
    for (const [i, backing] of order.slice(1).entries()) assert.ok(bottom(order[i]!) <= backing.top + NEARLY);
    assert.equal(links.length, map.slots.filter(({ at }) => at !== undefined).length);
    for (const { slot, backing, to } of links) {
      assert.equal(map.slots[slot]!.backing, backing);
      assert.ok(to.top >= backings[backing]!.top - NEARLY && bottom(to) <= bottom(backings[backing]!) + NEARLY);
      assert.ok(to.height > 0);
    }
    for (const backing of backings) assert.ok(bottom(backing) <= height + NEARLY);
  });
});

test('a larger slot is never lower than a smaller one, nor a larger hole, in either scale', () => {
  const sizes = fc.uniqueArray(fc.bigInt(1n, 1n << 40n), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(sizes, fc.constantFrom(...SCALES), ([a, b, c, d], scale) => {
      const slots = [ram(a! * PAGE, (a! + b!) * PAGE), ram((a! + b! + c!) * PAGE, (a! + b! + c! + d!) * PAGE)];
      const { stretches } = layoutMap(mapOfSlots(slots), scale);
      const [hole, slot, otherHole, otherSlot] = stretches.map(({ height }) => height) as [
        number,
        number,
        number,
        number,
      ];
      assert.ok(a! < c! ? hole <= otherHole : hole >= otherHole);
      assert.ok(b! < d! ? slot <= otherSlot : slot >= otherSlot);
    }),
    { numRuns: 300 },
  );
});

test('in a logarithmic scale a doubling always adds the same; in a linear one it doubles', () => {
  const heightsOf = (scale: typeof LOG) =>
    layoutMap(mapOfSlots([ram(0n, GIB), ram(8n * GIB, 10n * GIB), ram(16n * GIB, 20n * GIB)]), scale).slots.map(
      ({ height }) => height,
    );
  const [log1, log2, log4] = heightsOf(LOG);
  assert.ok(Math.abs(log4! - log2! - (log2! - log1!)) < NEARLY && log2! > log1!);
  const [one, two, four] = heightsOf(LINEAR);
  assert.ok(Math.abs(two! - 2 * one!) < 0.01 && Math.abs(four! - 4 * one!) < 0.01);
});

test('a hole is folded: 1 TiB of it is lower than 1 GiB of memory', () => {
  for (const scale of [LOG, LINEAR]) {
    const { stretches } = layoutMap(mapOfSlots([ram(0n, GIB), ram(1024n * GIB, 1025n * GIB)]), scale);
    const [memory, hole] = stretches.map(({ height }) => height);
    assert.ok(hole! > 0 && hole! < memory!);
  }
});

test('a backing behind a device lies beside it, so that links of many devices are level', () => {
  const slots = Array.from({ length: 64 }, (_, i) =>
    ram(BigInt(i) * GIB, BigInt(i + 1) * GIB, GIB, { kind: 'device', backing: i, at: 0n }),
  );
  const backings = slots.map((_, i) => ({
    name: `m${i}`,
    what: '',
    start: 0n,
    size: GIB,
    nodes: `${i % 2}`,
    place: undefined,
  }));
  const { links, nodes } = layoutMap(mapOfSlots(slots, { backings }), LOG);
  for (const { from, to } of links) assert.ok(Math.abs(from.top - to.top) < NEARLY);
  assert.deepEqual(
    nodes.map(({ name, backings: of }) => [name, of.length]),
    [
      ['0', 32],
      ['1', 32],
    ],
  );
});

test('addresses come back from their texts', () => {
  fc.assert(
    fc.property(anyMap, (map) => {
      const sent = JSON.parse(JSON.stringify(mapAddresses(map, hex))) as MemoryMap<string>;
      const back = mapAddresses(sent, BigInt);
      assert.deepEqual(JSON.stringify(mapAddresses(back, hex)), JSON.stringify(mapAddresses(map, hex)));
      assert.deepEqual(
        back.slots.map(({ start, end, at }) => [start, end, at]),
        map.slots.map(({ start, end, at }) => [start, end, at]),
      );
    }),
  );
});
