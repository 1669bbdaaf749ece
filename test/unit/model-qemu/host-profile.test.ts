import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createQemuSnapshot } from '../../../server/src/features/qemu/qemu-snapshot';
import { readSettings } from '../../../server/src/features/settings';
import { freeHugePages, pathMemory } from '../../../server/src/model/qemu/host-memory';
import { readHostProfile } from '../../../server/src/model/qemu/host-profile';
import { TextLines } from '../../../server/src/text/text-lines';

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
    lockedMemory: '8M',
    missingPaths: ['/nonexistent'],
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(profile.qemu, { major: 10, minor: 0 });
  assert.equal(profile.pageSize, 4096n);
  assert.equal(profile.numaNodes![0]!.memory, 23n << 30n);
  assert.equal(profile.lockedMemory, 8n * M);
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

test('every problem is named with its place', () => {
  const { profile, problems } = readHostProfile({
    physBits: 65,
    pageSize: '6K',
    qemu: 'ten',
    numaNodes: [{ id: 0, memory: '1.5', hugepages: { '3M': {}, '2M': { total: -1, free: 4 }, '1G': 7 } }, 1],
    mounts: [{ path: '/x', type: 1, pageSize: 0 }, { type: 'tmpfs' }],
    transparentHugepage: { enabled: ['always'], shmemEnabled: 'never' },
    vhostMaxMemRegions: 0,
    missingPaths: ['/a', 1],
    other: 'is no concern of ours',
  });
  assert.deepEqual(
    problems.map((problem) => problem.split(':')[0]),
    [
      'physBits',
      'pageSize',
      'qemu',
      'numaNodes[0].hugepages',
      'numaNodes[0].hugepages.2M.total',
      'numaNodes[0].hugepages.1G',
      'numaNodes[0].memory',
      'numaNodes[1]',
      'mounts[0].type',
      'mounts[0].pageSize',
      'mounts[1]',
      'transparentHugepage.enabled',
      'vhostMaxMemRegions',
      'missingPaths[1]',
    ],
  );
  assert.deepEqual(profile, {
    numaNodes: [{ id: 0, hugepages: [{ pageSize: 2n * M, free: 4n }] }],
    mounts: [{ path: '/x' }],
    transparentHugepage: { shmemEnabled: 'never' },
    missingPaths: ['/a'],
  });
});

test('null is what is not known', () => {
  const keys = ['version', 'arch', 'pageSize', 'numaNodes', 'mounts', 'transparentHugepage', 'vhostMaxMemRegions'];
  assert.deepEqual(readHostProfile(Object.fromEntries(keys.map((key) => [key, null]))), { profile: {}, problems: [] });
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

test('a shortage of huge pages says how many the pool has to have', () => {
  const message = (pool: object): string | undefined => {
    const host = { numaNodes: [{ id: 0, hugepages: { '2M': pool } }] };
    const text =
      'qemu-system-x86_64 -m 1G -object memory-backend-memfd,id=m,size=1G,hugetlb=on -machine memory-backend=m\n';
    const { findings } = createQemuSnapshot(TextLines.of(text), readSettings({ host }), 'shell');
    return findings.find(({ rule }) => rule.id === 'huge-pages-short')?.report.message;
  };
  const pool = '/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages';
  assert.ok(message({ total: 300, free: 100 })?.includes(`has 100 free. Reserve 412 more: echo 712 > ${pool}.`));
  assert.ok(message({ free: 511 })?.includes(`has 511 free. Reserve 1 more: add 1 to ${pool}.`));
  assert.equal(message({ total: 600, free: 512 }), undefined);
});
