import { architectureOf, granuleOf } from '../model/architecture';
import { backingsIn } from './backings-in';
import { defineRule } from './define-rule';
import { usePages } from './page-edit';

export const shmemThpOff = defineRule({
  id: 'shmem-thp-off',
  severity: 'warning',
  scope: 'list',
  summary: 'The host gives memfds no transparent huge pages.',
  why: `memfds and shared anonymous memory are shmem: whether they get transparent huge pages is decided by /sys/kernel/mm/transparent_hugepage/shmem_enabled, whose default is **never**, and not by transparent_hugepage/enabled. Set it to advise (and use MADV_HUGEPAGE) or always, or take huge pages of
hugetlbfs (\`page=2M\`).`,
  references: ['Documentation/admin-guide/mm/transhuge.rst', 'mm/shmem.c'],
  examples: {
    valid: ['host shmem-thp=advise\nbacking ram type=memfd page=thp size=2G\nSlot#0: gpa=0, size=2G, backing=ram\n'],
    invalid: ['host shmem-thp=never\nbacking ram type=memfd page=thp size=2G\nSlot#0: gpa=0, size=2G, backing=ram\n'],
  },
  check: (facts) =>
    backingsIn(facts).filter(
      ({ backing, host }) =>
        backing.type === 'memfd' &&
        backing.page.kind === 'thp' &&
        (host.shmemThp === 'never' || host.shmemThp === 'deny'),
    ),
  report: ({ backing, host }) => ({
    span: backing.pageSpan ?? backing.nameSpan,
    message: `A memfd gets no transparent huge pages while shmem_enabled is '${host.shmemThp}': '${backing.name}' consists of base pages. Set shmem_enabled to advise, or use hugetlbfs pages (page=2M).`,
  }),
  fixes: ({ backing, host }) => usePages(backing, granuleOf(architectureOf(host.arch), host.pageSize).pmdSize),
});
