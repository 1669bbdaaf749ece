import { differenceModulo } from '../layout/align';
import { formatCount, formatSize, hex } from '../model/format';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { PageLimit } from '../simulation/page-limit';
import type { PageUse } from '../simulation/page-use';

/** Why a slot does not run on larger pages, in one sentence; `undefined` when it runs on the largest there are. */
export function whyNotLarger({ pages, limits }: PageUse, region: SetMemoryRegion): string | undefined {
  const used = pages.filter(({ count }) => count > 0n);
  const largest = used[used.length - 1]?.size ?? 0n;
  // What keeps the next larger size away says most; ends that are not full pages come last.
  const larger = limits.filter((limit) => limit.size > largest);
  const next = larger.find((limit) => limit.size === larger[0]!.size);
  if (next) return sentence(next, region);
  const ends =
    limits.find((limit) => limit.size === largest && limit.kind === 'head-and-tail') ??
    limits.find((limit) => limit.size === largest);
  return ends && sentence(ends, region);
}

function sentence(limit: PageLimit, region: SetMemoryRegion): string {
  const size = formatSize(limit.size);
  switch (limit.kind) {
    case 'no-full-page':
      return `No ${size} page: the slot contains no whole aligned ${size}.`;
    case 'max-page':
      return `No ${size} page: the second-level page tables of this host end at ${formatSize(limit.largest)}.`;
    case 'not-enabled':
      return `No ${size} page: KVM uses them only when they are enabled for the machine.`;
    case 'architecture':
      return `No ${size} page: KVM has none of that size on this kernel.`;
    case 'dirty-logging':
      return `No ${size} page: dirty logging maps the slot with base pages.`;
    case 'guest-memfd':
      return `No ${size} page for the ${formatSize(limit.bytes)} of private memory: a guest_memfd has ${formatSize(limit.largest)} pages.`;
    case 'backing-page':
      return `No ${size} page: the memory behind the slot consists of ${formatSize(limit.largest)} pages.`;
    case 'degraded-hugetlb':
      return `No ${size} page: KVM maps the hugetlbfs pages behind the slot with ${formatSize(limit.mapped)} entries.`;
    case 'thp-not-used':
      return `No ${size} page: KVM on this architecture and kernel does not use transparent huge pages.`;
    case 'shmem-thp-off':
      return `No ${size} page: shmem_enabled is '${limit.setting}' on this host.`;
    case 'incongruent-offset':
      return `No ${size} page: userspace_addr and the offset in the file differ below it (by ${hex(limit.difference)}), so the host has no huge page there.`;
    case 'incongruent-hva':
      return `No ${size} page: gpa and ${movedBy(limit, region)} differ below it (by ${hex(limit.difference)}).`;
    case 'own-size-only':
      return `No ${size} page: the ${formatSize(limit.hostPage)} pages of the host are used whole or not at all, and their addresses are not congruent.`;
    case 'mixed-attributes':
      return `${formatCount(limit.pages)} ${size} ${limit.pages === 1n ? 'page has' : 'pages have'} private and shared parts, which are mapped with smaller ones.`;
    case 'head-and-tail': {
      const ends = [
        limit.head > 0n ? `the first ${formatSize(limit.head)}` : '',
        limit.tail > 0n ? `the last ${formatSize(limit.tail)}` : '',
      ].filter(Boolean);
      return `${ends.join(' and ')} of the slot ${ends.length > 1 ? 'do' : 'does'} not fill a ${size} page.`.replace(
        /^t/,
        'T',
      );
    }
  }
}

/** What a person wrote that is not congruent: the offset, where userspace_addr follows from it. */
function movedBy(
  { size, difference }: PageLimit & { difference: bigint },
  { gpa, offset, userspaceAddr }: SetMemoryRegion,
): string {
  const follows = !userspaceAddr.span && offset?.value !== undefined && gpa.value !== undefined;
  return follows && differenceModulo(offset.value, gpa.value, size) === difference ? 'offset' : 'userspace_addr';
}
