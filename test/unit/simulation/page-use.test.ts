import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IntervalMap } from '../../../server/src/layout/interval-map';
import type { BackingPage } from '../../../server/src/model/backing';
import type { Host } from '../../../server/src/model/host';
import { addressValue, UNKNOWN_ADDRESS } from '../../../server/src/model/host-address';
import { UNKNOWN } from '../../../server/src/model/quantity';
import type { SetMemoryRegion } from '../../../server/src/model/slot-operation';
import { type MemoryAttributes, NO_ATTRIBUTES } from '../../../server/src/simulation/memory-attributes';
import { tableUse } from '../../../server/src/simulation/page-tables';
import {
  type PageUse,
  simulatePages,
  simulatePagesBackedBy,
  simulatePagesOfHugeGuestMemfd,
} from '../../../server/src/simulation/page-use';
import { BASE_HVA, makeHost, makeRegion, type RegionSpec } from './make-machine';

const K = 1n << 10n;
const M = 1n << 20n;
const G = 1n << 30n;
const T = 1n << 40n;

const BASE: BackingPage = { kind: 'base' };
const THP: BackingPage = { kind: 'thp' };
const HUGETLB_2M: BackingPage = { kind: 'hugetlb', size: 2n * M };
const HUGETLB_1G: BackingPage = { kind: 'hugetlb', size: G };

const X86 = makeHost();

function attributesOf(...said: [start: bigint, end: bigint, isPrivate: boolean][]): MemoryAttributes {
  const map = new IntervalMap<boolean>();
  for (const [start, end, isPrivate] of said) map.assign(start, end, isPrivate);
  return { said: map, complete: true };
}

function counts(use: PageUse | undefined): string | undefined {
  return use?.pages.map(({ count }) => count).join(' / ');
}

function pagesOf(spec: RegionSpec, host: Host = X86, attributes = NO_ATTRIBUTES): PageUse | undefined {
  return simulatePages(makeRegion(spec), host, attributes);
}

const WORKED: readonly [name: string, spec: RegionSpec, pages: string, tables: bigint][] = [
  ['QEMU low part', { gpa: 0n, size: 0xc0000n, page: THP }, '192 / 0 / 0', 4n],
  [
    'QEMU after the hole',
    { gpa: 0x100000n, hva: BASE_HVA + 0xd00000n, size: 0x7ff00000n, page: THP },
    '256 / 1023 / 0',
    5n,
  ],
  [
    'QEMU after the hole, hugetlb 1G',
    { gpa: 0x100000n, hva: BASE_HVA + 0x100000n, size: 0x7ff00000n, page: HUGETLB_1G },
    '256 / 511 / 1',
    4n,
  ],
  ['above 4G', { gpa: 4n * G, size: 6n * G, page: THP }, '0 / 3072 / 0', 8n],
  ['above 4G, hugetlb 1G', { gpa: 4n * G, size: 6n * G, page: HUGETLB_1G }, '0 / 0 / 6', 2n],
  ['a real TDX trace', { gpa: 0n, hva: 0x7f5733fff000n, size: 2n * G, page: THP }, '524288 / 0 / 0', 1028n],
  ['pflash', { gpa: 0xffc00000n, hva: 0x7f5840a00000n, size: 4n * M, page: THP }, '0 / 2 / 0', 3n],
  ['dirty logging', { gpa: 4n * G, size: 6n * G, page: HUGETLB_1G, flags: 1n }, '1572864 / 0 / 0', 3080n],
  [
    '64G hugetlb 1G at 4G + 2M',
    { gpa: 4n * G + 2n * M, hva: BASE_HVA + 2n * M, size: 64n * G, page: HUGETLB_1G },
    '0 / 512 / 63',
    4n,
  ],
  ['1 TiB at 4G, base pages', { gpa: 4n * G, size: T }, '268435456 / 0 / 0', 525316n],
  ['1 TiB at 4G, THP', { gpa: 4n * G, size: T, page: THP }, '0 / 524288 / 0', 1028n],
  ['1 TiB at 4G, hugetlb 1G', { gpa: 4n * G, size: T, page: HUGETLB_1G }, '0 / 0 / 1024', 4n],
];

