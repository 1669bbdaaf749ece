import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BackingPage } from '../../../server/src/model/backing';
import { pageSegments } from '../../../server/src/simulation/page-segments';
import { simulateMachine } from '../../../server/src/simulation/simulate';
import { BASE_HVA, makeAttributes, makeHost, makeMachine, makeRegion } from './make-machine';

const M = 1n << 20n;
const PAGES: readonly BackingPage[] = [{ kind: 'base' }, { kind: 'thp' }, { kind: 'hugetlb', size: 1n << 30n }];

test('the parts that are drawn are the pages that are counted', () => {
  const place = fc.record({ start: fc.bigInt(0n, 4000n), size: fc.bigInt(1n, 3000n), isPrivate: fc.boolean() });
  fc.assert(
    fc.property(
      place,
      fc.array(place, { maxLength: 3 }),
      fc.constantFrom(...PAGES),
      fc.boolean(),
      (at, conversions, page, guestMemfd) => {
        const gpa = at.start * M;
        const region = makeRegion({ gpa, hva: BASE_HVA + gpa, size: at.size * M, page, flags: guestMemfd ? 4n : 0n });
        const converted = conversions.map(({ start, size, isPrivate }) =>
          makeAttributes(start * M, size * M, isPrivate),
        );
        const machine = makeMachine([region, ...converted], makeHost({ vmType: 'sw-protected' }));
        const simulation = simulateMachine(machine);
        const use = simulation.pagesOf(region)!;
        const drawn = new Map<bigint, bigint>();
        let end = gpa;
        for (const segment of pageSegments(region, use, simulation.attributes)) {
          assert.equal(segment.start, end);
          end = segment.end;
          drawn.set(segment.pageSize, (drawn.get(segment.pageSize) ?? 0n) + segment.end - segment.start);
        }
        assert.equal(end, gpa + at.size * M);
        for (const { size, bytes } of use.pages) assert.equal(drawn.get(size) ?? 0n, bytes);
      },
    ),
    { numRuns: 200 },
  );
});

test('nothing is drawn of a slot that is less than a page', () => {
  const region = makeRegion({ gpa: 0n, hva: BASE_HVA, size: 8n, page: { kind: 'base' } });
  const simulation = simulateMachine(makeMachine([region], makeHost({})));
  assert.deepEqual(pageSegments(region, simulation.pagesOf(region)!, simulation.attributes), []);
});
