import { formatSize } from '../../model/format';
import { defineRule } from '../define-rule';
import { devicesOn, groupOf, onHugePages } from './backend-uses';
import { removeProperty, setProperty } from './property-edits';

export const reserveOffHugePages = defineRule({
  id: 'reserve-off-huge-pages',
  severity: 'warning',
  scope: 'qemu',
  summary: 'Huge pages that are not reserved kill the guest when they run out.',
  why: `Huge pages come from a pool of fixed size. With \`reserve=on\`, the default, the kernel sets aside as many as the backend needs, and QEMU does not start when there are too few. With \`reserve=off\` it starts, and
the guest gets **SIGBUS** when it touches memory for which no page is left. That is of use for virtio-mem, which takes a part of its backend only; for RAM leave it out, or add \`prealloc=on\` instead.`,
  references: ['backends/hostmem.c: host_memory_backend_set_reserve', 'util/mmap-alloc.c: mmap_activate'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-memfd,id=m,size=4G,hugetlb=on -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-memfd,id=m,size=4G,hugetlb=on,reserve=off -machine memory-backend=m\n',
    ],
  },
  check: (facts) =>
    facts.started.backends.filter(
      (backend) =>
        backend.made &&
        backend.reserve.value === false &&
        backend.reserve.span &&
        onHugePages(facts, backend) === true &&
        !devicesOn(facts, backend).some(({ device }) => device.type.kind === 'virtio-mem'),
    ),
  report: (backend) => ({
    span: backend.reserve.span!,
    message: `${backend.id} takes pages of ${formatSize(backend.pageSize!)} without reserving them: QEMU starts even when too few are free, and the guest dies of SIGBUS when it touches the first one that is missing. Leave out reserve=off.`,
  }),
  fixes(backend, facts) {
    const edit =
      removeProperty(groupOf(facts, backend), 'reserve') ?? setProperty(groupOf(facts, backend), 'reserve', true);
    return edit ? [{ title: 'Reserve them: leave out reserve=off', edits: [edit], preferred: true }] : [];
  },
});