for (const [name, spec, pages, tables] of WORKED) {
  test(`worked example: ${name}`, () => {
    const region = makeRegion(spec);
    const use = simulatePages(region, X86, NO_ATTRIBUTES);
    assert.equal(counts(use), pages);
    assert.deepEqual(tableUse(region, X86, use!), { pages: tables, bytes: tables * 4096n });
  });
}

/** What a slot is mapped with if every page of it is looked at one after the other, as faults would. */
function walkPages(region: SetMemoryRegion, host: Host, sizes: readonly bigint[], largest: bigint): bigint[] {
  const start = region.gpa.value!;
  const end = start + region.size.value!;
  const hva = addressValue(region.userspaceAddr)!;
  const mapped = sizes.map(() => 0n);
  for (let at = start; at < end; ) {
    let level = sizes.length - 1;
    for (; level > 0; level--) {
      const size = sizes[level]!;
      const first = at - (at % size);
      if (size > largest || first < start || first + size > end) continue;
      if ((hva + (first - start)) % size === 0n) break;
    }
    const size = sizes[level]!;
    assert.equal(at % (level === 0 ? host.pageSize : size), 0n);
    mapped[level]! += 1n;
    at += size;
  }
  return mapped;
}

const GEOMETRIES: readonly [name: string, host: Host, sizes: readonly bigint[], pages: readonly BackingPage[]][] = [
  // Sizes are near a page of the largest kind that stays quick to walk.
  ['x86, up to 2M', makeHost({ maxPage: 2n * M }), [4n * K, 2n * M], [BASE, THP, HUGETLB_2M, HUGETLB_1G]],
  [
    'arm64, 16K pages',
    makeHost({ arch: 'arm64', pageSize: 16n * K }),
    [16n * K, 32n * M],
    [BASE, THP, HUGETLB_2M, { kind: 'hugetlb', size: 32n * M }, HUGETLB_1G],
  ],
];

for (const [name, host, sizes, backings] of GEOMETRIES) {
  test(`the closed form counts what a walk over every page counts: ${name}`, () => {
    const [base, huge] = [sizes[0]!, sizes[1]!];
    const near = fc.tuple(fc.bigInt(0n, 4n), fc.bigInt(-2n, 2n), fc.constantFrom(0n, huge / 2n));
    const address = near.map(([pages, small, half]) => {
      const value = pages * huge + small * base + half;
      return value < 0n ? 0n : value;
    });
    const mappedAs = new Map<BackingPage, bigint>();
    for (const page of backings) {
      const size = page.kind === 'hugetlb' ? page.size : page.kind === 'thp' ? huge : base;
      // 2 MiB is contiguous base pages with a granule of 16 KiB.
      mappedAs.set(page, size >= huge ? huge : base);
    }
    fc.assert(
      fc.property(address, address, address, fc.constantFrom(...backings), (gpa, hva, length, page) => {
        const region = makeRegion({ gpa, hva: BASE_HVA + hva, size: length + base, page });
        const use = simulatePages(region, host, NO_ATTRIBUTES)!;
        const expected = walkPages(region, host, sizes, mappedAs.get(page)!);
        assert.deepEqual(
          use.pages.slice(0, sizes.length).map(({ count }) => count),
          expected,
        );
        assert.equal(
          use.pages.reduce((sum, { bytes }) => sum + bytes, 0n),
          length + base,
        );
        assert.ok(use.pages.every(({ size, count, bytes }) => bytes === count * size));
        assert.equal(use.upperBound, page === THP && expected[1]! > 0n);
        // A page size that maps less than all of the slot is explained.
        const unexplained = use.pages.slice(1).filter(({ size }, index) => {
          const larger = use.pages.slice(index + 1).reduce((sum, { bytes }) => sum + bytes, 0n);
          return larger < length + base && !use.limits.some((limit) => limit.size === size);
        });
        assert.deepEqual(unexplained, []);
      }),
      { numRuns: 400 },
    );
  });
}

