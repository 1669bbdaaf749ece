import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IntervalMap } from '../../../server/src/layout/interval-map';
import { NO_ATTRIBUTES } from '../../../server/src/simulation/memory-attributes';
import { slotCosts } from '../../../server/src/simulation/slot-costs';
import { makeHost, makeRegion } from './make-machine';

const M = 1n << 20n;
const G = 1n << 30n;
const T = 1n << 40n;

test('a slot of 1 TiB on x86', () => {
  const host = makeHost();
  const costs = slotCosts(makeRegion({ gpa: 4n * G, size: T }), host, NO_ATTRIBUTES)!;
  assert.equal(costs.hugePageInfo, 4n * (524288n + 1024n));
  assert.equal(costs.nestedReverseMap, 8n * (268435456n + 524288n + 1024n));
  assert.equal(costs.nestedWriteTrack, 512n * M);
  assert.equal(costs.dirtyBitmaps, 0n);
  assert.equal(costs.attributeNodes, 0n);
  const dirty = slotCosts(makeRegion({ gpa: 4n * G, size: T, flags: 1n }), host, NO_ATTRIBUTES)!;
  assert.equal(dirty.dirtyBitmaps, 64n * M);
});

test('private memory costs xarray nodes', () => {
  const host = makeHost();
  const slot = makeRegion({ gpa: 0n, size: T, flags: 4n });
  assert.equal(slotCosts(slot, host, NO_ATTRIBUTES)!.attributeNodes, 4260881n * 576n);
  const said = new IntervalMap<boolean>();
  said.insert(0n, T, false);
  assert.equal(slotCosts(slot, host, { said, complete: true })!.attributeNodes, 0n);
  const ordinary = makeRegion({ gpa: 0n, size: T });
  assert.equal(slotCosts(ordinary, host, NO_ATTRIBUTES)!.attributeNodes, 0n);
});

test('dirty bitmaps are whole words, on every architecture; the rest is of x86', () => {
  const host = makeHost({ arch: 'arm64', pageSize: 16n << 10n });
  const costs = slotCosts(makeRegion({ size: 65n * (16n << 10n), flags: 1n }), host, NO_ATTRIBUTES)!;
  assert.deepEqual(costs, {
    hugePageInfo: 0n,
    nestedReverseMap: 0n,
    nestedWriteTrack: 0n,
    dirtyBitmaps: 32n,
    attributeNodes: 0n,
  });
  assert.equal(slotCosts(makeRegion({ flags: null }), host, NO_ATTRIBUTES), undefined);
});
