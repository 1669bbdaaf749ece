import { formatSize } from '../model/format';
import { secondLevelOf } from '../simulation/second-level';
import { defineRule } from './define-rule';
import { hazardsOf } from './hazards';
import { usePages } from './page-edit';

export const hugetlbSizeUnusable = defineRule({
  id: 'hugetlb-size-unusable',
  severity: 'warning',
  scope: 'slot',
  summary: 'Guests cannot run on hugetlbfs pages of this size.',
  why: `KVM on riscv64 knows hugetlbfs pages of PMD and PUD size (2 MiB and 1 GiB). At memory of another size, such as the 64 KiB pages of Svnapot, a fault ends with "Invalid VMA page size" and KVM_RUN fails with **EFAULT**.`,
  references: ['arch/riscv/kvm/mmu.c: kvm_riscv_gstage_map'],
  examples: {
    valid: [
      'host arch=riscv64\nbacking ram type=memfd page=2M size=8M\nSlot#0: gpa=2M, offset=2M, size=4M, backing=ram\n',
    ],
    invalid: [
      'host arch=riscv64\nbacking ram type=memfd page=64K size=8M\nSlot#0: gpa=2M, offset=2M, size=4M, backing=ram\n',
    ],
  },
  check: (facts) => hazardsOf('fault-fails', facts),
  report: ({ hugetlb }, { region }) => ({
    span: region.backing?.pageSpan && region.backingSpan ? region.backingSpan : region.headSpan,
    message: `The guest would fail with EFAULT at memory of ${formatSize(hugetlb)} hugetlbfs pages: KVM on this architecture takes 2 MiB and 1 GiB ones. Use another page size.`,
  }),
  fixes: (_hazard, { region, simulation }) =>
    usePages(region.backing, secondLevelOf(simulation.machine.host).granule.pmdSize),
});