test('private and shared parts cost the pages that they meet in', () => {
  const slot: RegionSpec = { gpa: 4n * G, size: 2n * G, page: HUGETLB_1G, flags: 4n };
  assert.equal(counts(pagesOf(slot)), '524288 / 0 / 0');
  const shared = attributesOf([4n * G, 6n * G, false]);
  assert.equal(counts(pagesOf(slot, X86, shared)), '0 / 0 / 2');
  const onePrivate = attributesOf([4n * G, 6n * G, false], [5n * G + 4n * K, 5n * G + 8n * K, true]);
  const use = pagesOf(slot, X86, onePrivate);
  assert.equal(counts(use), '512 / 511 / 1');
  assert.deepEqual(
    use?.limits.find(({ size, kind }) => size === G && kind === 'mixed-attributes'),
    {
      size: G,
      kind: 'mixed-attributes',
      pages: 1n,
    },
  );
  assert.deepEqual(
    use?.limits.find(({ size, kind }) => size === 2n * M && kind === 'guest-memfd'),
    {
      size: 2n * M,
      kind: 'guest-memfd',
      bytes: 4n * K,
      largest: 4n * K,
    },
  );
  // Memory without a guest_memfd is never private, but attributes that differ still cost the page.
  const ordinary = { ...slot, flags: 0n };
  assert.equal(counts(pagesOf(ordinary, X86, onePrivate)), '512 / 511 / 1');
  const outside = attributesOf([0n, G, true], [6n * G, 7n * G, true]);
  assert.equal(counts(pagesOf(ordinary, X86, outside)), '0 / 0 / 2');
  const unknown: MemoryAttributes = { ...NO_ATTRIBUTES, complete: false };
  assert.equal(pagesOf(slot, X86, unknown), undefined);
  assert.equal(counts(pagesOf(ordinary, X86, unknown)), '0 / 0 / 2');
});

test('an unknown backing gives pages only where they do not depend on it', () => {
  const page: BackingPage = { kind: 'unknown' };
  assert.equal(pagesOf({ gpa: 0n, size: 2n * M, page }), undefined);
  assert.equal(counts(pagesOf({ gpa: 0n, size: M, page })), '256 / 0 / 0');
  assert.equal(counts(pagesOf({ gpa: 0n, hva: BASE_HVA + 4n * K, size: G, page })), '262144 / 0 / 0');
  assert.equal(counts(pagesOf({ gpa: 0n, size: G, flags: 1n, page })), '262144 / 0 / 0');
  assert.equal(counts(pagesOf({ gpa: 0n, size: G, flags: 4n, page })), '262144 / 0 / 0');
  // Pages that a vCPU cannot touch are not among the possibilities.
  const riscv = makeHost({ arch: 'riscv64' });
  const small = pagesOf({ gpa: 0n, size: M, page }, riscv);
  assert.equal(counts(small), '256 / 0 / 0');
  assert.deepEqual(small?.hazards, []);
  assert.equal(pagesOf({ gpa: 0n, size: 2n * M, page }, riscv), undefined);
});

test('of unknown numbers only those that matter make the answer unknown', () => {
  assert.equal(pagesOf({ gpa: null, page: THP }), undefined);
  assert.equal(pagesOf({ size: null, page: THP }), undefined);
  assert.equal(pagesOf({ size: 0n, page: THP }), undefined);
  assert.equal(pagesOf({ flags: null, page: THP }), undefined);
  assert.equal(counts(pagesOf({ flags: null, size: M, page: THP })), '256 / 0 / 0');
  assert.equal(pagesOf({ hva: UNKNOWN_ADDRESS, page: THP }), undefined);
  assert.equal(counts(pagesOf({ hva: UNKNOWN_ADDRESS, page: BASE })), '512 / 0 / 0');
  const modulo2M = { modulus: 2n * M, residue: M, span: undefined };
  assert.equal(counts(pagesOf({ gpa: M, size: 5n * M, hva: modulo2M, page: HUGETLB_2M })), '256 / 2 / 0');
  assert.equal(pagesOf({ gpa: M, size: 3n * G, hva: modulo2M, page: HUGETLB_1G }), undefined);
});

