import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found as findings } from './found';

const found = (text: string, settings: object = {}): string[] => findings('vhost-memory-regions', text, settings);

const dimms = (count: number): string =>
  Array.from(
    { length: count },
    (_, i) => `-object memory-backend-ram,id=b${i},size=128M -device pc-dimm,id=d${i},memdev=b${i}`,
  ).join(' ');

/** With 1 GiB of RAM in one piece. */
const qemu = (...options: string[]): string => `qemu-system-x86_64 -m 1G,slots=200,maxmem=64G ${options.join(' ')}\n`;

const VSOCK = '-device vhost-vsock-pci,guest-cid=3';
const TAP = '-netdev tap,id=n,vhost=on -device virtio-net-pci,netdev=n';

test('vhost.ko takes 64 pieces, the RAM included', () => {
  for (const taker of [
    VSOCK,
    TAP,
    '-device vhost-scsi-pci,wwpn=naa.1',
    '-nic tap,vhostforce=on',
    '-netdev tap,id=n,vhostfd=9',
  ]) {
    assert.deepEqual(found(qemu(taker, dimms(63))), [], taker);
    assert.match(
      found(qemu(taker, dimms(64))).join(),
      /^information: The guest's memory consists of 65 pieces, and vhost\.ko takes 64 for \S+ unless .* QEMU refuses pc-dimm d63, "a used vhost backend has not enough free memory slots left"/,
    );
  }
  for (const other of [
    '-netdev tap,id=n',
    '-netdev tap,id=n,vhost=off,vhostfd=9',
    '-netdev user,id=n',
    '-netdev vhost-vdpa,id=n',
  ])
    assert.deepEqual(found(qemu(other, dimms(64))), [], other);
});

test('what the host says makes it certain, but for a network that can do without', () => {
  const host = { vhostMaxMemRegions: 20 };
  assert.deepEqual(found(qemu(VSOCK, dimms(19)), { host }), []);
  assert.match(
    found(qemu(VSOCK, dimms(20)), { host }).join(),
    /^error: .* takes 20 for vhost-vsock-pci: .* pc-dimm d19,/,
  );
  assert.match(found(qemu(TAP, dimms(20)), { host }).join(), /^warning: .* takes 20 for -netdev: /);
  assert.deepEqual(found(qemu(VSOCK, dimms(100)), { host: { vhostMaxMemRegions: 509 } }), []);
});

test("a device that comes too late is what QEMU refuses, in that QEMU's words", () => {
  const late = qemu(dimms(64), VSOCK);
  assert.match(
    found(late).join(),
    /QEMU refuses vhost-vsock-pci, "vhost backend memory slots limit \(64\) is less than/,
  );
  assert.match(found(late, { qemu: '7.2' }).join(), /memory slots limit is less than current number of present/);
  assert.match(found(qemu(VSOCK, dimms(64)), { qemu: '7.2' }).join(), /has no free memory slots left/);
});

test('a process takes 8, and a device with ROM counts for nobody', () => {
  const fs = '-device vhost-user-fs-pci,chardev=c,tag=t';
  assert.deepEqual(found(qemu(fs, dimms(7))), []);
  assert.match(
    found(qemu(fs, VSOCK, dimms(8))).join(),
    /^information: .* 9 pieces, and a process behind vhost-user-fs-pci/,
  );
  const rom =
    '-M q35,nvdimm=on -object memory-backend-file,id=r,size=128M,mem-path=/r,readonly=on -device nvdimm,memdev=r,unarmed=on';
  assert.deepEqual(found(qemu(fs, rom, dimms(7))), []);
});
