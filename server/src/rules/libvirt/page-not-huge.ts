import { removeElement, setSize } from '../../model/libvirt/edit-xml';
import { formatKib } from '../../model/libvirt/format-kib';
import type { LibvirtDomain } from '../../model/libvirt/libvirt-domain';
import { hostPageSize } from '../../model/qemu/host-memory';
import { KIB, MIB } from '../../model/qemu/units';
import { defineRule } from '../define-rule';
import { exampleDomain } from './example-domain';

export const pageNotHuge = defineRule({
  id: 'libvirt-page-not-huge',
  severity: 'warning',
  scope: 'domain',
  summary: '<hugepages> of the size of a base page are none.',
  why: "A `<page>` of the host's base page size, 4 KiB on x86, turns huge pages **off** for what it is about, without a word: the guest gets ordinary memory. Beside entries for huge pages that can be meant, for some of the cells; alone it hardly is.",
  references: ['src/qemu/qemu_command.c: qemuBuildMemoryBackendProps'],
  examples: {
    valid: [
      exampleDomain({ memory: backed("<page size='2' unit='MiB'/>") }),
      exampleDomain({
        memory: `${backed("<page size='2' unit='MiB' nodeset='0'/><page size='4' unit='KiB' nodeset='1'/>")}\n<cpu>\n  <numa>\n    <cell id='0' cpus='0' memory='1' unit='GiB'/>\n    <cell id='1' cpus='1' memory='1' unit='GiB'/>\n  </numa>\n</cpu>`,
      }),
    ],
    invalid: [exampleDomain({ memory: backed("<page size='4'/>") })],
  },
  check: ({ prepared: { domain, setting } }) => {
    const base = hostPageSize(setting.host) / KIB;
    const { pages } = domain.backing;
    // Only of x86 is it known without a host profile.
    if (setting.host.pageSize === undefined && !isX86(domain)) return [];
    const meant = pages.some(({ size }) => size.value === undefined || size.value > base);
    return meant ? [] : pages.filter(({ size }) => size.value === base);
  },
  report: ({ size }) => ({
    span: size.span!,
    message: `${formatKib(size.value!)} is the size of a base page: libvirt uses no huge pages here, without a word. Name a huge page size, such as 2 MiB.`,
  }),
  fixes: ({ size, element }, { prepared: { domain } }) => [
    ...(isX86(domain) ? [{ title: 'Set it to 2 MiB', edits: setSize(size, (2n * MIB) / KIB), preferred: true }] : []),
    { title: 'Remove <page>', edits: [removeElement(element)] },
  ],
});

function isX86({ arch }: LibvirtDomain): boolean {
  return arch.value === 'x86_64' || arch.value === 'i686';
}

function backed(pages: string): string {
  return `<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <hugepages>${pages}</hugepages>\n</memoryBacking>`;
}
