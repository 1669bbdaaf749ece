import { alignDown, alignUp } from '../layout/align';
import { hex } from '../model/format';
import { defineRule } from './define-rule';
import { writeValue } from './edits';
import { hazardsOf } from './hazards';

export const s390SegmentMisaligned = defineRule({
  id: 's390-segment-misaligned',
  severity: 'warning',
  scope: 'slot',
  summary: 'KVM on s390x accepts the slot, but maps nothing.',
  why: `Before Linux 7.1, KVM on s390x maps guests in segments of 1 MiB. It checks userspace_addr and memory_size for that (EINVAL), but not guest_phys_addr: the call succeeds, the mapping does not, and the kernel log says "failed to commit memory region".`,
  references: ['arch/s390/kvm/kvm-s390.c: kvm_arch_commit_memory_region, gmap_map_segment'],
  examples: {
    valid: ['host arch=s390x kernel=6.12\nSlot#0: gpa=1M, size=1M, ua=0x3ff00000000\n'],
    invalid: ['host arch=s390x kernel=6.12\nSlot#0: gpa=0x1000, size=1M, ua=0x3ff00000000\n'],
  },
  check: (facts) => hazardsOf('not-mapped', facts),
  report: (_hazard, { region }) => ({
    span: region.gpa.span ?? region.headSpan,
    message: `gpa ${hex(region.gpa.value!)} is not a multiple of 1 MiB: KVM accepts the slot, but the guest has no memory there ("failed to commit memory region" in the kernel log). Linux 7.1 needs no such alignment.`,
  }),
  fixes: (_hazard, { region: { gpa } }) =>
    [alignDown(gpa.value!, SEGMENT), alignUp(gpa.value!, SEGMENT)].flatMap((target) => {
      const edit = writeValue(gpa, target);
      return edit ? [{ title: `Move gpa to ${edit.newText}`, edits: [edit] }] : [];
    }),
});

const SEGMENT = 1n << 20n;
