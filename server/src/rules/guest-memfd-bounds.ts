import { formatSize, hex } from '../model/format';
import { U64_LIMIT } from '../text/u64';
import { defineRule, type Fix } from './define-rule';
import { writeValue } from './edits';
import { refusedBy, refusedText } from './refusal';

export const guestMemfdBounds = defineRule({
  id: 'guest-memfd-bounds',
  severity: 'error',
  scope: 'slot',
  summary: 'A slot reaches beyond the end of its guest_memfd.',
  why: `A slot is bound to the bytes \`[guest_memfd_offset, guest_memfd_offset + memory_size)\` of its guest_memfd. They have to exist: KVM answers
**EINVAL** when they do not, and also when offset and size together exceed 64 bits. A guest_memfd cannot grow: its size is fixed by KVM_CREATE_GUEST_MEMFD.`,
  references: ['virt/kvm/guest_memfd.c: kvm_gmem_bind', 'virt/kvm/kvm_main.c: kvm_set_memory_region'],
  examples: {
    valid: ['backing gm type=guest_memfd size=2G\nSlot#0: gpa=0, size=1G, offset=1G, backing=gm\n'],
    invalid: ['backing gm type=guest_memfd size=2G\nSlot#0: gpa=0, size=2G, offset=1G, backing=gm\n'],
  },
  check: refusedBy('guest-memfd-bounds', 'offset-wraps'),
  report(refusal, { region }) {
    const end = region.offset!.value! + region.size.value!;
    const file = region.guestMemfd?.size.value;
    const limit =
      end > U64_LIMIT || file === undefined
        ? 'exceeds 64 bits'
        : `is ${formatSize(end - file)} beyond the guest_memfd, which has ${formatSize(file)} (${hex(file)})`;
    return {
      span: region.offset!.span ?? region.backingSpan ?? region.headSpan,
      message: `The slot ends at offset ${hex(end)}, which ${limit}: ${refusedText(refusal, region)}. Create the guest_memfd larger, lower the offset, or make the slot smaller.`,
      ...(region.guestMemfd?.size.span && {
        related: [{ span: region.guestMemfd.size.span, message: 'The size of the guest_memfd' }],
      }),
    };
  },
  fixes(_refusal, { region }) {
    const { guestMemfd } = region;
    const offset = region.offset?.value;
    const size = region.size.value;
    const file = guestMemfd?.size.value;
    if (offset === undefined || size === undefined || file === undefined) return [];
    const fixes: Fix[] = [];
    const add = (title: (text: string) => string, quantity: Parameters<typeof writeValue>[0], value: bigint) => {
      const edit = writeValue(quantity, value);
      if (edit) fixes.push({ title: title(edit.newText), edits: [edit], preferred: fixes.length === 0 });
    };
    if (offset < file)
      add((to) => `Shrink the slot to ${to}, what is left of the guest_memfd`, region.size, file - offset);
    if (size <= file)
      add((to) => `Move offset to ${to}, the last place where the slot fits`, region.offset, file - size);
    if (offset + size < U64_LIMIT) add((to) => `Create the guest_memfd with ${to}`, guestMemfd!.size, offset + size);
    return fixes;
  },
});
