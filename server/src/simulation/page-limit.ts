import { congruent, differenceModulo, fullPages } from '../layout/align';
import type { Granule } from '../model/architecture';
import type { BackingPage } from '../model/backing';
import type { Host } from '../model/host';
import { addressModulo } from '../model/host-address';
import { KVM_MEM_LOG_DIRTY_PAGES, type SetMemoryRegion } from '../model/slot-operation';
import type { AttributeTally } from './attribute-tally';
import { type HugeTrouble, hostHugeTrouble } from './host-huge-pages';

import { largestFrom, secondLevelOf } from './second-level';

/** Why a slot, or a part of it, is not mapped with pages of `size` bytes. */
export type PageLimit = { readonly size: bigint } & LimitReason;

export type LimitReason =
  /** No page of that size fits between the slot's ends. Then nothing else is said of that size. */
  | { readonly kind: 'no-full-page' }
  /** The second-level page tables are limited to smaller pages (`Host.maxPage`). */
  | { readonly kind: 'max-page'; readonly largest: bigint }
  /** The host could, but only when somebody enables it (s390: hpage=1 and KVM_CAP_S390_HPAGE_1M). */
  | { readonly kind: 'not-enabled' }
  /** KVM on this architecture has no second-level pages of that size on this kernel. */
  | { readonly kind: 'architecture' }
  /** KVM_MEM_LOG_DIRTY_PAGES. */
  | { readonly kind: 'dirty-logging' }
  /** So many bytes are private, and their guest_memfd consists of smaller pages: of base pages, in every kernel so far. */
  | { readonly kind: 'guest-memfd'; readonly bytes: bigint; readonly largest: bigint }
  /** The host's memory consists of smaller pages. */
  | { readonly kind: 'backing-page'; readonly largest: bigint }
  /** The host makes its pages of that size from several entries with a contiguous bit, which the second level does not use. */
  | { readonly kind: 'degraded-hugetlb'; readonly mapped: bigint }
  /** KVM on this architecture and kernel does not use transparent huge pages. */
  | { readonly kind: 'thp-not-used' }
  | HugeTrouble
  /** `(userspace_addr - gpa) mod size`, which would have to be 0. */
  | { readonly kind: 'incongruent-hva'; readonly difference: bigint }
  /** Pages of the host are used in their own size or as base pages (ppc64), and that size is not congruent. */
  | { readonly kind: 'own-size-only'; readonly hostPage: bigint }
  /** So many pages of the size have private and shared parts. */
  | { readonly kind: 'mixed-attributes'; readonly pages: bigint }
  /** Pages of that size are used, but so many bytes at the slot's ends are outside them. */
  | { readonly kind: 'head-and-tail'; readonly head: bigint; readonly tail: bigint };

/** What a slot was looked at with. */
export interface LimitContext {
  readonly region: SetMemoryRegion;
  readonly host: Host;
  readonly page: BackingPage;
  readonly flags: bigint;
  readonly tally: AttributeTally;
  /** How many bytes consist of pages of a guest_memfd. */
  readonly guestMemfdBytes: bigint;
  /** The size of these pages. */
  readonly guestMemfdPage: bigint;
}

/** The reasons for each size above the base page, ascending; within a size the most fundamental first. */
export function limitsOf(context: LimitContext): PageLimit[] {
  const { granule } = secondLevelOf(context.host);
  const degraded = degradedPage(context.page, granule);
  const limits: PageLimit[] = [];
  for (const size of granule.mappable.slice(1)) {
    for (const reason of reasonsAgainst(size, context)) limits.push({ size, ...reason });
  }
  if (degraded !== undefined) {
    const { size, mapped } = degraded;
    const at = limits.findIndex((limit) => limit.size > size);
    limits.splice(at < 0 ? limits.length : at, 0, { size, kind: 'degraded-hugetlb', mapped });
  }
  return limits;
}

