import { formatRoughSize, plural } from '../model/format';
import { slotCosts } from '../simulation/slot-costs';
import { defineRule } from './define-rule';

/** Below this nobody needs to know. */
const NOTEWORTHY = 64n << 20n;

export const privateMemoryCost = defineRule({
  id: 'private-memory-cost',
  severity: 'hint',
  scope: 'slot',
  summary: 'Keeping note of which pages are private costs the host memory.',
  why: `KVM keeps one entry for each private page (kvm->mem_attr_array), with no compression: about 9.14 bytes a page, 0.22 % of the memory, 2.3 GiB for a terabyte. Shared pages cost nothing. Said only from 64 MiB on.`,
  references: ['virt/kvm/kvm_main.c: kvm_vm_set_mem_attributes', 'include/linux/xarray.h'],
  examples: {
    valid: ['backing gm type=guest_memfd size=2G\nSlot#0: gpa=0, size=2G, backing=gm\n'],
    invalid: ['backing gm type=guest_memfd size=64G\nSlot#0: gpa=4G, size=64G, backing=gm\n'],
  },
  check({ region, result, simulation }) {
    const costs = result.live ? slotCosts(region, simulation.machine.host, simulation.attributes) : undefined;
    return costs && costs.attributeNodes >= NOTEWORTHY ? [costs.attributeNodes] : [];
  },
  report: (bytes, { region, simulation }) => ({
    span: region.headSpan,
    message: `Noting that ${plural(region.size.value! / simulation.machine.host.pageSize, 'page')} are private takes the host kernel ${formatRoughSize(bytes)}.`,
  }),
});
