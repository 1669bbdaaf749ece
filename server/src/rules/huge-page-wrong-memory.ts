import { formatSize, hex } from '../model/format';
import { defineRule } from './define-rule';
import { hazardsOf } from './hazards';
import { congruenceFixes, lostPages } from './lost-pages';

export const hugePageWrongMemory = defineRule({
  id: 'huge-page-wrong-memory',
  severity: 'warning',
  scope: 'slot',
  summary: 'KVM maps huge pages though the addresses are not congruent: the guest sees other memory.',
  why: `Before Linux 7.0, KVM on riscv64 maps a page of hugetlbfs whole wherever a fault hits it. It looks neither at the congruence of guest_phys_addr and userspace_addr nor at the ends of the slot, so with addresses that differ below the huge
page's size the guest gets the **wrong memory**, without any error.`,
  references: ['arch/riscv/kvm/mmu.c: kvm_riscv_gstage_map'],
  examples: {
    valid: [
      'host arch=riscv64 kernel=6.12\nbacking ram type=memfd page=2M size=8M\nSlot#0: gpa=2M, offset=2M, size=4M, backing=ram\n',
    ],
    invalid: [
      'host arch=riscv64 kernel=6.12\nbacking ram type=memfd page=2M size=8M\nSlot#0: gpa=2M, offset=1M, size=4M, backing=ram\n',
    ],
  },
  check: (facts) => hazardsOf('wrong-memory', facts),
  report: ({ size }, { region }) => ({
    span: region.offset?.span ?? region.userspaceAddr.span ?? region.headSpan,
    message: `This kernel maps ${formatSize(size)} pages of hugetlbfs without comparing addresses: at gpa ${hex(region.gpa.value!)} the guest would see the wrong memory. Make both addresses equal modulo ${formatSize(size)}, or use Linux 7.0.`,
  }),
  fixes(_hazard, facts) {
    const lost = lostPages(facts);
    return lost ? congruenceFixes(lost, facts).map((fix) => ({ ...fix, gains: false })) : [];
  },
});
