import { hex } from '../model/format';
import { addressValue } from '../model/host-address';
import { defineRule } from './define-rule';
import { refusedBy, refusedText } from './refusal';

export const userspaceAddrInvalid = defineRule({
  id: 'userspace-addr-invalid',
  severity: 'error',
  scope: 'slot',
  summary: "A slot's memory does not lie in the user part of the address space.",
  why: `userspace_addr and userspace_addr + memory_size have to be addresses that a process can have (access_ok): below 2^47 on x86 with four levels of page tables, below 2^56 with five. KVM does not
look whether anything is mapped there; it answers **EINVAL** only for addresses that nothing can ever be mapped at, and for tagged ones on arm64.`,
  references: ['virt/kvm/kvm_main.c: kvm_set_memory_region (access_ok)'],
  examples: {
    valid: ['Slot#0: gpa=0, size=2M, ua=0x7f0000000000\n'],
    invalid: ['Slot#0: gpa=0, size=2M, ua=0xffff800000000000\n'],
  },
  check: refusedBy('hva-range'),
  report(refusal, { region }) {
    const hva = addressValue(region.userspaceAddr);
    const where = hva === undefined ? '' : ` [${hex(hva)}, ${hex(hva + region.size.value!)})`;
    return {
      span: region.userspaceAddr.span ?? region.headSpan,
      message: `The slot's memory${where} is not in user space: ${refusedText(refusal, region)}.`,
    };
  },
});