/** The host's pages, if the second level maps them with smaller ones wherever they are. */
function degradedPage(page: BackingPage, granule: Granule): { size: bigint; mapped: bigint } | undefined {
  if (page.kind !== 'hugetlb') return undefined;
  const mapped = granule.hugetlb.find(({ size }) => size === page.size)?.mapped;
  return mapped !== undefined && mapped < page.size ? { size: page.size, mapped } : undefined;
}

function reasonsAgainst(size: bigint, context: LimitContext): LimitReason[] {
  const { region, host, page, flags, tally, guestMemfdBytes } = context;
  const level = secondLevelOf(host);
  const start = region.gpa.value!;
  const length = region.size.value!;
  const fitting = fullPages(start, length, size);
  if (fitting === 0n && level.checksEdges) return [{ kind: 'no-full-page' }];
  const reasons: LimitReason[] = [];
  if (size > level.largest) {
    if (level.largestBecause === 'max-page') reasons.push({ kind: 'max-page', largest: level.largest });
    else reasons.push({ kind: level.largestBecause });
  }
  if ((flags & KVM_MEM_LOG_DIRTY_PAGES) !== 0n) reasons.push({ kind: 'dirty-logging' });
  if (guestMemfdBytes > 0n) reasons.push(...guestMemfdReasons(size, context));
  if (guestMemfdBytes < length) reasons.push(...backingReasons(size, context));
  const hva = addressModulo(region.userspaceAddr, size);
  const hostPage = level.ownSizeOnly && page.kind === 'hugetlb' ? page.size : undefined;
  if (hva !== undefined && !congruent(hva, start, size)) {
    reasons.push({ kind: 'incongruent-hva', difference: differenceModulo(hva, start, size) });
  } else if (hostPage !== undefined && size < hostPage && !isCongruent(region, hostPage)) {
    reasons.push({ kind: 'own-size-only', hostPage });
  }
  const unmixed = tally.privatePages(size) + tally.sharedPages(size);
  if (unmixed < fitting) reasons.push({ kind: 'mixed-attributes', pages: fitting - unmixed });
  if (reasons.length > 0) return reasons;
  const head = differenceModulo(0n, start, size);
  const tail = (start + length) & (size - 1n);
  return head + tail > 0n ? [{ kind: 'head-and-tail', head, tail }] : [];
}

/** Why the slot's guest_memfd has no pages of `size` bytes that KVM could use: as for a file, but it is gpa that counts. */
function guestMemfdReasons(size: bigint, { region, guestMemfdBytes, guestMemfdPage }: LimitContext): LimitReason[] {
  if (size > guestMemfdPage) return [{ kind: 'guest-memfd', bytes: guestMemfdBytes, largest: guestMemfdPage }];
  const offset = region.offset?.value;
  const difference = offset === undefined ? 0n : differenceModulo(region.gpa.value!, offset, size);
  return difference === 0n ? [] : [{ kind: 'incongruent-offset', difference }];
}

/** Why the host's memory has no pages of `size` bytes that KVM could use. */
function backingReasons(size: bigint, { region, host, page }: LimitContext): LimitReason[] {
  const level = secondLevelOf(host);
  if (page.kind === 'hugetlb') {
    const largest = largestFrom(page, level);
    return largest !== undefined && size > largest ? [{ kind: 'backing-page', largest: page.size }] : [];
  }
  if (page.kind === 'thp' && size <= level.granule.pmdSize) {
    if (!level.mapsThp) return [{ kind: 'thp-not-used' }];
    const trouble = hostHugeTrouble(region, host, page);
    return trouble ? [trouble] : [];
  }
  return [{ kind: 'backing-page', largest: page.kind === 'thp' ? level.granule.pmdSize : level.granule.pageSize }];
}

function isCongruent({ gpa, userspaceAddr }: SetMemoryRegion, size: bigint): boolean {
  const hva = addressModulo(userspaceAddr, size);
  return hva !== undefined && congruent(hva, gpa.value!, size);
}
