import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compareWithLibvirt,
  type Exception,
  FILE_SIZE,
  isOfSchema,
  type LibvirtVector,
  refusalOf,
} from './libvirt-compare';
import { readVectors } from './read-vectors';

/** The host of the recorded answers, as vectors/README.md describes it. */
const HOST = {
  version: 1,
  arch: 'x86_64',
  pageSize: '4K',
  numaNodes: [{ id: 0, hugepages: { '2M': { total: 2048, free: 2048 }, '1G': { total: 0, free: 0 } } }],
  mounts: [
    { path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' },
    { path: '/dev/hugepages1G', type: 'hugetlbfs', pageSize: '1G' },
    { path: '/dev/shm', type: 'tmpfs' },
  ],
  lockedMemory: '8M',
};

/** Refusals that have nothing to do with what a domain says about memory. */
const OTHER_MATTERS: readonly (readonly [RegExp, string])[] = [
  [
    /does not support (machine type|arch|virt type|os type)|Unknown architecture|Cannot check QEMU binary/,
    'which emulators are installed',
  ],
  [
    /launch security is not supported with this QEMU binary|sgx epc isn't supported by this QEMU binary|is not supported by CPU driver/,
    'what QEMU was built with',
  ],
  [/Advice from numad|vhost-user-gpu|Failed to connect to|VFIO PCI passthrough/, 'what the host runs and has'],
  [/an os <type> must be specified|missing name information|No PCI buses available/, 'not about memory'],
];

const EXCEPTIONS: readonly Exception[] = OTHER_MATTERS.map(([words, reason]) => ({
  reason,
  covers: (vector: LibvirtVector) => words.test(refusalOf(vector) ?? ''),
  verdictOnly: true,
}));

/** Lines by their names. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/^cells: (?:latencies|a cache)/, 'latencies and caches say nothing of where memory lies'],
  [/^devices: dimm at a PCI address/, '9.0 takes the numbers of a PCI address for a slot and a base'],
  [/^machines: ppc64 powernv9/, 'a machine type that is not known here'],
  [/^sharing: shmem of a server$/, 'it has no memory of its own: a server behind a socket has'],
];

const NAMED: readonly Exception[] = BY_NAME.map(([name, reason]) => ({
  reason,
  covers: ({ id }: LibvirtVector) => name.test(id),
}));

const SCHEMA_ALONE: Exception = {
  reason: 'only the schema refuses it: libvirt drops it, and a warning says so',
  covers: (vector) => vector.native.ok && vector.start?.ok !== false && isOfSchema(refusalOf(vector) ?? ''),
  verdictOnly: true,
};

test('libvirt 9.0.0 with QEMU 7.2: verdicts, messages and memory options', () => {
  const vectors = readVectors<LibvirtVector>('libvirt-9.0.jsonl');
  const { score, differences, excepted } = compareWithLibvirt(vectors, { libvirt: '9.0', qemu: '7.2', host: HOST }, [
    ...NAMED,
    ...EXCEPTIONS,
    FILE_SIZE,
    SCHEMA_ALONE,
  ]);
  console.log(`libvirt 9.0.0 with QEMU 7.2, ${vectors.length} domains: ${score}`);
  for (const line of [...excepted, ...differences]) console.log(line);
  assert.equal(differences.length, 0);
});
