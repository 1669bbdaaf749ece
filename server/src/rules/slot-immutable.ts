import { formatSize, hex } from '../model/format';
import { addressValue } from '../model/host-address';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { KvmCheck } from '../simulation/kvm-check';
import type { Span } from '../text/span';
import { defineRule, type Fix } from './define-rule';
import { deletionOf, insertLineBefore } from './edits';
import { refusedBy, refusedText } from './refusal';
import { nameOf } from './slot-text';

export const slotImmutable = defineRule({
  id: 'slot-immutable',
  severity: 'error',
  scope: 'slot',
  summary: 'A call changes something of an existing slot that cannot change.',
  why: `Once a slot is set, only its guest_phys_addr can change (that moves it) and its log-dirty-pages flag. Another userspace_addr, another memory_size or another
readonly flag fail with **EINVAL**. A slot with a guest_memfd cannot be set again at all, not even to what it is. Delete the slot (size 0) and create it anew: that
is what QEMU does to resize one.`,
  references: ['virt/kvm/kvm_main.c: kvm_set_memory_region'],
  examples: {
    valid: ['Slot#0: gpa=0, size=1G, ua=0x7f0000000000\nSlot#0: size=0\nSlot#0: gpa=0, size=2G, ua=0x7f0000000000\n'],
    invalid: ['Slot#0: gpa=0, size=1G, ua=0x7f0000000000\nSlot#0: gpa=0, size=2G, ua=0x7f0000000000\n'],
  },
  check: refusedBy(
    'guest-memfd-immutable',
    'slot-moved-hva',
    'slot-resized',
    'slot-readonly-toggled',
    'slot-guest-memfd-toggled',
  ),
  report(refusal, { region }) {
    const other = refusal.other!;
    return {
      span: placeFor(refusal.check, region),
      message: `${capital(nameOf(region))} exists already, and ${changeText(refusal.check, region, other)}: ${refusedText(refusal, region)}. Delete the slot (size 0) first, then create it again.`,
      related: [{ span: other.headSpan, message: `${capital(nameOf(other))} is set here` }],
    };
  },
  fixes({ other }, { region }): readonly Fix[] {
    const deletion = deletionOf(other!);
    return deletion
      ? [
          {
            title: `Delete ${nameOf(other!)} first`,
            edits: [insertLineBefore(region.span.block, deletion)],
            preferred: true,
          },
        ]
      : [];
  },
});

function placeFor(check: KvmCheck, region: SetMemoryRegion): Span {
  const span =
    check === 'slot-resized'
      ? region.size.span
      : check === 'slot-moved-hva'
        ? (region.userspaceAddr.span ?? region.offset?.span)
        : region.flags.span;
  return span ?? region.headSpan;
}

function changeText(check: KvmCheck, region: SetMemoryRegion, other: SetMemoryRegion): string {
  switch (check) {
    case 'slot-resized':
      return `its memory_size cannot change (from ${formatSize(other.size.value!)} to ${formatSize(region.size.value!)})`;
    case 'slot-moved-hva': {
      const [from, to] = [addressValue(other.userspaceAddr), addressValue(region.userspaceAddr)];
      return `its userspace_addr cannot change${from !== undefined && to !== undefined ? ` (from ${hex(from)} to ${hex(to)})` : ''}`;
    }
    case 'slot-readonly-toggled':
      return 'its readonly flag cannot change';
    case 'slot-guest-memfd-toggled':
      return 'its guest-memfd flag cannot change';
    default:
      return 'a call with the guest-memfd flag only creates slots';
  }
}

const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);
