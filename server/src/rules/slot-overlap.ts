import { congruentUp } from '../layout/align';
import { formatSize, hex } from '../model/format';
import { addressSpaceId } from '../simulation/memslots';
import { defineRule, type Fix } from './define-rule';
import { deletionOf, insertLineBefore, writeValue } from './edits';
import { refusedBy, refusedText } from './refusal';
import { nameOf, placeOf } from './slot-text';

export const slotOverlap = defineRule({
  id: 'slot-overlap',
  severity: 'error',
  scope: 'slot',
  summary: 'Two memslots cover the same guest-physical memory.',
  why: `KVM keeps the memslots of an address space free of overlaps: a call that would create or move a slot onto memory that
another slot covers fails with **EEXIST**. The test comes before any look at a guest_memfd, so an overlap hides what else may be wrong
with the call. Deleting the other slot first (size 0) makes room.`,
  references: ['virt/kvm/kvm_main.c: kvm_set_memory_region, kvm_check_memslot_overlap'],
  examples: {
    valid: [
      'Slot#0: gpa=0, size=2G\nSlot#1: gpa=2G, size=1G\n',
      'Slot#0: gpa=0, size=2G\nSlot#0: size=0\nSlot#1: gpa=1G, size=1G\n',
    ],
    invalid: ['Slot#0: gpa=0, size=2G\nSlot#1: gpa=1G, size=2G\n'],
  },
  check: refusedBy('overlap'),
  report(refusal, { region }) {
    const other = refusal.other!;
    return {
      span: region.gpa.span ?? region.headSpan,
      message: `${placeOf(region)} overlaps ${nameOf(other)} at ${placeOf(other)}: ${refusedText(refusal, region)}. Move the slot to ${hex(endOf(other))} or above, make it smaller, or delete ${nameOf(other)} first.`,
      related: [{ span: other.headSpan, message: `${nameOf(other)} covers ${placeOf(other)}` }],
    };
  },
  fixes({ other }, { region, simulation }) {
    const { gpa, size } = region;
    if (!other || gpa.value === undefined || size.value === undefined) return [];
    const fixes: Fix[] = [];
    const free = firstFree(
      endOf(other),
      size.value,
      simulation.liveSlots.get(addressSpaceId(region.addressSpace.value ?? 0n)) ?? [],
    );
    const congruentFree = congruentUp(free, gpa.value, 1n << 21n);
    for (const target of new Set([congruentFree, free])) {
      const edit = writeValue(gpa, target);
      if (edit)
        fixes.push({
          title: `Move gpa to ${hex(target)}${target === endOf(other) ? ` (the end of ${nameOf(other)})` : ''}`,
          edits: [edit],
          preferred: fixes.length === 0,
        });
    }
    const room = other.gpa.value! - gpa.value;
    const shrink = room > 0n ? writeValue(size, room) : undefined;
    if (shrink)
      fixes.push({ title: `Shrink the slot to ${formatSize(room)}, up to ${nameOf(other)}`, edits: [shrink] });
    const deletion = deletionOf(other);
    if (deletion)
      fixes.push({ title: `Delete ${nameOf(other)} first`, edits: [insertLineBefore(region.span.block, deletion)] });
    return fixes;
  },
});

const endOf = ({ gpa, size }: { gpa: { value: bigint | undefined }; size: { value: bigint | undefined } }) =>
  gpa.value! + size.value!;

/** The lowest address from `start` on where `size` bytes lie in no slot; `slots` are in ascending order. */
function firstFree(start: bigint, size: bigint, slots: Iterable<{ start: bigint; end: bigint }>): bigint {
  let at = start;
  for (const slot of slots) {
    if (slot.start >= at + size) break;
    if (slot.end > at) at = slot.end;
  }
  return at;
}
