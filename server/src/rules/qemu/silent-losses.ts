import type { Rule } from '../define-rule';
import { deviceNotMapped } from './device-not-mapped';
import { dimmBlockSize } from './dimm-block-size';
import { hostNodeIgnored } from './host-node-ignored';
import { hugePageDemand } from './huge-page-demand';
import { hugetlbsizeWithoutHugetlb } from './hugetlbsize-without-hugetlb';
import { lowRamBoundary } from './low-ram-boundary';
import { maxmemIgnored } from './maxmem-ignored';
import { memslotsUndivided } from './memslots-undivided';
import { mergeIneffective } from './merge-ineffective';
import { noHugeMapping } from './no-huge-mapping';
import { nodeBoundary } from './node-boundary';
import { pathNotHugetlbfs } from './path-not-hugetlbfs';
import { pmemPrivate } from './pmem-private';
import { preallocThreadsUnused } from './prealloc-threads-unused';
import { preallocVirtioMem } from './prealloc-virtio-mem';
import { readonlyRam } from './readonly-ram';
import { requestedSizeTooLarge } from './requested-size-too-large';
import { reserveOffHugePages } from './reserve-off-huge-pages';
import { shortBoolean } from './short-boolean';
import { tinyRam } from './tiny-ram';
import { unsharedMemory } from './unshared-memory';
import { unusedBackend } from './unused-backend';
import { vhostMemoryRegions } from './vhost-memory-regions';

/** What QEMU accepts without a word, and what costs memory, speed or the guest's data all the same. */
export const SILENT_LOSSES: readonly Rule<'qemu'>[] = [
  unsharedMemory,
  hugetlbsizeWithoutHugetlb,
  unusedBackend,
  noHugeMapping,
  nodeBoundary,
  lowRamBoundary,
  reserveOffHugePages,
  readonlyRam,
  requestedSizeTooLarge,
  dimmBlockSize,
  preallocVirtioMem,
  pmemPrivate,
  mergeIneffective,
  preallocThreadsUnused,
  vhostMemoryRegions,
  memslotsUndivided,
  hugePageDemand,
  deviceNotMapped,
  hostNodeIgnored,
  maxmemIgnored,
  pathNotHugetlbfs,
  shortBoolean,
  tinyRam,
];
