import { formatSize } from '../../model/format';
import { defineRule } from '../define-rule';
import { basePageOf, groupOf } from './backend-uses';
import { removeProperty, setProperty } from './property-edits';

export const hugetlbsizeWithoutHugetlb = defineRule({
  id: 'hugetlbsize-without-hugetlb',
  severity: 'warning',
  scope: 'qemu',
  summary: 'hugetlbsize is given without hugetlb=on, and has no effect.',
  why: `\`hugetlbsize\` only says *which* huge pages a memfd gets when \`hugetlb=on\` asks for them. Alone it is checked for being a power of two and then ignored:
the memory consists of base pages, and QEMU says nothing. Write both, \`hugetlb=on,hugetlbsize=2M\`.`,
  references: ['backends/hostmem-memfd.c: memfd_backend_memory_alloc', 'util/memfd.c: qemu_memfd_create'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-memfd,id=m,size=4G,hugetlb=on,hugetlbsize=2M -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-memfd,id=m,size=4G,hugetlbsize=2M -machine memory-backend=m\n',
    ],
  },
  check: ({ started }) =>
    started.backends.filter(
      ({ kind, hugetlb, hugetlbSize }) =>
        kind === 'memfd' && hugetlbSize.span && hugetlbSize.value !== undefined && hugetlb.value === false,
    ),
  report: (backend, facts) => ({
    span: backend.hugetlbSize.span!,
    message: `hugetlbsize has no effect without hugetlb=on: ${backend.id ?? 'the backend'} consists of ${formatSize(basePageOf(facts))} pages. Add hugetlb=on.`,
    ...(backend.hugetlb.span ? { related: [{ span: backend.hugetlb.span, message: 'turned off here' }] } : {}),
  }),
  fixes(backend, facts) {
    const group = groupOf(facts, backend);
    const add = setProperty(group, 'hugetlb', true);
    const remove = removeProperty(group, 'hugetlbsize');
    return [
      ...(add ? [{ title: 'Add hugetlb=on', edits: [add], preferred: true }] : []),
      ...(remove ? [{ title: 'Remove hugetlbsize', edits: [remove] }] : []),
    ];
  },
});
