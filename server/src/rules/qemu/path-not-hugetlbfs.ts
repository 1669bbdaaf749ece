import { formatSize } from '../../model/format';
import { defineRule } from '../define-rule';
import { basePageOf, groupOf } from './backend-uses';
import { setProperty } from './property-edits';

export const pathNotHugetlbfs = defineRule({
  id: 'path-not-hugetlbfs',
  severity: 'warning',
  scope: 'qemu',
  summary: 'A path that is named after huge pages lies on no hugetlbfs.',
  why: `\`mem-path=/dev/hugepages\` gives huge pages only where a hugetlbfs is mounted there. Where none is, QEMU makes an ordinary file, on whatever file system the directory belongs to, and says nothing. What is mounted is known from a host
profile (\`memslot.host\`). Mount it, \`mount -t hugetlbfs -o pagesize=2M none /dev/hugepages\`, or use \`memory-backend-memfd,hugetlb=on\`, which needs no mount.`,
  references: ['util/mmap-alloc.c: qemu_fd_getpagesize', 'system/physmem.c: file_ram_open'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/dev/hugepages -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/mnt/huge_2m -machine memory-backend=m\n',
    ],
  },
  check: (facts) => {
    if (!facts.started.config.setting.host.mounts) return [];
    return facts.started.backends.filter(
      ({ made, kind, memPath, pageSize }) =>
        made &&
        kind === 'file' &&
        memPath.value !== undefined &&
        /huge/i.test(memPath.value) &&
        pageSize === basePageOf(facts),
    );
  },
  report: (backend, facts) => ({
    span: backend.memPath.span ?? backend.span,
    message: `No hugetlbfs is mounted at ${backend.memPath.value} on the host: the memory consists of ${formatSize(basePageOf(facts))} pages of an ordinary file, and QEMU says nothing. Mount one, or use memory-backend-memfd,hugetlb=on.`,
  }),
  fixes(backend, facts) {
    const mounts = facts.started.config.setting.host.mounts?.filter(({ type }) => type === 'hugetlbfs') ?? [];
    return mounts.slice(0, 3).flatMap(({ path }, i) => {
      const edit = setProperty(groupOf(facts, backend), 'mem-path', path);
      return edit ? [{ title: `Use the hugetlbfs at ${path}`, edits: [edit], preferred: i === 0 }] : [];
    });
  },
});
