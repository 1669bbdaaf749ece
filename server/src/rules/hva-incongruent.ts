import { formatCount, formatSize, hex } from '../model/format';
import { KVM_MEM_GUEST_MEMFD } from '../model/slot-operation';
import { defineRule } from './define-rule';
import { congruenceFixes, isFirstHugePage, lostPages } from './lost-pages';

export const hvaIncongruent = defineRule({
  id: 'hva-incongruent',
  severity: 'warning',
  scope: 'slot',
  summary: 'guest_phys_addr and userspace_addr differ below the size of a huge page, so KVM uses none in the slot.',
  why: `A page table entry of 2 MiB maps 2 MiB of aligned guest-physical memory onto 2 MiB of aligned host memory. That works only where guest_phys_addr and userspace_addr
are equal modulo 2 MiB. When they are not, KVM says nothing: x86 marks every 2 MiB and 1 GiB page of the whole slot as impossible when it creates it, arm64 finds out at each fault, and the
slot runs on base pages: more page-table memory, longer walks, more TLB misses. Neither address has to be aligned; they have to be *congruent*. Reserve the slot's size plus one huge page and map
the memory at the first address that is congruent to guest_phys_addr.`,
  references: [
    'arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata',
    'arch/arm64/kvm/mmu.c: fault_supports_stage2_huge_mapping',
    'Documentation/virt/kvm/api.rst 4.35',
  ],
  examples: {
    valid: ['Slot#0: gpa=0, size=2G, ua=0x7f5733e00000\n'],
    invalid: ['Slot#0: gpa=0, size=2G, ua=0x7f5733fff000\n'],
  },
  check(facts) {
    if (!facts.region.userspaceAddr.span) return [];
    const lost = lostPages(facts);
    return lost && isFirstHugePage(lost, facts) ? [lost] : [];
  },
  report({ size, difference }, { region, simulation: { machine } }) {
    const { gpa, userspaceAddr } = region;
    const { pageSize } = machine.host;
    const total = region.size.value!;
    const guestMemfd = ((region.flags.value ?? 0n) & KVM_MEM_GUEST_MEMFD) !== 0n;
    const cost = guestMemfd
      ? `memory that the guest shares can only have ${formatSize(pageSize)} pages, as its private memory has anyway`
      : `KVM maps all ${formatSize(total)} with ${formatSize(pageSize)} pages (${formatCount(total / pageSize)} of them)`;
    return {
      span: userspaceAddr.span!,
      message: `gpa ${hex(gpa.value!)} and userspace_addr ${hex(userspaceAddr.residue)} differ below ${formatSize(size)} (by ${hex(difference)}): ${cost}. Map the backing at an address ≡ gpa modulo ${formatSize(size)}.`,
    };
  },
  fixes: congruenceFixes,
});
