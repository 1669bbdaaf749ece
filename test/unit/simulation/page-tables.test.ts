import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BackingPage } from '../../../server/src/model/backing';
import type { Host } from '../../../server/src/model/host';
import { NO_ATTRIBUTES } from '../../../server/src/simulation/memory-attributes';
import { hostLevels, tableUse, walkReferences } from '../../../server/src/simulation/page-tables';
import { simulatePages } from '../../../server/src/simulation/page-use';
import { BASE_HVA, makeHost, makeRegion, type RegionSpec } from './make-machine';

const K = 1n << 10n;
const M = 1n << 20n;
const G = 1n << 30n;

function tables(spec: RegionSpec, host: Host) {
  const region = makeRegion(spec);
  return tableUse(region, host, simulatePages(region, host, NO_ATTRIBUTES)!);
}

test('six pages of 1 GiB need one table and the root', () => {
  const slot: RegionSpec = { gpa: 4n * G, size: 6n * G, page: { kind: 'hugetlb', size: G } };
  assert.deepEqual(tables(slot, makeHost()), { pages: 2n, bytes: 8192n });
  assert.deepEqual(tables(slot, makeHost({ gpaBits: 52 })), { pages: 3n, bytes: 12288n });
});

test('tables are those that a walk to every page goes through', () => {
  const pages: readonly BackingPage[] = [{ kind: 'base' }, { kind: 'thp' }, { kind: 'hugetlb', size: G }];
  const hosts: readonly (readonly [Host, levels: number, bits: bigint])[] = [
    [makeHost(), 4, 9n],
    [makeHost({ arch: 'arm64', pageSize: 16n * K, gpaBits: 47 }), 3, 11n],
  ];
  const address = fc
    .tuple(fc.bigInt(0n, 3n), fc.bigInt(0n, 3n), fc.bigInt(0n, 3n))
    .map(([giga, half, small]) => giga * 512n * M + half * 16n * M + small * 64n * K);
  fc.assert(
    fc.property(address, address, fc.constantFrom(...pages), fc.constantFrom(...hosts), (gpa, size, page, chosen) => {
      const [host, levels, bits] = chosen;
      const spec: RegionSpec = { gpa, hva: BASE_HVA + gpa, size: size + 64n * K, page };
      const region = makeRegion(spec);
      const use = simulatePages(region, host, NO_ATTRIBUTES)!;
      const shift = host.pageSize === 4n * K ? 12n : 14n;
      const seen = new Set<string>();
      const end = gpa + size + 64n * K;
      const sizes = use.pages.filter(({ count }) => count > 0n).map((each) => each.size);
      for (let at = gpa; at < end; ) {
        // The page that maps `at`, as the counts say: the largest used size that is aligned and fits.
        const mapped = sizes.findLast((each) => at % each === 0n && at + each <= end) ?? host.pageSize;
        for (let level = 1; level < levels; level++) {
          const covered = host.pageSize << (bits * BigInt(level));
          if (covered > mapped) seen.add(`${level}:${at >> (shift + bits * BigInt(level))}`);
        }
        at += mapped;
      }
      assert.equal(tableUse(region, host, use)?.pages, BigInt(seen.size) + 1n);
    }),
    { numRuns: 60 },
  );
});

test('the root of arm64 is several tables joined, that of riscv64 four', () => {
  const slot: RegionSpec = { gpa: 0n, size: 4n * K };
  const arm64 = (gpaBits: number | undefined, pageSize = 4n * K) =>
    tables({ ...slot, size: pageSize }, makeHost({ arch: 'arm64', gpaBits, pageSize }));
  assert.deepEqual(arm64(40), { pages: 4n, bytes: 16n * K });
  assert.deepEqual(arm64(undefined), arm64(40));
  assert.deepEqual(arm64(48), { pages: 4n, bytes: 16n * K });
  assert.deepEqual(arm64(43), { pages: 18n, bytes: 72n * K });
  assert.deepEqual(arm64(46, 64n * K), { pages: 17n, bytes: 17n * 64n * K });
  const riscv = (gpaBits: number | undefined) => tables(slot, makeHost({ arch: 'riscv64', gpaBits }));
  assert.deepEqual(riscv(41), { pages: 6n, bytes: 24n * K });
  assert.deepEqual(riscv(50), { pages: 7n, bytes: 28n * K });
  assert.equal(riscv(undefined), undefined);
});

test('what is not modelled is not known', () => {
  assert.equal(tables({}, makeHost({ arch: 'ppc64' })), undefined);
  assert.equal(tables({}, makeHost({ arch: 's390x' })), undefined);
  assert.equal(tables({}, makeHost({ arch: 'loongarch64' })), undefined);
  assert.equal(tables({ gpa: 1n << 48n }, makeHost()), undefined);
  assert.equal(tables({ gpa: (1n << 48n) - 4n * K, size: 4n * K }, makeHost())?.pages, 4n);
  assert.equal(tables({ gpa: 1n << 40n }, makeHost({ arch: 'arm64' })), undefined);
});

test('memory references of a walk', () => {
  const host = makeHost();
  const wide = makeHost({ gpaBits: 52 });
  const steps = [4n * K, 2n * M, G].map((size) => hostLevels(host, size)!);
  assert.deepEqual(steps, [4, 3, 2]);
  assert.deepEqual(
    steps.map((depth) => walkReferences(4, depth)),
    [24, 19, 14],
  );
  assert.deepEqual(
    steps.map((depth) => walkReferences(3, depth)),
    [19, 15, 11],
  );
  assert.equal(walkReferences(5, hostLevels(wide, 4n * K)!), 35);
  assert.equal(hostLevels(makeHost({ arch: 'arm64', pageSize: 16n * K, gpaBits: 47 }), 32n * M), 2);
  assert.equal(hostLevels(makeHost({ arch: 'ppc64' }), 2n * M), undefined);
});
