import { formatSize } from '../model/format';
import { defineRule, type Fix } from './define-rule';
import { refusedBy, refusedText } from './refusal';
import { splitSlot } from './split-slot';

export const slotTooLarge = defineRule({
  id: 'slot-too-large',
  severity: 'error',
  scope: 'slot',
  summary: 'A slot has more pages than KVM can count in one.',
  why: `A slot has at most 2^31 - 1 pages (KVM_MEM_MAX_NR_PAGES): 8 TiB - 4 KiB with 4 KiB pages. One of exactly 8 TiB is refused with **EINVAL**. Split it, best at a multiple of 1 GiB, so that no large page is lost at the seam.`,
  references: ['virt/kvm/kvm_main.c: kvm_set_memory_region (KVM_MEM_MAX_NR_PAGES)'],
  examples: {
    valid: ['Slot#0: gpa=0, size=8T-4K\n'],
    invalid: ['Slot#0: gpa=0, size=8T\n'],
  },
  check: refusedBy('slot-too-large'),
  report(refusal, { region, simulation: { machine } }) {
    const { pageSize } = machine.host;
    const most = LARGEST_PAGES * pageSize;
    return {
      span: region.size.span ?? region.headSpan,
      message: `A slot has at most 2,147,483,647 pages, which is ${formatSize(most + pageSize)} - ${formatSize(pageSize)}; this one has ${formatSize(region.size.value!)}: ${refusedText(refusal, region)}. Split it at a multiple of 1 GiB.`,
    };
  },
  fixes(_refusal, { region, simulation: { machine } }): readonly Fix[] {
    const gpa = region.gpa.value;
    const size = region.size.value;
    if (gpa === undefined || size === undefined) return [];
    const piece = (LARGEST_PAGES * machine.host.pageSize) & -GIB;
    const cuts: bigint[] = [];
    for (let cut = (gpa + piece) & -GIB; cut < gpa + size && cuts.length <= MOST_PIECES; cut += piece) cuts.push(cut);
    if (cuts.length > MOST_PIECES) return [];
    const edits = splitSlot(region, cuts, machine);
    return edits
      ? [{ title: `Split the slot into ${cuts.length + 1} at multiples of 1 GiB`, edits, preferred: true }]
      : [];
  },
});

/** KVM_MEM_MAX_NR_PAGES. */
const LARGEST_PAGES = (1n << 31n) - 1n;
const GIB = 1n << 30n;
const MOST_PIECES = 64;
