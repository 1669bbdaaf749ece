import { architectureOf, type ReservedRange } from '../model/architecture';
import { formatSize, hex } from '../model/format';
import type { LiveSlot } from '../simulation/replay';
import { defineRule, type Fix } from './define-rule';
import { writeValue } from './edits';
import { placeOf } from './slot-text';

export const reservedGpa = defineRule({
  id: 'reserved-gpa',
  severity: 'warning',
  scope: 'machine',
  summary: 'A slot covers guest-physical memory that KVM wants for itself later.',
  why: `On x86, KVM sets slots of its own, and looks for overlaps there as anywhere: with an APIC in the kernel, the APIC access page at 0xfee00000 when a vCPU is created; the TSS page on Intel. A user's slot that is there first makes
*that* call fail with **EEXIST**, far from the slot that is to blame. Keep RAM out of the hole below 4 GiB: QEMU ends low memory at 2 or 3 GiB.`,
  references: ['arch/x86/kvm/lapic.c: kvm_alloc_apic_access_page', 'arch/x86/kvm/x86.c: __x86_set_memory_region'],
  examples: {
    valid: ['Slot#0: gpa=0, size=3G\nSlot#1: gpa=4G, size=1G\n'],
    invalid: ['Slot#0: gpa=0, size=4G\n'],
  },
  check({ machine, liveSlots }) {
    const found: { slot: LiveSlot; range: ReservedRange }[] = [];
    const { reserved } = architectureOf(machine.host.arch);
    const slots = liveSlots.get(0);
    for (const range of reserved) {
      const slot = slots?.at(slots.partitionPoint(({ end }) => end <= range.gpa));
      if (slot && slot.start < range.gpa + range.size) found.push({ slot, range });
    }
    return found;
  },
  report: ({ slot: { region }, range }) => ({
    span: region.size.span ?? region.headSpan,
    message: `${placeOf(region)} covers the ${range.name} at ${hex(range.gpa)} (${formatSize(range.size)}): with an in-kernel APIC, creating a vCPU fails with EEXIST. End the slot below ${hex(range.gpa)}, best at 3 GiB, and go on at 4 GiB.`,
  }),
  fixes({ slot: { region, start } }): readonly Fix[] {
    const shrink = start < LOW_MEMORY_END ? writeValue(region.size, LOW_MEMORY_END - start) : undefined;
    return shrink
      ? [{ title: `End the slot at 3 GiB (size ${shrink.newText})`, edits: [shrink], preferred: true }]
      : [];
  },
});

/** Where i440fx ends low memory at most; nothing that KVM reserves lies below. */
const LOW_MEMORY_END = 3n << 30n;
