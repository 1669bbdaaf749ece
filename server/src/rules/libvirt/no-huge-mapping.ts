import { formatCount, formatSize } from '../../model/format';
import { insertInto, removeElement } from '../../model/libvirt/edit-xml';
import type { LibvirtDomain } from '../../model/libvirt/libvirt-domain';
import { pathOf } from '../../model/libvirt/xml-values';
import { defineRule, type Fix } from '../define-rule';
import { sharedPagesAreHuge } from '../qemu/shared-pages-are-huge';
import { unalignedBackends } from '../qemu/unaligned-backends';
import { exampleDomain } from './example-domain';

export const noHugeMapping = defineRule({
  id: 'libvirt-no-huge-mapping',
  severity: 'hint',
  scope: 'domain',
  summary: 'The memory is a plain memfd, which KVM can map with small pages only.',
  why: `Ordinary memory of QEMU gets transparent huge pages, and so KVM maps it with 2 MiB pages. A **plain memfd** (\`<source type='memfd'/>\` without \`<hugepages>\`) or a file on tmpfs is mapped where guest-physical and host addresses differ below 2 MiB: KVM then uses 4 KiB pages for all of it, whatever \`/sys/kernel/mm/transparent_hugepage/shmem_enabled\` says. libvirt has no setting for the alignment.

Take \`<hugepages/>\`; or leave out \`<source>\` where no other process needs the memory. Memory that is to be shared is only told of, as a warning, where a host profile turns huge pages for shared memory on: elsewhere it would have none at any address.`,
  references: ['QEMU, util/mmap-alloc.c: qemu_ram_mmap', 'arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata'],
  examples: {
    valid: [
      exampleDomain({
        memory:
          "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <hugepages/>\n  <source type='memfd'/>\n</memoryBacking>",
      }),
    ],
    invalid: [
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <source type='memfd'/>\n</memoryBacking>",
      }),
      exampleDomain({
        memory:
          "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <source type='memfd'/>\n  <access mode='shared'/>\n</memoryBacking>",
      }),
    ],
  },
  check: ({ prepared: { domain }, qemu }) => {
    const { source } = domain.backing;
    if (!qemu || !source.span || (isShared(domain) && !sharedPagesAreHuge(qemu))) return [];
    // Persistent memory is a file of its own.
    const paths = new Set(domain.devices.flatMap(({ path }) => path.value ?? []));
    const backends = unalignedBackends(qemu).filter(({ memPath }) => !paths.has(memPath.value ?? ''));
    return backends.length > 0 ? [{ backends, span: source.span }] : [];
  },
  report: ({ backends, span }, { prepared: { domain }, qemu }) => {
    const size = backends.reduce((sum, backend) => sum + backend.size.value!, 0n);
    const other = isShared(domain) ? '' : ', or leave out <source>, because nothing shares the memory';
    return {
      span,
      severity: qemu && sharedPagesAreHuge(qemu) ? 'warning' : undefined,
      message: `QEMU aligns a plain ${domain.backing.source.value} to 4 KiB only: KVM maps ${formatSize(size)} with 4 KiB pages (${formatCount(size / 4096n)} of them), whatever transparent huge pages are set to. Add <hugepages/>${other}.`,
    };
  },
  fixes: (_, { prepared: { domain } }) => {
    const element = pathOf(domain.element, 'memoryBacking', 'source');
    const fixes: Fix[] = [];
    if (!isShared(domain) && element)
      fixes.push({ title: 'Remove <source>', edits: [removeElement(element)], preferred: true });
    if (domain.backing.element && !domain.backing.hugepages)
      fixes.push({
        title: 'Add <hugepages/>',
        edits: insertInto(domain.backing.element, ['<hugepages/>']),
        preferred: true,
      });
    return fixes;
  },
});

/** Whether any of the memory is to be seen by other processes. */
function isShared({ backing, cells, devices, sharers }: LibvirtDomain): boolean {
  if (sharers.length > 0) return true;
  const accesses = [backing.access, ...cells.map(({ memAccess }) => memAccess), ...devices.map(({ access }) => access)];
  return accesses.some(({ value, span }) => value === 'shared' || (span !== undefined && value === undefined));
}
