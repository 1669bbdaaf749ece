import { congruent, smaller, spannedRegions } from '../layout/align';
import type { BackingPage } from '../model/backing';
import type { Host } from '../model/host';
import { addressModulo } from '../model/host-address';
import { KVM_MEM_GUEST_MEMFD, KVM_MEM_LOG_DIRTY_PAGES, type SetMemoryRegion } from '../model/slot-operation';
import { tallyAttributes } from './attribute-tally';
import { hostHugeTrouble } from './host-huge-pages';
import type { MemoryAttributes } from './memory-attributes';
import { limitsOf, type PageLimit } from './page-limit';
import { largestFrom, type SecondLevel, secondLevelOf } from './second-level';

/** The second-level mappings of a slot, once the guest has touched all of it. */
export interface PageUse {
  /** Every size that the second level knows, ascending. */
  readonly pages: readonly PageCount[];
  /** Whether larger pages are only possible: the kernel joins base pages to transparent huge pages as it finds memory. */
  readonly upperBound: boolean;
  readonly limits: readonly PageLimit[];
  readonly hazards: readonly PageHazard[];
}

export interface PageCount {
  readonly size: bigint;
  /** How many pages of that size are mapped. */
  readonly count: bigint;
  /** How many bytes of the slot they map: `count * size`, but for pages that reach beyond the slot. */
  readonly bytes: bigint;
}

/** What goes wrong besides small pages. */
export type PageHazard =
  /** Pages of that size are mapped although gpa and userspace_addr are not congruent: the guest sees other memory. */
  | { readonly kind: 'wrong-memory'; readonly size: bigint }
  /** Pages of that size reach so many bytes beyond the slot. */
  | { readonly kind: 'beyond-slot'; readonly size: bigint; readonly bytes: bigint }
  /** KVM_RUN fails with EFAULT when the guest touches memory of such pages. */
  | { readonly kind: 'fault-fails'; readonly hugetlb: bigint }
  /** The call succeeds, but gmap_map_segment() fails: the memory is not there. */
  | { readonly kind: 'not-mapped' };

/**
 * Which pages KVM maps a slot with, in closed form: the work does not depend on the slot's size. A page of S bytes is used
 * where all of it lies in the slot, gpa and userspace_addr are congruent modulo S (x86: kvm_alloc_memslot_metadata, arm64:
 * fault_supports_stage2_huge_mapping), the host's pages are at least as large, nothing asks for base pages (dirty logging,
 * guest_memfd), and it is all private or all shared.
 *
 * `undefined` when that depends on something that is not known.
 */
export function simulatePages(region: SetMemoryRegion, host: Host, attributes: MemoryAttributes): PageUse | undefined {
  return simulatePagesBackedBy(region, host, attributes, region.page);
}

/** The same if the memory at userspace_addr consisted of `page`. */
export function simulatePagesBackedBy(
  region: SetMemoryRegion,
  host: Host,
  attributes: MemoryAttributes,
  page: BackingPage,
): PageUse | undefined {
  return simulateWherePossible(region, host, attributes, { page, guestMemfdPage: basePage(host) });
}

/**
 * The same if guest_memfds consisted of pages of `size` bytes, as patches on the kernel list would have it: then the
 * offset in the guest_memfd has to be congruent as well (RFC v2 31/51, May 2025).
 */
export function simulatePagesOfHugeGuestMemfd(
  region: SetMemoryRegion,
  host: Host,
  attributes: MemoryAttributes,
  size: bigint,
): PageUse | undefined {
  return simulateWherePossible(region, host, attributes, { page: region.page, guestMemfdPage: size });
}

/** The number of pages of one size; 0 for a size that the second level does not know. */
export function countOf(use: PageUse, size: bigint): bigint {
  return use.pages.find((page) => page.size === size)?.count ?? 0n;
}

/** What is taken as given of the memory behind a slot. */
interface Premise {
  readonly page: BackingPage;
  /** The size of a guest_memfd's pages. */
  readonly guestMemfdPage: bigint;
}

function basePage(host: Host): bigint {
  return secondLevelOf(host).granule.pageSize;
}

/** Where the backing or the flags are not known, but every possibility gives the same pages, these are it. */
function simulateWherePossible(
  region: SetMemoryRegion,
  host: Host,
  attributes: MemoryAttributes,
  premise: Premise,
): PageUse | undefined {
  const flags = region.flags.value;
  if (premise.page.kind !== 'unknown' && flags !== undefined) {
    return simulate(region, host, attributes, premise, flags);
  }
  const alternatives: (PageUse | undefined)[] = [];
  for (const assumedFlags of flags === undefined ? [KVM_MEM_LOG_DIRTY_PAGES, 0n] : [flags]) {
    for (const page of premise.page.kind === 'unknown' ? possiblePages(host) : [premise.page]) {
      alternatives.push(simulate(region, host, attributes, { ...premise, page }, assumedFlags));
    }
  }
  // The last possibility says least about the backing and the flags.
  const last = alternatives[alternatives.length - 1];
  return last !== undefined && alternatives.every((other) => other !== undefined && samePages(last, other))
    ? last
    : undefined;
}

