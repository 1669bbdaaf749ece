import { formatRoughSize, formatSize } from '../model/format';
import { slotCosts } from '../simulation/slot-costs';
import { defineRule } from './define-rule';

export const nestedCost = defineRule({
  id: 'nested-cost',
  severity: 'hint',
  scope: 'slot',
  summary: 'The first nested guest makes KVM allocate a reverse map for the whole slot.',
  why: `On x86, shadow page tables need a reverse map (8 bytes a page) and write-track counters (2 bytes a page). KVM allocates both for every slot when the first nested guest starts: about 10 bytes a page, 2.5 GiB for a terabyte. Said where \`host nested=on\`, from 64 MiB on.`,
  references: ['arch/x86/kvm/x86.c: memslot_rmap_alloc', 'arch/x86/kvm/mmu/page_track.c'],
  examples: {
    valid: ['Slot#0: gpa=0, size=2G\nSlot#1: gpa=4G, size=64G\n'],
    invalid: ['host nested=on\nSlot#1: gpa=4G, size=64G\n'],
  },
  check({ region, result, simulation }) {
    const { host } = simulation.machine;
    const costs = result.live && host.nested ? slotCosts(region, host, simulation.attributes) : undefined;
    const bytes = costs ? costs.nestedReverseMap + costs.nestedWriteTrack : 0n;
    return bytes >= 64n << 20n ? [bytes] : [];
  },
  report: (bytes, { region }) => ({
    span: region.headSpan,
    message: `The first nested guest makes KVM allocate ${formatRoughSize(bytes)} of reverse map for this slot of ${formatSize(region.size.value!)}.`,
  }),
});
