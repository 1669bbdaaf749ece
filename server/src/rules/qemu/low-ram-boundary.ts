import { formatSize } from '../../model/format';
import { GIB, MIB } from '../../model/qemu/units';
import { defineRule, type Fix } from '../define-rule';
import { mayUseKvm } from './backend-uses';
import { setMachineProperty } from './property-edits';
import type { QemuFacts } from './qemu-facts';

/** A split of the RAM within a huge page. */
interface Split {
  readonly limit: bigint;
  readonly page: bigint;
  /** How much RAM lies above 4 GiB. */
  readonly above: bigint;
}

export const lowRamBoundary = defineRule({
  id: 'low-ram-boundary',
  severity: 'warning',
  scope: 'qemu',
  summary: 'max-ram-below-4g is no multiple of the huge page, so that the RAM above 4 GiB gets none.',
  why: `What does not fit below \`max-ram-below-4g\` begins at 4 GiB in guest-physical memory, and at that very offset in the backend. If the offset is no multiple of the
huge page, guest and host addresses of all RAM above 4 GiB differ below it, and KVM maps that RAM with base pages. Take a multiple of 2 MiB for transparent huge pages, of 1 GiB for hugetlbfs pages of that
size; a multiple of 1 GiB serves both.`,
  references: ['hw/i386/pc.c: pc_memory_init', 'arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata'],
  examples: {
    valid: ['qemu-system-x86_64 -enable-kvm -M q35,max-ram-below-4g=2G -m 8G\n'],
    invalid: ['qemu-system-x86_64 -enable-kvm -M q35,max-ram-below-4g=2047M -m 3G\n'],
  },
  check: findSplit,
  report: ({ limit, page, above }, { started }) => ({
    span: started.config.options.maxRamBelow4g.span!,
    message: `max-ram-below-4g is ${formatSize(limit)}, no multiple of ${formatSize(page)}: the ${formatSize(above)} of RAM above 4 GiB begin within a huge page of the backend, and KVM maps them with smaller pages. Make it a multiple of ${formatSize(page)}.`,
  }),
  fixes({ limit, page }, facts) {
    const fixes: Fix[] = [];
    for (const value of new Set([limit - (limit % GIB), limit - (limit % page), limit - (limit % page) + page])) {
      const edit = value > 0n && value <= 4n * GIB && setMachineProperty(facts, 'max-ram-below-4g', value);
      if (edit)
        fixes.push({
          title: `Make it ${formatSize(value)}`,
          edits: [edit],
          preferred: fixes.length === 0,
          gains: true,
        });
    }
    return fixes;
  },
});

function findSplit(facts: QemuFacts): Split[] {
  const { config, regions, ram } = facts.started;
  const { value: limit, span } = config.options.maxRamBelow4g;
  if (!span || limit === undefined || limit === 0n || !regions || !ram || !facts.simulation || !mayUseKvm(facts))
    return [];
  const backend = ram[0]?.backend;
  if (ram.length !== 1 || !backend || backend.align === undefined || backend.pageSize === undefined) return [];
  const page = backend.pageSize > 2n * MIB ? backend.pageSize : 2n * MIB;
  if (backend.align < page) return [];
  const above = regions.filter((region) => region.backend === backend && region.gpa >= 4n * GIB);
  const first = above[0];
  if (!first || (first.gpa - first.offset) % page === 0n) return [];
  return [{ limit, page, above: above.reduce((sum, { size }) => sum + size, 0n) }];
}