function simulate(
  region: SetMemoryRegion,
  host: Host,
  attributes: MemoryAttributes,
  { page, guestMemfdPage }: Premise,
  flags: bigint,
): PageUse | undefined {
  const { value: size } = region.size;
  if (region.gpa.value === undefined || size === undefined || size === 0n) return undefined;
  const hasGuestMemfd = (flags & KVM_MEM_GUEST_MEMFD) !== 0n;
  if (hasGuestMemfd && !attributes.complete) return undefined;
  const level = secondLevelOf(host);
  const tally = tallyAttributes(region, attributes);
  const guestMemfdBytes = hasGuestMemfd ? tally.privateBytes : 0n;
  const limits = limitsOf({ region, host, page, flags, tally, guestMemfdBytes, guestMemfdPage });
  const dirty = (flags & KVM_MEM_LOG_DIRTY_PAGES) !== 0n;
  let huge = dirty ? level.granule.pageSize : largestUsable(region, host, page, level);
  if (huge > level.granule.pageSize && !(level.checksEdges && level.checksHugetlb)) {
    const use = useUnchecked(region, level, huge, limits);
    if (use !== 'base-pages') return use;
    huge = level.granule.pageSize;
  }
  const hugeGuestMemfd = hasGuestMemfd ? smaller(guestMemfdPage, level.largest) : 0n;
  const pages: PageCount[] = [];
  let mappedLarger = 0n;
  for (const pageSize of level.granule.mappable.toReversed()) {
    let mapped: bigint | undefined = size;
    if (pageSize > level.granule.pageSize) {
      const ordinary = tally.sharedPages(pageSize) + (hasGuestMemfd ? 0n : tally.privatePages(pageSize));
      const inHost = pageSize <= huge ? ordinary : 0n;
      const inGuestMemfd = pageSize <= hugeGuestMemfd ? tally.privatePages(pageSize) : 0n;
      mapped = congruentBytes(region, pageSize, inHost, inGuestMemfd);
      if (mapped === undefined) return undefined;
    }
    // What larger pages map is a whole number of these.
    const bytes = mapped - mappedLarger;
    pages.unshift({ size: pageSize, count: bytes / pageSize, bytes });
    mappedLarger = mapped;
  }
  const upperBound = page.kind === 'thp' && pages.some(({ count }, index) => index > 0 && count > 0n);
  return { pages, upperBound, limits, hazards: hazardsOf(region, level, page) };
}

/**
 * How many bytes are mapped with pages of at least `pageSize`, where so many of these fit in the host's memory and so many
 * in the guest_memfd. `undefined` when a congruence that matters is not known.
 */
function congruentBytes(
  region: SetMemoryRegion,
  pageSize: bigint,
  inHost: bigint,
  inGuestMemfd: bigint,
): bigint | undefined {
  if (inHost + inGuestMemfd === 0n) return 0n;
  const gpa = region.gpa.value!;
  const hva = addressModulo(region.userspaceAddr, pageSize);
  if (hva === undefined) return undefined;
  if (!congruent(hva, gpa, pageSize)) return 0n;
  if (inGuestMemfd === 0n) return inHost * pageSize;
  const offset = region.offset?.value;
  if (offset === undefined) return undefined;
  return (inHost + (congruent(offset, gpa, pageSize) ? inGuestMemfd : 0n)) * pageSize;
}

/**
 * Pages of one size, whatever the slot's ends: KVM maps the page of the host around the faulting address. riscv64 before
 * Linux 7.0 does not look at the congruence either.
 */
function useUnchecked(
  region: SetMemoryRegion,
  level: SecondLevel,
  huge: bigint,
  limits: readonly PageLimit[],
): PageUse | 'base-pages' | undefined {
  const start = region.gpa.value!;
  const size = region.size.value!;
  const hva = addressModulo(region.userspaceAddr, huge);
  if (hva === undefined) return undefined;
  const matches = congruent(hva, start, huge);
  if (!matches && level.checksHugetlb) return 'base-pages';
  const count = spannedRegions(start, size, huge);
  const hazards: PageHazard[] = [];
  if (!matches) hazards.push({ kind: 'wrong-memory', size: huge });
  if (count * huge > size) hazards.push({ kind: 'beyond-slot', size: huge, bytes: count * huge - size });
  const pages = level.granule.mappable.map((each) =>
    each === huge ? { size: each, count, bytes: size } : { size: each, count: 0n, bytes: 0n },
  );
  return { pages, upperBound: false, limits: limits.filter((limit) => limit.size > huge), hazards };
}

/** The largest page that the host's memory and the second level have in common. */
function largestUsable(region: SetMemoryRegion, host: Host, page: BackingPage, level: SecondLevel): bigint {
  const { pageSize } = level.granule;
  const offered = hostHugeTrouble(region, host, page) ? pageSize : (largestFrom(page, level) ?? pageSize);
  if (level.ownSizeOnly && offered > level.largest) return pageSize;
  return smaller(offered, level.largest);
}

function hazardsOf({ gpa }: SetMemoryRegion, level: SecondLevel, page: BackingPage): readonly PageHazard[] {
  const hazards: PageHazard[] = [];
  if (page.kind === 'hugetlb' && largestFrom(page, level) === undefined) {
    hazards.push({ kind: 'fault-fails', hugetlb: page.size });
  }
  if (level.needsSegments && (gpa.value! & 0xfffffn) !== 0n) hazards.push({ kind: 'not-mapped' });
  return hazards.length === 0 ? NO_HAZARDS : hazards;
}

const NO_HAZARDS: readonly PageHazard[] = [];

/** Every kind of page that memory on this host can consist of, the largest last. */
function possiblePages(host: Host): BackingPage[] {
  const { hugetlb } = secondLevelOf(host).granule;
  const usable = hugetlb.filter(({ mapped }) => mapped !== undefined);
  return [{ kind: 'base' }, { kind: 'thp' }, ...usable.map(({ size }) => ({ kind: 'hugetlb', size }) as const)];
}

function samePages(a: PageUse, b: PageUse): boolean {
  return a.pages.every((page, index) => page.count === b.pages[index]!.count);
}
