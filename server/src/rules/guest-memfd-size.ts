import { formatSize } from '../model/format';
import { backingsIn } from './backings-in';
import { defineRule } from './define-rule';
import { roundSize } from './round-size';

export const guestMemfdSize = defineRule({
  id: 'guest-memfd-size',
  severity: 'error',
  scope: 'list',
  summary: 'A guest_memfd cannot be created with this size.',
  why: 'KVM_CREATE_GUEST_MEMFD wants a size above 0 that is a multiple of the base page size; otherwise it answers **EINVAL**.',
  references: ['virt/kvm/guest_memfd.c: kvm_gmem_create'],
  examples: {
    valid: ['backing gm type=guest_memfd size=2M\nSlot#0: gpa=0, size=2M, backing=gm\n'],
    invalid: ['backing gm type=guest_memfd size=0x1001\nSlot#0: gpa=0, size=4K, backing=gm\n'],
  },
  check: (facts) =>
    backingsIn(facts).filter(({ backing, pageSize }) => {
      const size = backing.size.value;
      return backing.type === 'guest_memfd' && size !== undefined && (size === 0n || size % pageSize !== 0n);
    }),
  report: ({ backing, pageSize }) => ({
    span: backing.size.span ?? backing.nameSpan,
    message: `A guest_memfd of ${formatSize(backing.size.value!)} cannot be created: its size has to be a multiple of ${formatSize(pageSize)} above 0 (KVM_CREATE_GUEST_MEMFD answers EINVAL).`,
  }),
  fixes: ({ backing, pageSize }) => roundSize(backing, pageSize),
});
