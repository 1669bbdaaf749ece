import { formatSize } from '../model/format';
import { secondLevelOf } from '../simulation/second-level';
import { defineRule } from './define-rule';
import { usePages } from './page-edit';

export const hugetlbSizeDegraded = defineRule({
  id: 'hugetlb-size-degraded',
  severity: 'warning',
  scope: 'slot',
  summary: 'The second level cannot map hugetlbfs pages of this size as a whole.',
  why: `On arm64, some sizes of hugetlbfs pages are made of several entries with the contiguous bit (with 4 KiB base pages: 64 KiB and 32 MiB). Stage 2 does not use that bit: 64 KiB pages are mapped as 4 KiB ones, 32 MiB pages as 2 MiB ones. What was reserved
as larger pages costs the same memory without their gain. Sizes that stage 2 maps whole: 2 MiB and 1 GiB with 4 KiB base pages, 32 MiB with 16 KiB, 512 MiB with 64 KiB.`,
  references: ['arch/arm64/kvm/mmu.c: user_mem_abort, get_vma_page_shift', 'Documentation/arch/arm64/hugetlbpage.rst'],
  examples: {
    valid: [
      'host arch=arm64\nbacking ram type=memfd page=2M size=2G\nSlot#0: gpa=1G, offset=0, size=2G, backing=ram\n',
    ],
    invalid: [
      'host arch=arm64\nbacking ram type=memfd page=64K size=2G\nSlot#0: gpa=1G, offset=0, size=2G, backing=ram\n',
    ],
  },
  check({ region: { page }, result, simulation }) {
    if (page.kind !== 'hugetlb' || !result.live) return [];
    const known = secondLevelOf(simulation.machine.host).granule.hugetlb.find(({ size }) => size === page.size);
    return known?.mapped !== undefined && known.mapped < page.size
      ? [{ hugetlb: page.size, mapped: known.mapped }]
      : [];
  },
  report: ({ hugetlb, mapped }, { region }) => ({
    span: region.backingSpan ?? region.headSpan,
    message: `KVM maps the ${formatSize(hugetlb)} pages of this backing with ${formatSize(mapped)} entries: its page tables cannot hold the larger size. Use ${mapped < 1n << 20n ? 'a size that they can hold' : `${formatSize(mapped)} pages`}.`,
  }),
  fixes: (_finding, { region, simulation }) =>
    usePages(region.backing, secondLevelOf(simulation.machine.host).granule.pmdSize),
});