test('what would be with other pages', () => {
  const region = makeRegion({ gpa: 4n * G, size: 6n * G });
  assert.equal(counts(simulatePages(region, X86, NO_ATTRIBUTES)), '1572864 / 0 / 0');
  assert.equal(counts(simulatePagesBackedBy(region, X86, NO_ATTRIBUTES, HUGETLB_1G)), '0 / 0 / 6');
});

test('if guest_memfds had huge pages, their offset would have to be congruent too', () => {
  const slot = (offset: bigint) =>
    makeRegion({ gpa: 4n * G, size: 6n * G, page: THP, flags: 4n, offset, file: { id: 'fd:1' } });
  const of = (offset: bigint, size: bigint) => simulatePagesOfHugeGuestMemfd(slot(offset), X86, NO_ATTRIBUTES, size);
  assert.equal(counts(of(2n * G, G)), '0 / 0 / 6');
  assert.equal(counts(of(2n * G, 2n * M)), '0 / 3072 / 0');
  assert.equal(counts(of(2n * G + 2n * M, G)), '0 / 3072 / 0');
  assert.equal(counts(of(2n * G + M, G)), '1572864 / 0 / 0');
  assert.deepEqual(of(2n * G + M, G)?.limits[0], { size: 2n * M, kind: 'incongruent-offset', difference: M });
  const small = makeHost({ maxPage: 2n * M });
  assert.equal(counts(simulatePagesOfHugeGuestMemfd(slot(2n * G), small, NO_ATTRIBUTES, G)), '0 / 3072 / 0');
  // Shared parts keep what the host offers.
  const half = attributesOf([4n * G, 7n * G, false]);
  assert.equal(counts(simulatePagesOfHugeGuestMemfd(slot(2n * G), X86, half, G)), '0 / 1536 / 3');
  assert.equal(counts(simulatePages(slot(2n * G), X86, half)), '786432 / 1536 / 0');
});

function limits(spec: RegionSpec, host: Host = X86): string[] {
  return pagesOf(spec, host)!.limits.map(({ size, kind }) => `${size >> 20n}M ${kind}`);
}

test('why not larger', () => {
  assert.deepEqual(limits({ gpa: 0n, size: M, page: THP }), ['2M no-full-page', '1024M no-full-page']);
  assert.deepEqual(limits({ gpa: 0n, size: 2n * G, page: THP }), ['1024M backing-page']);
  assert.deepEqual(limits({ gpa: 0n, size: 2n * G, page: HUGETLB_1G }), []);
  assert.deepEqual(limits({ gpa: M, hva: BASE_HVA + M, size: 2n * G, page: HUGETLB_1G }), [
    '2M head-and-tail',
    '1024M head-and-tail',
  ]);
  assert.deepEqual(limits({ gpa: 0n, hva: BASE_HVA + 2n * M, size: G, page: HUGETLB_1G }), ['1024M incongruent-hva']);
  assert.deepEqual(limits({ gpa: 0n, size: G, page: HUGETLB_1G, flags: 1n }), [
    '2M dirty-logging',
    '1024M dirty-logging',
  ]);
  assert.deepEqual(limits({ gpa: 0n, size: G, page: HUGETLB_1G, flags: 4n }), ['2M guest-memfd', '1024M guest-memfd']);
  assert.deepEqual(limits({ gpa: 0n, size: G, page: HUGETLB_1G }, makeHost({ maxPage: 2n * M })), ['1024M max-page']);
  const [first] = pagesOf({ gpa: 0n, hva: 0x7f5733fff000n, size: 2n * G, page: THP })!.limits;
  assert.deepEqual(first, { size: 2n * M, kind: 'incongruent-hva', difference: 0x1ff000n });
});

