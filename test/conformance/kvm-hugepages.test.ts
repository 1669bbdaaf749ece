import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BackingPage } from '../../server/src/model/backing';
import { effectiveErrno } from '../../server/src/simulation/replay';
import { simulateMachine } from '../../server/src/simulation/simulate';
import { BASE_HVA, makeHost, makeMachine, makeRegion } from '../unit/simulation/make-machine';
import { readVectors, type SlotCase } from './read-vectors';

const PAGES: Readonly<Record<string, BackingPage>> = {
  '4k': { kind: 'base' },
  thp: { kind: 'thp' },
  'shmem-thp': { kind: 'thp' },
  'hugetlb-2m': { kind: 'hugetlb', size: 2n << 20n },
  'hugetlb-1g': { kind: 'hugetlb', size: 1n << 30n },
};

const ERRNO = { 0: 0, 17: 'EEXIST', 22: 'EINVAL' } as Readonly<Record<number, unknown>>;

test('what Linux 6.12 KVM answered, and with which pages it mapped the slots', () => {
  const host = makeHost({ kernel: '6.12', gpaBits: 40 });
  const vectors = readVectors<SlotCase>('kvm-hugepages.jsonl');
  let slots = 0;
  for (const vector of vectors) {
    const regions = vector.slots.map((slot) =>
      makeRegion({
        slot: BigInt(slot.slot),
        gpa: BigInt(slot.gpa),
        size: BigInt(slot.size),
        hva: BASE_HVA + BigInt(slot.offset),
        offset: BigInt(slot.offset),
        flags: BigInt(slot.flags),
        page: PAGES[slot.backing],
      }),
    );
    const { results, pagesOf } = simulateMachine(makeMachine(regions, host));
    for (const [index, slot] of vector.slots.entries()) {
      const result = results.at(index)!;
      assert.equal(effectiveErrno(result), ERRNO[slot.errno], `${vector.case}: errno of slot ${slot.slot}`);
      if (slot.errno !== 0) continue;
      assert.deepEqual(
        pagesOf(regions[index]!)?.pages.map(({ count }) => Number(count)),
        [slot.pages['4k'], slot.pages['2m'], slot.pages['1g']],
        `${vector.case}: pages of slot ${slot.slot}`,
      );
      slots += 1;
    }
  }
  assert.ok(vectors.length > 300 && slots > 400);
});
