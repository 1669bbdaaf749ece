import { fullPages } from '../layout/align';
import { formatSize, hex } from '../model/format';
import { countOf } from '../simulation/page-use';
import { largestFrom, secondLevelOf } from '../simulation/second-level';
import { defineRule, type SlotFacts } from './define-rule';
import { congruenceFixes, isFirstHugePage, type LostPages, lostPages } from './lost-pages';
import { addressText, pagesText } from './slot-text';

export const backingPageUnused = defineRule({
  id: 'backing-page-unused',
  severity: 'warning',
  scope: 'slot',
  summary: 'A backing of very large pages is mapped with smaller ones, because the slot lies across them.',
  why: `Memory from 1 GiB pages is scarce, and has to be reserved at boot. It is worth that only where KVM maps it with 1 GiB entries: guest_phys_addr and userspace_addr have to be congruent
modulo 1 GiB and the slot has to contain a whole aligned gigabyte. Otherwise x86 falls back to 2 MiB entries, and ppc64 to base pages.`,
  references: [
    'arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata',
    'arch/powerpc/kvm/book3s_64_mmu_radix.c: kvmppc_book3s_instantiate_page',
  ],
  examples: {
    valid: ['backing ram type=memfd page=1G size=4G\nSlot#0: gpa=4G, offset=1G, size=2G, backing=ram\n'],
    invalid: [
      'backing ram type=memfd page=1G size=4G\nSlot#0: gpa=4G, offset=512M, size=2G, backing=ram\n',
      'backing ram type=memfd page=1G size=4G\nSlot#0: gpa=512M, offset=512M, size=1G, backing=ram\n',
    ],
  },
  check(facts): readonly (LostPages | 'no-full-page')[] {
    const { region, simulation, result } = facts;
    if (region.page.kind !== 'hugetlb' || !result.live) return [];
    const lost = lostPages(facts);
    if (lost) return isFirstHugePage(lost, facts) ? [] : [lost];
    const level = secondLevelOf(simulation.machine.host);
    const size = largestFrom(region.page, level);
    const use = simulation.pagesOf(region);
    if (size === undefined || !use || size < region.page.size || countOf(use, size) > 0n) return [];
    const { gpa } = region;
    const fits = region.size.value! >= size && fullPages(gpa.value!, region.size.value!, size) === 0n;
    return fits && size !== level.granule.mappable[1] ? ['no-full-page'] : [];
  },
  report(lost, facts: SlotFacts) {
    const { region, simulation } = facts;
    const use = simulation.pagesOf(region);
    const page = region.page.kind === 'hugetlb' ? region.page.size : 0n;
    const result = use ? `KVM maps the slot with ${pagesText(use)}` : 'KVM uses smaller pages';
    const why =
      lost === 'no-full-page'
        ? `no aligned ${formatSize(page)} lies in ${hex(region.gpa.value!)} to ${hex(region.gpa.value! + region.size.value!)}`
        : `gpa ${hex(region.gpa.value!)} and ${addressText(region)} differ below ${formatSize(lost.size)} (by ${hex(lost.difference)})`;
    return {
      span: region.offset?.span ?? region.userspaceAddr.span ?? region.gpa.span ?? region.headSpan,
      message: `The backing has ${formatSize(page)} pages, but ${why}: ${result}.`,
    };
  },
  fixes: (lost, facts) => (lost === 'no-full-page' ? [] : congruenceFixes(lost, facts)),
});