test('files and memfds need their offset congruent too before the host has huge pages', () => {
  const backing = (type: 'memfd' | 'file' | 'anon') =>
    ({ name: 'ram', type, page: THP, hva: UNKNOWN, size: UNKNOWN, align: UNKNOWN }) as unknown as NonNullable<
      SetMemoryRegion['backing']
    >;
  const slot = (type: 'memfd' | 'file' | 'anon'): RegionSpec => ({
    gpa: 0n,
    size: 4n * M,
    offset: M,
    page: THP,
    backing: backing(type),
  });
  assert.equal(counts(pagesOf(slot('anon'))), '0 / 2 / 0');
  assert.equal(counts(pagesOf(slot('file'))), '1024 / 0 / 0');
  const use = pagesOf(slot('memfd'));
  assert.equal(counts(use), '1024 / 0 / 0');
  assert.equal(use?.upperBound, false);
  assert.deepEqual(use?.limits[0], { size: 2n * M, kind: 'incongruent-offset', difference: M });
  const aligned = { ...slot('memfd'), offset: 2n * M };
  assert.equal(counts(pagesOf(aligned)), '0 / 2 / 0');
  assert.equal(counts(pagesOf(aligned, makeHost({ shmemThp: 'never' }))), '1024 / 0 / 0');
  assert.equal(counts(pagesOf({ ...slot('file'), offset: 0n }, makeHost({ shmemThp: 'never' }))), '0 / 2 / 0');
});

test('arm64: the contiguous bit is not used in stage 2', () => {
  const host = (pageSize: bigint) => makeHost({ arch: 'arm64', pageSize });
  const hugetlb = (size: bigint): RegionSpec => ({ gpa: 4n * G, size: 32n * G, page: { kind: 'hugetlb', size } });
  assert.equal(counts(pagesOf(hugetlb(64n * K), host(4n * K))), '8388608 / 0 / 0');
  assert.equal(counts(pagesOf(hugetlb(32n * M), host(4n * K))), '0 / 16384 / 0');
  assert.equal(counts(pagesOf(hugetlb(G), host(4n * K))), '0 / 0 / 32');
  assert.equal(counts(pagesOf(hugetlb(2n * M), host(16n * K))), '2097152 / 0');
  assert.equal(counts(pagesOf(hugetlb(G), host(16n * K))), '0 / 1024');
  assert.equal(counts(pagesOf(hugetlb(16n * G), host(64n * K))), '0 / 64');
  const why = (size: bigint, pageSize: bigint) => pagesOf(hugetlb(size), host(pageSize))?.limits;
  assert.deepEqual(why(32n * M, 4n * K), [
    { size: 32n * M, kind: 'degraded-hugetlb', mapped: 2n * M },
    { size: G, kind: 'backing-page', largest: 32n * M },
  ]);
  assert.deepEqual(why(64n * K, 4n * K)?.[0], { size: 64n * K, kind: 'degraded-hugetlb', mapped: 4n * K });
  assert.deepEqual(why(G, 16n * K), [{ size: G, kind: 'degraded-hugetlb', mapped: 32n * M }]);
  assert.deepEqual(why(32n * M, 16n * K), []);
});

