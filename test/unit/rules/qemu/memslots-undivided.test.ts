import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found } from './found';

const ID = 'memslots-undivided';
const VSOCK = '-device vhost-vsock-pci,guest-cid=3';
const TAP = '-netdev tap,id=n,vhost=on';

/** A virtio-mem device between other options, on a machine with 4 GiB of RAM. */
const qemu = (before: string, after: string, size = '16G', maxmem = '20G'): string =>
  `qemu-system-x86_64 -m 4G,maxmem=${maxmem} ${before} -object memory-backend-ram,id=v,size=${size},reserve=off -device virtio-mem-pci,id=vm,memdev=v,unplugged-inaccessible=on,dynamic-memslots=on ${after}\n`;

test('a vhost device that is there first makes it one memslot', () => {
  for (const text of [qemu(VSOCK, ''), qemu(TAP, ''), qemu('', TAP)])
    assert.match(
      found(ID, text).join(),
      /^information: dynamic-memslots=on does nothing: vhost\.ko takes 64 .* All 16 GiB/,
    );
  assert.match(found(ID, qemu(TAP, ''), { host: { vhostMaxMemRegions: 508 } }).join(), /^warning: .* takes 508 /);
  assert.deepEqual(found(ID, qemu(TAP, VSOCK), { host: { vhostMaxMemRegions: 509 } }), []);
});

test('one that comes later is refused', () => {
  assert.match(found(ID, qemu('', VSOCK)).join(), /^warning: .* QEMU refuses vhost-vsock-pci, "some memory device/);
  assert.match(found(ID, qemu('', VSOCK), { host: { vhostMaxMemRegions: 64 } }).join(), /^error: /);
  // What a netdev settled, no later device meets.
  assert.match(found(ID, qemu(TAP, VSOCK)).join(), /^information: .*does nothing/);
});

test('where there is nothing to divide, nothing is lost', () => {
  assert.deepEqual(found(ID, qemu(TAP, '', '1G')), []);
  assert.deepEqual(found(ID, qemu(TAP, ''), { qemu: '8.1' }), []);
  // A small part of the room gets one of the 256 slots: 2 GiB of 512, but not 4.
  assert.deepEqual(found(ID, qemu('', VSOCK, '2G', '516G')), []);
  assert.equal(found(ID, qemu('', VSOCK, '4G', '516G')).length, 1);
});
