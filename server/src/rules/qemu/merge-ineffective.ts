import { defineRule } from '../define-rule';
import { groupOf, onHugePages } from './backend-uses';
import { removeProperty } from './property-edits';
import { propertyValue } from './property-value';

export const mergeIneffective = defineRule({
  id: 'merge-ineffective',
  severity: 'information',
  scope: 'qemu',
  summary: 'merge=on is written for memory that KSM never merges.',
  why: `\`merge=on\` offers memory to KSM, which merges equal pages of guests. KSM only looks at private anonymous memory of base pages: not at shared mappings, and not at hugetlbfs. The property then does nothing.`,
  references: ['mm/ksm.c: vma_ksm_compatible', 'backends/hostmem.c: host_memory_backend_set_merge'],
  examples: {
    valid: ['qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=4G,merge=on -machine memory-backend=m\n'],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=4G,share=on,merge=on -machine memory-backend=m\n',
    ],
  },
  check: (facts) =>
    facts.started.backends.flatMap((backend) => {
      const merge = propertyValue(backend, 'merge');
      const shared = backend.share.value === true;
      if (!backend.made || merge?.value !== true || !(shared || onHugePages(facts, backend))) return [];
      return [{ backend, merge, shared }];
    }),
  report: ({ backend, merge, shared }) => ({
    span: merge.span,
    message: `merge=on has no effect on ${backend.id}: KSM never merges ${shared ? 'shared memory' : 'huge pages of hugetlbfs'}.`,
  }),
  fixes({ backend }, facts) {
    const edit = removeProperty(groupOf(facts, backend), 'merge');
    return edit ? [{ title: 'Remove merge=on', edits: [edit], preferred: true }] : [];
  },
});