test('riscv64 before 7.0 maps hugetlb pages unchecked, and transparent ones not at all', () => {
  const before = makeHost({ arch: 'riscv64', kernel: '6.19' });
  const after = makeHost({ arch: 'riscv64', kernel: '7.0' });
  const wrong: RegionSpec = { gpa: M, size: 4n * M, page: HUGETLB_2M };
  const use = pagesOf(wrong, before)!;
  assert.equal(counts(use), '0 / 3 / 0');
  assert.deepEqual(use.hazards, [
    { kind: 'wrong-memory', size: 2n * M },
    { kind: 'beyond-slot', size: 2n * M, bytes: 2n * M },
  ]);
  assert.equal(counts(pagesOf(wrong, after)), '1024 / 0 / 0');
  assert.deepEqual(pagesOf(wrong, after)?.hazards, []);
  const thp: RegionSpec = { gpa: 0n, size: 4n * M, page: THP };
  assert.equal(counts(pagesOf(thp, before)), '1024 / 0 / 0');
  assert.equal(pagesOf(thp, before)?.limits[0]?.kind, 'thp-not-used');
  assert.equal(counts(pagesOf(thp, after)), '0 / 2 / 0');
  const svnapot = pagesOf({ gpa: 0n, size: 4n * M, page: { kind: 'hugetlb', size: 64n * K } }, after);
  assert.deepEqual(svnapot?.hazards, [{ kind: 'fault-fails', hugetlb: 64n * K }]);
});

test('loongarch64: 16 KiB and 32 MiB', () => {
  const host = makeHost({ arch: 'loongarch64' });
  const slot = (gpa: bigint, size: bigint): RegionSpec => ({ gpa, hva: BASE_HVA + gpa, size, page: THP });
  assert.equal(counts(pagesOf(slot(0n, 64n * M), host)), '0 / 2');
  assert.equal(counts(pagesOf(slot(16n * M, 48n * M), host)), '1024 / 1');
  assert.equal(counts(pagesOf(slot(16n * M, 47n * M), host)), '3008 / 0');
});

test('s390x: 1 MiB only when it is enabled, and segments before 7.1', () => {
  const slot: RegionSpec = { gpa: 0n, size: 4n * G, page: { kind: 'hugetlb', size: M } };
  const host = (kernel: string, maxPage?: bigint) => makeHost({ arch: 's390x', kernel, maxPage });
  assert.equal(counts(pagesOf(slot, host('7.2'))), '1048576 / 0 / 0');
  assert.equal(pagesOf(slot, host('7.2'))?.limits[0]?.kind, 'not-enabled');
  assert.equal(counts(pagesOf(slot, host('7.2', M))), '0 / 4096 / 0');
  const large: RegionSpec = { ...slot, page: { kind: 'hugetlb', size: 2n * G } };
  assert.equal(counts(pagesOf(large, host('7.2', 2n * G))), '0 / 0 / 2');
  assert.equal(counts(pagesOf(large, host('7.1', 2n * G))), '0 / 4096 / 0');
  assert.deepEqual(pagesOf({ ...slot, gpa: 64n * K }, host('7.0'))?.hazards, [{ kind: 'not-mapped' }]);
  assert.deepEqual(pagesOf({ ...slot, gpa: 64n * K }, host('7.1'))?.hazards, []);
});

test('ppc64: a page of the host is used in its own size or as base pages', () => {
  const host = makeHost({ arch: 'ppc64' });
  const slot: RegionSpec = { gpa: 2n * M, size: 2n * G - 2n * M, page: HUGETLB_1G };
  const only2M = pagesOf(slot, host);
  assert.equal(counts(only2M), '32736 / 0 / 0');
  assert.deepEqual(
    only2M?.limits.map(({ size, kind }) => `${size >> 20n}M ${kind}`),
    ['2M own-size-only', '1024M incongruent-hva'],
  );
  const whole = pagesOf({ ...slot, hva: BASE_HVA + 2n * M }, host);
  assert.equal(counts(whole), '0 / 0 / 2');
  assert.deepEqual(whole?.hazards, [{ kind: 'beyond-slot', size: G, bytes: 2n * M }]);
  assert.equal(counts(pagesOf({ ...slot, page: HUGETLB_2M }, host)), '0 / 1023 / 0');
});

test('a slot of any size costs the same work', () => {
  const size = ((1n << 31n) - 1n) * 4n * K;
  const use = pagesOf({ gpa: 0n, size, page: HUGETLB_1G });
  assert.equal(counts(use), '511 / 511 / 8191');
});
