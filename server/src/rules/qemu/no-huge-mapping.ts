import { formatSize } from '../../model/format';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { MIB } from '../../model/qemu/units';
import { defineRule, type Fix } from '../define-rule';
import { groupOf, nameOfBackend } from './backend-uses';
import { setProperty } from './property-edits';
import type { QemuFacts } from './qemu-facts';
import { sharedPagesAreHuge } from './shared-pages-are-huge';
import { unalignedBackends } from './unaligned-backends';

export const noHugeMapping = defineRule({
  id: 'no-huge-mapping',
  severity: 'hint',
  scope: 'qemu',
  summary: 'A plain memfd, or a file without align=, is mapped where KVM can use no huge pages.',
  why: `KVM maps guest memory with 2 MiB pages only where the guest-physical and the host address are equal modulo 2 MiB. QEMU aligns anonymous memory to 2 MiB, and
hugetlbfs to its pages, but a **plain memfd, a file on tmpfs or on a disk only to 4 KiB**: it ends up right below another mapping, 4 KiB off, and KVM then uses base pages for the whole memslot, whatever
transparent huge pages are set to (\`/sys/kernel/mm/transparent_hugepage/shmem_enabled\`).

\`align=2M\` repairs that for \`memory-backend-file\`. A memfd has no such property: use \`hugetlb=on\`, or from QEMU 10.0 on \`memory-backend-ram,share=on\`, which is a memfd aligned to 2 MiB. For memory that needs no sharing
\`memory-backend-ram\` is enough. With a host profile that turns huge pages for shared memory on, this is a warning.`,
  references: [
    'system/physmem.c: file_ram_alloc, qemu_ram_alloc_internal',
    'util/mmap-alloc.c: qemu_ram_mmap',
    'arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata',
  ],
  examples: {
    valid: [
      'qemu-system-x86_64 -enable-kvm -m 4G -object memory-backend-file,id=m,size=4G,mem-path=/dev/shm,share=on,align=2M -machine memory-backend=m\n',
      'qemu-system-x86_64 -enable-kvm -m 4G -object memory-backend-memfd,id=m,size=4G,hugetlb=on -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -enable-kvm -m 4G -object memory-backend-file,id=m,size=4G,mem-path=/dev/shm,share=on -machine memory-backend=m\n',
      'qemu-system-x86_64 -enable-kvm -m 4G -object memory-backend-memfd,id=m,size=4G -machine memory-backend=m\n',
    ],
  },
  check: unalignedBackends,
  report(backend, facts) {
    const size = backend.size.value!;
    const help =
      backend.kind === 'file'
        ? 'Add align=2M, or use a hugetlbfs.'
        : backend.kind === 'memfd'
          ? 'Use hugetlb=on, or memory-backend-ram with share=on (QEMU 10.0 or newer).'
          : 'Use memory-backend-ram with share=on (QEMU 10.0 or newer).';
    return {
      span: backend.object ? backend.object.typeSpan : backend.span,
      message: `QEMU aligns ${nameOfBackend(backend)} to ${formatSize(backend.align!)} only: KVM maps its ${formatSize(size)} with 4 KiB pages (${size / 4096n} of them), whatever transparent huge pages are set to. ${help}`,
      ...(sharedPagesAreHuge(facts) ? { severity: 'warning' as const } : {}),
    };
  },
  fixes: alignIt,
});
function alignIt(backend: MemoryBackend, facts: QemuFacts): Fix[] {
  const group = groupOf(facts, backend);
  if (backend.kind === 'file') {
    const align = setProperty(group, 'align', 2n * MIB);
    return align ? [{ title: 'Add align=2M', edits: [align], preferred: true }] : [];
  }
  const fixes: Fix[] = [];
  const hugetlb = backend.kind === 'memfd' ? setProperty(group, 'hugetlb', true) : undefined;
  if (hugetlb) fixes.push({ title: 'Take huge pages: hugetlb=on', edits: [hugetlb], preferred: true });
  const { major } = facts.started.config.setting.version;
  const plain = backend.object?.values.every(({ name }) => name !== 'seal' && name !== 'hugetlb');
  const type = major >= 10 && plain ? setProperty(group, 'qom-type', 'memory-backend-ram') : undefined;
  const share = type && backend.share.value === true ? setProperty(group, 'share', true) : undefined;
  if (type && (share || backend.share.value === false))
    fixes.push({
      title: 'Use memory-backend-ram, which is aligned to 2 MiB (QEMU 10.0 or newer)',
      edits: [type, ...(share ? [share] : [])],
    });
  return fixes;
}
