import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareWithLibvirt, FILE_SIZE, type LibvirtVector } from './libvirt-compare';
import { readVectors } from './read-vectors';

/** The host of the recorded answers, as vectors/README.md describes it. */
const HOST = {
  version: 1,
  arch: 'x86_64',
  pageSize: '4K',
  numaNodes: [{ id: 0, hugepages: { '2M': { total: 4500, free: 4500 }, '1G': { total: 0, free: 0 } } }],
  mounts: [
    { path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' },
    { path: '/dev/hugepages1G', type: 'hugetlbfs', pageSize: '1G' },
    { path: '/dev/shm', type: 'tmpfs' },
  ],
  lockedMemory: '8M',
};

test('libvirt 11.3.0 with QEMU 10.0.13: verdicts, messages and memory options', () => {
  const vectors = readVectors<LibvirtVector>('libvirt-x86.jsonl');
  const { score, differences, excepted } = compareWithLibvirt(vectors, { libvirt: '11.3', qemu: '10.0', host: HOST }, [
    FILE_SIZE,
  ]);
  console.log(`libvirt 11.3.0 with QEMU 10.0.13, ${vectors.length} domains: ${score}`);
  for (const line of [...excepted, ...differences]) console.log(line);
  assert.equal(differences.length, 0);
});
