import { architectureOf, type Granule, granuleOf } from '../model/architecture';
import type { BackingPage } from '../model/backing';
import type { Host } from '../model/host';
import { atLeast } from '../model/kernel-version';

/** How KVM on one host chooses the pages of its second-level page tables (EPT, NPT, stage 2, G-stage). */
export interface SecondLevel {
  readonly granule: Granule;
  /** The largest page that it uses. */
  readonly largest: bigint;
  /** What sets `largest`: what the architecture can, what somebody said of the host, or what nobody has enabled. */
  readonly largestBecause: 'architecture' | 'max-page' | 'not-enabled';
  /** Whether a transparent huge page of the host becomes a huge page of the guest. */
  readonly mapsThp: boolean;
  /** Whether a page of hugetlbfs is used only where the slot's gpa and userspace_addr are congruent and all of it is inside. */
  readonly checksHugetlb: boolean;
  /** Whether a huge page must lie inside the slot. */
  readonly checksEdges: boolean;
  /** Whether a page of the host is used in its own size or else as base pages, with nothing between. */
  readonly ownSizeOnly: boolean;
  /** Whether a slot whose guest-physical address is not a multiple of 1 MiB is accepted, but never mapped. */
  readonly needsSegments: boolean;
}

export function secondLevelOf(host: Host): SecondLevel {
  let known = KNOWN.get(host);
  if (known === undefined) {
    known = describe(host);
    KNOWN.set(host, known);
  }
  return known;
}

/** The largest page that the second level can make of the host's pages. `undefined`: a vCPU that touches them fails. */
export function largestFrom(page: BackingPage, { granule, mapsThp }: SecondLevel): bigint | undefined {
  if (page.kind === 'thp') return mapsThp ? granule.pmdSize : granule.pageSize;
  if (page.kind !== 'hugetlb') return granule.pageSize;
  const { size } = page;
  const known = granule.hugetlb.find((hugetlb) => hugetlb.size === size);
  if (known !== undefined) return known.mapped;
  return granule.mappable.findLast((mappable) => mappable <= size) ?? granule.pageSize;
}

const KNOWN = new WeakMap<Host, SecondLevel>();

function describe(host: Host): SecondLevel {
  const granule = granuleOf(architectureOf(host.arch), host.pageSize);
  // arch/riscv/kvm/mmu.c: kvm_riscv_gstage_map looked at nothing but the VMA's page size before Linux 7.0.
  const bareRiscv = host.arch === 'riscv64' && !atLeast(host.kernel, 7, 0);
  const ppc64 = host.arch === 'ppc64';
  return {
    granule,
    ...largestPage(host, granule),
    mapsThp: !bareRiscv && host.arch !== 's390x',
    checksHugetlb: !bareRiscv,
    // arch/powerpc/kvm/book3s_64_mmu_radix.c: kvmppc_book3s_instantiate_page.
    checksEdges: !ppc64,
    ownSizeOnly: ppc64,
    needsSegments: host.arch === 's390x' && !atLeast(host.kernel, 7, 1),
  };
}

function largestPage(host: Host, granule: Granule): Pick<SecondLevel, 'largest' | 'largestBecause'> {
  // KVM_CAP_S390_HPAGE_2G is from Linux 7.2.
  const possible = granule.mappable.filter(
    (size) => host.arch !== 's390x' || size <= 1n << 20n || atLeast(host.kernel, 7, 2),
  );
  const all = possible[possible.length - 1]!;
  if (host.maxPage === undefined) {
    const largestBecause = granule.largestByDefault < all ? 'not-enabled' : 'architecture';
    return { largest: granule.largestByDefault, largestBecause };
  }
  const maxPage = host.maxPage;
  const largest = possible.findLast((size) => size <= maxPage) ?? granule.pageSize;
  return { largest, largestBecause: largest < all ? 'max-page' : 'architecture' };
}
