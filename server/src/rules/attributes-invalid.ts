import { KVM_CHECKS } from '../simulation/kvm-check';
import type { OperationResult } from '../simulation/replay';
import { perChunk } from '../text/per-chunk';
import { defineRule } from './define-rule';

export const attributesInvalid = defineRule({
  id: 'attributes-invalid',
  severity: 'error',
  scope: 'machine',
  summary: 'Memory cannot be made private or shared like this.',
  why: `KVM_SET_MEMORY_ATTRIBUTES answers **EINVAL** to an empty range, one that exceeds 64 bits, one whose address or size is not a multiple of the page size, and on machines without private memory. Before Linux 6.8, and where KVM has no memory attributes, there is no such call at all (**ENOTTY**).`,
  references: ['virt/kvm/kvm_main.c: kvm_vm_ioctl_set_mem_attributes'],
  examples: {
    valid: [
      'backing gm type=guest_memfd size=4M\nSlot#0: gpa=0, size=4M, offset=0, backing=gm\nshared gpa=1M size=4K\n',
    ],
    invalid: [
      'backing gm type=guest_memfd size=4M\nSlot#0: gpa=0, size=4M, offset=0, backing=gm\nshared gpa=0x100 size=4K\n',
    ],
  },
  check({ results }) {
    return results.chunks.flatMap(refusedConversions);
  },
  report: ({ operation, outcome }) => ({
    span: operation.headSpan,
    message: `KVM does not take ${KVM_CHECKS[outcome.check].refuses} (${outcome.errno}).`,
  }),
});

const refusedConversions = perChunk((results: readonly OperationResult[]) =>
  results.flatMap(({ operation, outcome }) =>
    operation.kind === 'set-memory-attributes' && outcome.kind === 'refused' ? [{ operation, outcome }] : [],
  ),
);
