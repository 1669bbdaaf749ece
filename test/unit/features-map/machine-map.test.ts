import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawMachineMap } from '../../../server/src/features/map/machine-map';
import type { MapExtent, MapSlot } from '../../../server/src/features/map/memory-map';
import { CARD, pageLevel } from '../../../server/src/features/map/palette';
import { GIB, KIB, MAPPABLE, MIB, mapOfSlots, ram } from './make-map';

const draw = (slots: readonly MapSlot[], deviceMemory?: MapExtent) =>
  drawMachineMap(mapOfSlots(slots, { deviceMemory }));

const pages = (size: bigint) => `url(#p${pageLevel(size, MAPPABLE)})`;

/** The heights of the rectangles of the column that are filled so. */
function heights(svg: string, wanted: string): number[] {
  return [...svg.matchAll(/<rect x="124" [^>]*height="([0-9.]+)" fill="([^"]+)"/g)]
    .filter(([, , fill]) => fill === wanted)
    .map(([, height]) => Number(height));
}

test('a small piece beside a large one can be seen', () => {
  const svg = draw([ram(0n, 640n * KIB, 4n * KIB), ram(4n * GIB, 1024n * GIB, GIB)])!;
  const [small] = heights(svg, pages(4n * KIB));
  const [large] = heights(svg, pages(GIB));
  assert.ok(small! >= 20 && large! > small! && large! < 5 * small!);
});

test('addresses, sizes and folded holes are written', () => {
  const svg = draw([ram(0n, 2n * GIB, 2n * MIB), ram(4n * GIB, 6n * GIB, 2n * MIB)])!;
  for (const text of ['0x0', '0x80000000', '0x100000000', '0x180000000', 'hole · 2 GiB', 'ram · 2 GiB'])
    assert.ok(svg.includes(`>${text}<`), text);
});

test('room for memory devices is told from a hole', () => {
  const svg = draw([ram(0n, GIB, 2n * MIB)], { start: 4n * GIB, end: 12n * GIB })!;
  assert.ok(svg.includes('>hole · 3 GiB<'));
  assert.ok(svg.includes('>for memory devices · 8 GiB<'));
  const part = draw([ram(0n, GIB, 2n * MIB), ram(5n * GIB, 6n * GIB, 2n * MIB, { kind: 'device' })], {
    start: 4n * GIB,
    end: 12n * GIB,
  })!;
  assert.ok(part.includes('>for memory devices · 1 GiB<'));
  assert.ok(part.includes('>for memory devices · 6 GiB<'));
});

test('firmware and unknown pages have colours of their own', () => {
  const svg = draw([ram(0n, MIB), ram(MIB, 2n * MIB, 4n * KIB, { kind: 'firmware' })])!;
  assert.equal(heights(svg, CARD.unknown).length, 1);
  assert.equal(heights(svg, CARD.backing).length, 1);
  assert.equal(heights(svg, pages(4n * KIB)).length, 0);
});

test('every run of pages is drawn', () => {
  const end = 2n * GIB;
  const segments = [
    { start: MIB, end: 2n * MIB, pageSize: 4n * KIB },
    { start: 2n * MIB, end: GIB, pageSize: 2n * MIB },
    { start: GIB, end, pageSize: GIB },
  ];
  const svg = draw([ram(MIB, end, GIB, { segments })])!;
  for (const size of MAPPABLE) assert.ok(heights(svg, pages(size))[0]! >= 2, `${size}`);
});

test('names are text, and many slots are cut', () => {
  const svg = draw([ram(0n, MIB, 4n * KIB, { name: '<b>&"' })])!;
  assert.ok(svg.includes('&lt;b&gt;&amp;&quot;'));
  assert.doesNotMatch(svg, /<b>/);
  const many = draw(Array.from({ length: 500 }, (_, i) => ram(BigInt(i) * GIB, BigInt(i) * GIB + MIB, 4n * KIB)))!;
  assert.ok(many.length < 40_000);
  assert.match(many, /… and 472 more/);
});

test('no memory has no picture', () => {
  assert.equal(draw([]), undefined);
});
