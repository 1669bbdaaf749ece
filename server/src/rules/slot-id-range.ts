import { architectureOf } from '../model/architecture';
import { formatCount } from '../model/format';
import { defineRule, type Fix } from './define-rule';
import { removeField, writeValue } from './edits';
import { refusedBy, refusedText } from './refusal';

export const slotIdRange = defineRule({
  id: 'slot-id-range',
  severity: 'error',
  scope: 'slot',
  summary: 'A slot id or an address space does not exist on this machine.',
  why: `The ioctl's 32-bit \`slot\` has the id in its lower and the address space in its upper half. KVM_CAP_NR_MEMSLOTS says how many ids there are: 32764 on x86 (KVM keeps three of
32767 for itself), 32767 elsewhere. x86 has a second address space, for SMM, unless the machine has private memory; all others have one. Anything else is **EINVAL**.`,
  references: [
    'virt/kvm/kvm_main.c: kvm_vm_ioctl_set_memory_region, kvm_set_memory_region',
    'include/linux/kvm_host.h: KVM_USER_MEM_SLOTS',
  ],
  examples: {
    valid: ['Slot#32763: gpa=0, size=2M\n', 'Slot#0: as=1, gpa=0, size=2M\n'],
    invalid: ['Slot#32764: gpa=0, size=2M\n', 'Slot#0: as=2, gpa=0, size=2M\n'],
  },
  check: refusedBy('slot-id-range', 'address-space-range'),
  report(refusal, { region, simulation: { machine } }) {
    if (refusal.check === 'address-space-range') {
      return {
        span: region.addressSpace.span ?? region.headSpan,
        message: `There is no address space ${region.addressSpace.value}: ${spacesText(machine.host.arch)}: ${refusedText(refusal, region)}.`,
      };
    }
    const count = architectureOf(machine.host.arch).userMemSlots;
    return {
      span: region.slot.span ?? region.headSpan,
      message: `Slot ids are below ${formatCount(count)} on ${machine.host.arch}; ${region.slot.value} is not: ${refusedText(refusal, region)}.`,
    };
  },
  fixes(refusal, { region, simulation: { machine } }): readonly Fix[] {
    if (refusal.check === 'address-space-range') {
      const { span } = region.addressSpace;
      return span && region.source === 'list'
        ? [{ title: 'Use address space 0', edits: [removeField(span)], preferred: true }]
        : [];
    }
    const taken = new Set(
      [...machine.operations].flatMap((o) =>
        o.kind === 'set-memory-region' && o.slot.value !== undefined ? [o.slot.value] : [],
      ),
    );
    let free = 0n;
    while (taken.has(free)) free++;
    const edit = writeValue(region.slot, free);
    return edit
      ? [{ title: `Use the free id ${free}`, edits: [{ ...edit, newText: `${free}` }], preferred: true }]
      : [];
  },
});

function spacesText(arch: string): string {
  return arch === 'x86_64' ? 'x86 has 0, and 1 for SMM where no memory is private' : `${arch} has only 0`;
}
