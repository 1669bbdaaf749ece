import { alignDown, alignUp } from '../layout/align';
import { formatSize, hex } from '../model/format';
import { backingsIn } from './backings-in';
import { defineRule } from './define-rule';
import { writeValue } from './edits';

export const backingAddressMisaligned = defineRule({
  id: 'backing-address-misaligned',
  severity: 'warning',
  scope: 'list',
  summary: 'A backing of huge pages is mapped at an address that is not a multiple of them.',
  why: 'Huge pages of hugetlbfs can only be mapped at multiples of their size: mmap() with MAP_FIXED answers **EINVAL** to any other address, and without it chooses an aligned one.',
  references: ['fs/hugetlbfs/inode.c: hugetlb_get_unmapped_area'],
  examples: {
    valid: ['backing ram type=memfd page=2M size=4M hva=0x7f0000200000\nSlot#0: gpa=0, size=4M, backing=ram\n'],
    invalid: ['backing ram type=memfd page=2M size=4M hva=0x7f0000100000\nSlot#0: gpa=0, size=4M, backing=ram\n'],
  },
  check: (facts) =>
    backingsIn(facts).flatMap(({ backing }) => {
      const { page, hva } = backing;
      return page.kind === 'hugetlb' &&
        backing.type !== 'guest_memfd' &&
        hva.value !== undefined &&
        hva.value % page.size !== 0n
        ? [{ backing, unit: page.size }]
        : [];
    }),
  report: ({ backing, unit }) => ({
    span: backing.hva.span ?? backing.nameSpan,
    message: `${formatSize(unit)} pages cannot be mapped at ${hex(backing.hva.value!)}, which is no multiple of them (mmap answers EINVAL).`,
  }),
  fixes: ({ backing, unit }) =>
    [alignDown(backing.hva.value!, unit), alignUp(backing.hva.value!, unit)].flatMap((target, i) => {
      const edit = writeValue(backing.hva, target);
      return edit ? [{ title: `Map it at ${edit.newText}`, edits: [edit], preferred: i === 0 }] : [];
    }),
});
