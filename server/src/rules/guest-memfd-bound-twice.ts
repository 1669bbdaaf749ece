import { formatSize, hex } from '../model/format';
import { KVM_MEM_GUEST_MEMFD } from '../model/slot-operation';
import { defineRule, type Fix } from './define-rule';
import { writeValue } from './edits';
import { refusedBy, refusedText } from './refusal';
import { nameOf } from './slot-text';

export const guestMemfdBoundTwice = defineRule({
  id: 'guest-memfd-bound-twice',
  severity: 'error',
  scope: 'slot',
  summary: 'Two slots are bound to the same bytes of one guest_memfd.',
  why: `Every byte of a guest_memfd belongs to one slot at most. Binding it again fails with **EINVAL** up to Linux 7.1 and with **EEXIST** from 7.2 on.
The usual cause is an alias: QEMU's SMRAM at 0xfeda0000 shows memory that the slot at 0 already has. An alias can be mapped by userspace_addr alone,
without KVM_MEM_GUEST_MEMFD; or do without SMM (\`-machine smm=off\`).`,
  references: ['virt/kvm/guest_memfd.c: kvm_gmem_bind'],
  examples: {
    valid: [
      'backing gm type=guest_memfd size=2G\nSlot#0: gpa=0, size=1G, offset=0, backing=gm\nSlot#1: gpa=4G, size=1G, offset=1G, backing=gm\n',
    ],
    invalid: [
      'backing gm type=guest_memfd size=2G\nSlot#0: gpa=0, size=1G, offset=0, backing=gm\nSlot#1: gpa=4G, size=1G, offset=512M, backing=gm\n',
    ],
  },
  check: refusedBy('guest-memfd-bound-twice'),
  report(refusal, { region }) {
    const other = refusal.other!;
    const start = other.offset!.value!;
    return {
      span: region.offset?.span ?? region.headSpan,
      message: `The bytes from ${hex(region.offset!.value!)} on (${formatSize(region.size.value!)}) of this guest_memfd are bound to ${nameOf(other)} already, which has [${hex(start)}, ${hex(start + other.size.value!)}): ${refusedText(refusal, region)}.`,
      related: [
        {
          span: other.headSpan,
          message: `${nameOf(other)} is bound to [${hex(start)}, ${hex(start + other.size.value!)}) of the same guest_memfd`,
        },
      ],
    };
  },
  fixes({ other }, { region }) {
    const fixes: Fix[] = [];
    const target = other!.offset!.value! + other!.size.value!;
    const move = writeValue(region.offset, target);
    if (move)
      fixes.push({ title: `Move offset to ${move.newText}, behind ${nameOf(other!)}`, edits: [move], preferred: true });
    const flags = region.flags;
    const drop = flags.span && writeValue(flags, flags.value! & ~KVM_MEM_GUEST_MEMFD);
    if (drop)
      fixes.push({
        title: 'Map this alias through userspace_addr only: drop the guest-memfd flag',
        edits: [{ ...drop, newText: hex(flags.value! & ~KVM_MEM_GUEST_MEMFD) }],
      });
    return fixes;
  },
});
