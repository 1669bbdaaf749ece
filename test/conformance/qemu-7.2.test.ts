import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHostProfile } from '../../server/src/model/qemu/host-profile';
import { compareWithQemu, type QemuVector } from './qemu-compare';
import { readVectors } from './read-vectors';

/** The host of the recordings: 300 huge pages of 2 MiB, and no THP settings of its own. */
const HOST = {
  version: 1,
  arch: 'x86_64',
  cpuVendor: 'AuthenticAMD',
  physBits: 48,
  pageSize: '4K',
  numaNodes: [{ id: 0, memory: '23G', hugepages: { '2M': { total: 300, free: 300 }, '1G': { total: 0, free: 0 } } }],
  mounts: [
    { path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' },
    { path: '/dev/shm', type: 'tmpfs' },
  ],
  missingPaths: ['/nonexistent'],
};

for (const [name, file] of [
  ['x86-64 with KVM', 'qemu-7.2-x86.jsonl'],
  ['aarch64 virt, emulated', 'qemu-7.2-aarch64.jsonl'],
  ['x86-64 with -readconfig, emulated', 'qemu-7.2-readconfig.jsonl'],
] as const) {
  test(`QEMU 7.2.22, ${name}: verdicts, messages, layout, devices and memslots`, () => {
    const vectors = readVectors<QemuVector>(file);
    const { profile } = readHostProfile(HOST);
    const { score, differences } = compareWithQemu(vectors, profile, { major: 7, minor: 2 });
    console.log(`QEMU 7.2.22, ${name}, ${vectors.length} command lines: ${score}`);
    for (const difference of differences) console.log(difference);
    assert.equal(differences.length, 0);
  });
}
