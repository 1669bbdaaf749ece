import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHostProfile } from '../../server/src/model/qemu/host-profile';
import { compareWithQemu, readVectors } from './qemu-compare';

/** The host of the runs, in the form that people write it. */
const HOST = {
  version: 1,
  arch: 'x86_64',
  cpuVendor: 'AuthenticAMD',
  physBits: 48,
  cpus: 2,
  pageSize: '4K',
  qemu: '10.0.13',
  numaNodes: [{ id: 0, memory: '23G', hugepages: { '2M': { total: 4500, free: 4500 }, '1G': { total: 0, free: 0 } } }],
  mounts: [
    { path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' },
    { path: '/dev/shm', type: 'tmpfs' },
  ],
  missingPaths: ['/nonexistent'],
};

test('QEMU 10.0.13 on x86-64: verdicts, messages, layout, devices and memslots', () => {
  const vectors = readVectors('qemu-x86.jsonl');
  const { profile, problems } = readHostProfile(HOST);
  assert.deepEqual(problems, []);
  const { score, differences } = compareWithQemu(vectors, profile, { major: 10, minor: 0 });
  console.log(`QEMU 10.0.13, x86-64, ${vectors.length} command lines: ${score}`);
  for (const difference of differences) console.log(difference);
  assert.equal(differences.length, 0);
});
