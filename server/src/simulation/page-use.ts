import { congruent, fullPages, smaller, spannedRegions } from '../layout/align';
import type { BackingPage } from '../model/backing';
import type { Host } from '../model/host';
import { addressModulo } from '../model/host-address';
import { KVM_MEM_GUEST_MEMFD, KVM_MEM_LOG_DIRTY_PAGES, type SetMemoryRegion } from '../model/slot-operation';
import { hostHugeTrouble } from './host-huge-pages';
import { type AttributeRun, attributeRuns, type MemoryAttributes } from './memory-attributes';
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
  const known = region.flags.value;
  if (page.kind !== 'unknown' && known !== undefined) return simulate(region, host, attributes, page, known);
  // Where every possibility gives the same pages, these are it. The last one says least about the backing.
  const alternatives: (PageUse | undefined)[] = [];
  for (const flags of known === undefined ? [KVM_MEM_LOG_DIRTY_PAGES, 0n] : [known]) {
    for (const candidate of page.kind === 'unknown' ? possiblePages(host) : [page]) {
      alternatives.push(simulate(region, host, attributes, candidate, flags));
    }
  }
  const last = alternatives[alternatives.length - 1];
  return last !== undefined && alternatives.every((other) => other !== undefined && samePages(last, other))
    ? last
    : undefined;
}

/** The number of pages of one size; 0 for a size that the second level does not know. */
export function countOf(use: PageUse, size: bigint): bigint {
  return use.pages.find((page) => page.size === size)?.count ?? 0n;
}

function simulate(
  region: SetMemoryRegion,
  host: Host,
  attributes: MemoryAttributes,
  page: BackingPage,
  flags: bigint,
): PageUse | undefined {
  const { value: gpa } = region.gpa;
  const { value: size } = region.size;
  if (gpa === undefined || size === undefined || size === 0n) return undefined;
  const hasGuestMemfd = (flags & KVM_MEM_GUEST_MEMFD) !== 0n;
  if (hasGuestMemfd && !attributes.complete) return undefined;
  const level = secondLevelOf(host);
  const runs = attributeRuns(region, attributes);
  const isGuestMemfd = (run: AttributeRun): boolean => run.private && hasGuestMemfd;
  const limits = limitsOf({ region, host, page, flags, runs, isGuestMemfd });
  let huge = (flags & KVM_MEM_LOG_DIRTY_PAGES) !== 0n ? undefined : largestUsable(region, host, page, level);
  if (huge !== undefined && huge > level.granule.pageSize && !(level.checksEdges && level.checksHugetlb)) {
    const use = useUnchecked(region, level, huge, limits);
    if (use !== 'base-pages') return use;
    huge = undefined;
  }
  const counts = new Map<bigint, bigint>();
  for (const run of runs) {
    const largest = isGuestMemfd(run) ? undefined : huge;
    if (!countPages(run, region, level, largest, counts)) return undefined;
  }
  const pages = level.granule.mappable.map((each) => {
    const count = counts.get(each) ?? 0n;
    return { size: each, count, bytes: count * each };
  });
  const upperBound = page.kind === 'thp' && pages.some(({ count }, index) => index > 0 && count > 0n);
  return { pages, upperBound, limits, hazards: hazardsOf(region, level, page) };
}

/** Adds the pages of one part of the slot. False when a congruence that matters is not known. */
function countPages(
  { start, end }: AttributeRun,
  region: SetMemoryRegion,
  { granule }: SecondLevel,
  largest: bigint | undefined,
  counts: Map<bigint, bigint>,
): boolean {
  const { mappable } = granule;
  let mapped = 0n;
  for (let index = mappable.length - 1; index >= 0; index--) {
    const size = mappable[index]!;
    let bytes = end - start;
    if (index > 0) {
      if (largest === undefined || size > largest) continue;
      bytes = fullPages(start, end - start, size) * size;
      if (bytes === 0n) continue;
      const hva = addressModulo(region.userspaceAddr, size);
      if (hva === undefined) return false;
      if (!congruent(hva, region.gpa.value!, size)) continue;
    }
    // Whatever a larger page maps is a whole number of smaller ones.
    counts.set(size, (counts.get(size) ?? 0n) + (bytes - mapped) / size);
    mapped = bytes;
  }
  return true;
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
  return { pages, upperBound: false, limits, hazards };
}

/** The largest page that the host's memory and the second level have in common; `undefined`: base pages only. */
function largestUsable(region: SetMemoryRegion, host: Host, page: BackingPage, level: SecondLevel): bigint | undefined {
  const offered = hostHugeTrouble(region, host, page) ? undefined : largestFrom(page, level);
  if (offered === undefined) return undefined;
  if (level.ownSizeOnly && offered > level.largest) return undefined;
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
