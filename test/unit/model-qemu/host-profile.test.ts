import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { freeHugePages, pathMemory } from '../../../server/src/model/qemu/host-memory';
import { readHostProfile } from '../../../server/src/model/qemu/host-profile';

const M = 1n << 20n;

test('a whole profile', () => {
  const { profile, problems } = readHostProfile({
    version: 1,
    arch: 'x86_64',
    cpuVendor: 'AuthenticAMD',
    physBits: 48,
    cpus: 2,
    pageSize: '4K',
    kernel: '6.18',
    qemu: '10.0.13',
    numaNodes: [
      { id: 0, memory: '23G', hugepages: { '2M': { total: 4500, free: 4500 }, '1G': { total: 0, free: 0 } } },
      { id: 1, hugepages: { '2M': { total: 10, free: 7 } } },
    ],
    mounts: [{ path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' }],
    transparentHugepage: { enabled: 'madvise', shmemEnabled: 'never' },
    missingPaths: ['/nonexistent'],
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(profile.qemu, { major: 10, minor: 0 });
  assert.equal(profile.pageSize, 4096n);
  assert.equal(profile.numaNodes![0]!.memory, 23n << 30n);
  assert.equal(freeHugePages(profile, 2n * M), 4507n);
  // Node 1 does not say how many pages of 1 GiB it has.
  assert.equal(freeHugePages(profile, 1n << 30n), undefined);
});

test('what has the wrong form is left out and named; nothing is thrown', () => {
  const { profile, problems } = readHostProfile({
    version: 2,
    physBits: 'x',
    numaNodes: [{}, { id: 0 }],
    mounts: 3,
    pageSize: 'x',
  });
  assert.equal(problems.length, 5);
  assert.deepEqual(profile, { numaNodes: [{ id: 0, hugepages: [] }] });
  fc.assert(fc.property(fc.jsonValue(), (json) => void readHostProfile(json)));
  for (const json of [null, undefined, 1, 'x', []]) assert.equal(readHostProfile(json).problems.length, 1);
});

test('what lies at a path', () => {
  const { profile } = readHostProfile({
    mounts: [
      { path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' },
      { path: '/mnt', type: 'ext4' },
      { path: '/mnt/huge', type: 'hugetlbfs', pageSize: '1G' },
    ],
    missingPaths: ['/gone'],
  });
  assert.equal(pathMemory('/dev/hugepages', profile).pageSize, 2n * M);
  assert.equal(pathMemory('/dev/hugepages', profile).directory, true);
  assert.equal(pathMemory('/dev/hugepages/vm', profile).pageSize, 2n * M);
  assert.equal(pathMemory('/dev/hugepages2', profile).pageSize, 4096n);
  assert.equal(pathMemory('/mnt/huge/x', profile).pageSize, 1n << 30n);
  assert.equal(pathMemory('/mnt/x', profile).hugetlbfs, false);
  assert.equal(pathMemory('/gone/x', profile).parentMissing, true);
  assert.equal(pathMemory('/there/x', profile).parentMissing, undefined);
  // Without a profile only the usual places are known.
  assert.equal(pathMemory('/dev/hugepages/vm', {}).pageSize, undefined);
  assert.equal(pathMemory('/srv/ram', {}).hugetlbfs, undefined);
  assert.equal(pathMemory('/dev/shm/x', {}).hugetlbfs, false);
});
