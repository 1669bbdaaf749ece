import { alignDown, alignUp } from '../layout/align';
import { formatSize, hex } from '../model/format';
import { addressValue } from '../model/host-address';
import type { Quantity } from '../model/quantity';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { KvmCheck } from '../simulation/kvm-check';
import { defineRule, type Fix } from './define-rule';
import { writeValue } from './edits';
import { refusedBy, refusedText } from './refusal';

export const pageMisaligned = defineRule({
  id: 'page-misaligned',
  severity: 'error',
  scope: 'slot',
  summary: 'An address, a size or an offset is not a multiple of the page size.',
  why: `guest_phys_addr, memory_size, userspace_addr and guest_memfd_offset have to be multiples of the host's base page size, also in a
call that deletes a slot; KVM answers **EINVAL** without saying which of them it was. The base page size is not 4 KiB everywhere: on arm64 it can
be 16 KiB or 64 KiB, on loongarch64 it is usually 16 KiB, on ppc64 64 KiB. On s390x before Linux 7.1, userspace_addr and memory_size have to
be multiples of 1 MiB.`,
  references: [
    'virt/kvm/kvm_main.c: kvm_set_memory_region',
    'arch/s390/kvm/kvm-s390.c: kvm_arch_prepare_memory_region',
  ],
  examples: {
    valid: ['Slot#0: gpa=0x1000, size=2M\n'],
    invalid: ['Slot#0: gpa=0x1100, size=2M\n', 'host arch=arm64 page-size=64K\nSlot#0: gpa=0x1000, size=2M\n'],
  },
  check: refusedBy(
    'size-unaligned',
    'gpa-unaligned',
    'hva-unaligned',
    'offset-unaligned',
    'hva-unaligned-segment',
    'size-unaligned-segment',
  ),
  report(refusal, { region, simulation: { machine } }) {
    const unit = unitOf(refusal.check, machine.host.pageSize);
    const { name, quantity } = culprit(region, refusal.check);
    const value = quantity?.value;
    const by = value === undefined ? '' : ` ${hex(value)} is ${formatSize(value % unit)} above one: `;
    return {
      span: quantity?.span ?? region.headSpan,
      message: `${name} has to be a multiple of ${formatSize(unit)} (${hex(unit)});${by || ' '}${refusedText(refusal, region)}.`,
    };
  },
  fixes({ check }, { region, simulation: { machine } }) {
    const unit = unitOf(check, machine.host.pageSize);
    const { name, quantity } = culprit(region, check);
    const value = quantity?.value;
    if (!quantity || value === undefined) return [];
    const fixes: Fix[] = [];
    // A size is rounded up first, so that nothing is cut off; an address down, so that it stays where it was meant.
    const targets = check.startsWith('size')
      ? [alignUp(value, unit), alignDown(value, unit)]
      : [alignDown(value, unit), alignUp(value, unit)];
    for (const target of targets) {
      const edit = target === 0n && check.startsWith('size') ? undefined : writeValue(quantity, target);
      if (edit)
        fixes.push({
          title: `Round ${name} ${target > value ? 'up' : 'down'} to ${edit.newText}`,
          edits: [edit],
          preferred: fixes.length === 0,
        });
    }
    return fixes;
  },
});

const unitOf = (check: KvmCheck, pageSize: bigint) => (check.endsWith('-segment') ? 1n << 20n : pageSize);

function culprit(region: SetMemoryRegion, check: KvmCheck): { name: string; quantity: Quantity | undefined } {
  switch (check) {
    case 'size-unaligned':
    case 'size-unaligned-segment':
      return { name: 'memory_size', quantity: region.size };
    case 'gpa-unaligned':
      return { name: 'guest_phys_addr', quantity: region.gpa };
    case 'offset-unaligned':
      return { name: 'guest_memfd_offset', quantity: region.offset };
    default: {
      const { userspaceAddr, offset } = region;
      if (userspaceAddr.span)
        return { name: 'userspace_addr', quantity: { value: addressValue(userspaceAddr), span: userspaceAddr.span } };
      return { name: 'offset (userspace_addr follows from it)', quantity: offset };
    }
  }
}
