import { formatSize } from '../model/format';
import { defineRule } from './define-rule';
import { hazardsOf } from './hazards';

export const hugePageBeyondSlot = defineRule({
  id: 'huge-page-beyond-slot',
  severity: 'warning',
  scope: 'slot',
  summary: 'KVM maps whole huge pages that reach beyond the ends of the slot.',
  why: `Where KVM does not compare a huge page with the ends of the slot (riscv64 before Linux 7.0, ppc64 with the radix MMU), the guest gets the whole page of the host, also the part that belongs to no slot or to another one. Begin and end the slot at multiples
of the backing's page size.`,
  references: [
    'arch/riscv/kvm/mmu.c: kvm_riscv_gstage_map',
    'arch/powerpc/kvm/book3s_64_mmu_radix.c: kvmppc_book3s_instantiate_page',
  ],
  examples: {
    valid: [
      'host arch=riscv64 kernel=6.12\nbacking ram type=memfd page=2M size=8M\nSlot#0: gpa=2M, offset=2M, size=4M, backing=ram\n',
    ],
    invalid: [
      'host arch=riscv64 kernel=6.12\nbacking ram type=memfd page=2M size=8M\nSlot#0: gpa=1M, offset=1M, size=4M, backing=ram\n',
    ],
  },
  check: (facts) => hazardsOf('beyond-slot', facts),
  report: ({ size, bytes }, { region }) => ({
    span: region.gpa.span ?? region.headSpan,
    message: `This KVM maps whole ${formatSize(size)} pages, also where they reach beyond the slot: here by ${formatSize(bytes)}. Begin and end the slot at multiples of ${formatSize(size)}.`,
  }),
});
