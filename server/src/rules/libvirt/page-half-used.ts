import { formatSize } from '../../model/format';
import { defineRule } from '../define-rule';
import { onHugePages } from '../qemu/backend-uses';
import { exampleDomain } from './example-domain';
import { pageFixes } from './page-fixes';

export const pageHalfUsed = defineRule({
  id: 'libvirt-page-half-used',
  severity: 'warning',
  scope: 'domain',
  summary: 'The last huge page of a cell or of the RAM is only used in part.',
  why: `libvirt never compares memory with huge pages. From hugetlbfs QEMU takes **whole** pages: 65 MiB on pages of 2 MiB are 33 of them, 1 MiB of which nobody can use; two cells of 33 and 31 MiB take 33 pages rather than 32, and 1 GiB pages can waste nearly a GiB for each cell. QEMU before 9.1 says nothing to that.
A newer one refuses to start (\`memory size must be multiple of 2 MiB\`), and so does every QEMU with \`<source type='memfd'/>\` (\`failed to resize memfd to 68157440: Invalid argument\`).`,
  references: [
    'QEMU, system/physmem.c: file_ram_alloc',
    'QEMU, backends/hostmem.c: host_memory_backend_memory_complete',
  ],
  examples: {
    valid: [exampleDomain({ memory: onPages("<memory unit='MiB'>66</memory>") })],
    invalid: [
      exampleDomain({ memory: onPages("<memory unit='MiB'>65</memory>") }),
      exampleDomain({
        memory: `${onPages("<memory unit='MiB'>64</memory>")}\n<cpu>\n  <numa>\n    <cell id='0' cpus='0' memory='33' unit='MiB'/>\n    <cell id='1' cpus='1' memory='31' unit='MiB'/>\n  </numa>\n</cpu>`,
      }),
    ],
  },
  check: ({ qemu }) =>
    (qemu?.started.backends ?? []).flatMap((backend) => {
      const { kind, made, size, pageSize } = backend;
      if (kind !== 'file' || !made || !size.span || size.value === undefined || !pageSize) return [];
      const used = size.value % pageSize;
      return used !== 0n && onHugePages(qemu!, backend) ? [{ backend, used, pageSize, span: size.span }] : [];
    }),
  report: ({ backend, used, pageSize, span }) => ({
    span,
    message: `${formatSize(backend.size.value!)} on pages of ${formatSize(pageSize)} take ${backend.size.value! / pageSize + 1n} of them, and ${formatSize(pageSize - used)} of the last one are lost. QEMU 9.1 and newer refuse to start. Make it a multiple of ${formatSize(pageSize)}.`,
  }),
  fixes: ({ span }, facts) => pageFixes(span, facts),
});

function onPages(memory: string): string {
  return `${memory}\n<memoryBacking>\n  <hugepages><page size='2' unit='MiB'/></hugepages>\n</memoryBacking>`;
}
