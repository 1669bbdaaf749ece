import { formatSize } from '../model/format';
import { backingsIn } from './backings-in';
import { defineRule } from './define-rule';
import { roundSize } from './round-size';

export const backingSizeMisaligned = defineRule({
  id: 'backing-size-misaligned',
  severity: 'warning',
  scope: 'list',
  summary: 'A backing of huge pages has a size that is not a multiple of them.',
  why: `A file of hugetlbfs, or a memfd with MFD_HUGETLB, consists of whole huge pages: mapping a part of one fails with **EINVAL**. Anonymous memory with MAP_HUGETLB is rounded up silently instead, and the rest of the last page is wasted.`,
  references: ['fs/hugetlbfs/inode.c: hugetlbfs_file_mmap', 'mm/mmap.c: ksys_mmap_pgoff'],
  examples: {
    valid: ['backing ram type=memfd page=2M size=4M\nSlot#0: gpa=0, size=4M, backing=ram\n'],
    invalid: ['backing ram type=memfd page=2M size=3M\nSlot#0: gpa=0, size=3M, backing=ram\n'],
  },
  check: (facts) =>
    backingsIn(facts).flatMap(({ backing }) => {
      const { page, size } = backing;
      return page.kind === 'hugetlb' &&
        backing.type !== 'guest_memfd' &&
        size.value !== undefined &&
        size.value % page.size !== 0n
        ? [{ backing, unit: page.size }]
        : [];
    }),
  report: ({ backing, unit }) => ({
    span: backing.size.span ?? backing.nameSpan,
    message: `${formatSize(backing.size.value!)} is not a multiple of the ${formatSize(unit)} pages: ${backing.type === 'anon' ? `the mapping is rounded up, and ${formatSize(unit - (backing.size.value! % unit))} are wasted` : 'mapping it fails with EINVAL'}.`,
  }),
  fixes: ({ backing, unit }) => roundSize(backing, unit),
});
