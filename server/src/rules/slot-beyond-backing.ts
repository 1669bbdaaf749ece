import { formatSize, hex } from '../model/format';
import { defineRule, type Fix } from './define-rule';
import { writeValue } from './edits';

export const slotBeyondBacking = defineRule({
  id: 'slot-beyond-backing',
  severity: 'warning',
  scope: 'slot',
  summary: 'A slot reaches beyond the end of its backing.',
  why: `KVM does not look whether memory is mapped at userspace_addr. A slot that reaches beyond its mapping is accepted; the guest's first touch of what is not there ends with KVM_RUN failing with **EFAULT** (or with SIGBUS behind the end of a file).`,
  references: ['virt/kvm/kvm_main.c: kvm_set_memory_region, hva_to_pfn'],
  examples: {
    valid: ['backing ram type=memfd page=2M size=4G\nSlot#0: gpa=4G, offset=2G, size=2G, backing=ram\n'],
    invalid: ['backing ram type=memfd page=2M size=4G\nSlot#0: gpa=4G, offset=2G, size=3G, backing=ram\n'],
  },
  check({ region, result }) {
    const { backing, offset, size, userspaceAddr } = region;
    if (
      !result.live ||
      !backing ||
      backing.type === 'guest_memfd' ||
      userspaceAddr.span ||
      backing.size.value === undefined
    )
      return [];
    if (offset?.value === undefined || size.value === undefined) return [];
    const end = offset.value + size.value;
    return end > backing.size.value ? [{ end, total: backing.size.value, backing }] : [];
  },
  report: ({ end, total, backing }, { region }) => ({
    span: region.size.span ?? region.headSpan,
    message: `The slot ends at ${hex(end)} of '${backing.name}', which has ${formatSize(total)}: ${formatSize(end - total)} of it have no memory. KVM accepts that; the guest fails where it touches them.`,
    ...(backing.size.span && { related: [{ span: backing.size.span, message: `The size of '${backing.name}'` }] }),
  }),
  fixes({ end, total, backing }, { region }) {
    const fixes: Fix[] = [];
    const offset = region.offset!.value!;
    const shrink = offset < total ? writeValue(region.size, total - offset) : undefined;
    if (shrink)
      fixes.push({
        title: `Shrink the slot to ${shrink.newText}, what is left of '${backing.name}'`,
        edits: [shrink],
        preferred: true,
      });
    const move = region.size.value! <= total ? writeValue(region.offset, total - region.size.value!) : undefined;
    if (move)
      fixes.push({ title: `Move offset to ${move.newText}, the last place where the slot fits`, edits: [move] });
    const grow = writeValue(backing.size, end);
    if (grow) fixes.push({ title: `Make '${backing.name}' ${grow.newText} large`, edits: [grow] });
    return fixes;
  },
});
