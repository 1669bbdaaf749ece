import { formatCount, formatShare, formatSize } from '../model/format';
import { countOf } from '../simulation/page-use';
import { secondLevelOf } from '../simulation/second-level';
import { defineRule, type Fix } from './define-rule';
import { writeValue } from './edits';

export const slotHeadTail = defineRule({
  id: 'slot-head-tail',
  severity: 'warning',
  scope: 'slot',
  summary: 'The ends of a slot lie inside huge pages and run on smaller ones.',
  why: `Congruent addresses are enough for huge pages in the middle of a slot; at its head and tail, whatever does not fill a whole aligned huge page is mapped with base pages. For a large slot that is nothing (QEMU's slot at 1 MiB
loses one half of a 2 MiB page), and only a hint here. Where it is more than 1 % of the slot, moving its ends onto multiples of 2 MiB is worth a thought.`,
  references: ['arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata'],
  examples: {
    valid: ['backing ram type=memfd page=2M size=8M\nSlot#0: gpa=2M, offset=2M, size=4M, backing=ram\n'],
    invalid: ['backing ram type=memfd page=2M size=8M\nSlot#0: gpa=1M, offset=1M, size=4M, backing=ram\n'],
  },
  check({ region, result, simulation }) {
    const use = result.live && region.page.kind !== 'unknown' ? simulation.pagesOf(region) : undefined;
    const size = secondLevelOf(simulation.machine.host).granule.mappable[1]!;
    if (!use || countOf(use, size) === 0n) return [];
    const limit = use.limits.find((l) => l.size === size && l.kind === 'head-and-tail');
    return limit?.kind === 'head-and-tail' ? [{ ...limit, total: region.size.value! }] : [];
  },
  report({ size, head, tail, total }, { region, simulation }) {
    const { pageSize } = simulation.machine.host;
    const parts = [head > 0n ? `the first ${formatSize(head)}` : '', tail > 0n ? `the last ${formatSize(tail)}` : '']
      .filter(Boolean)
      .join(' and ');
    const lost = head + tail;
    const small = lost * 100n <= total;
    return {
      span: (head > 0n ? region.gpa.span : region.size.span) ?? region.headSpan,
      severity: small ? 'hint' : 'warning',
      message: `${parts[0]!.toUpperCase()}${parts.slice(1)} of the slot ${head > 0n && tail > 0n ? 'do' : 'does'} not fill a ${formatSize(size)} page: ${formatCount(lost / pageSize)} pages of ${formatSize(pageSize)}, ${formatShare(lost, total)} of the slot.${small ? '' : ` Slots that begin and end at multiples of ${formatSize(size)} have none.`}`,
    };
  },
  fixes({ head, tail, total }, { region }): readonly Fix[] {
    const { gpa, offset, userspaceAddr, size } = region;
    const moved = userspaceAddr.span ? { value: userspaceAddr.residue, span: userspaceAddr.span } : offset;
    const edits = [
      writeValue(size, total - head - tail),
      ...(head > 0n
        ? [
            writeValue(gpa, gpa.value! + head),
            moved?.value === undefined ? undefined : writeValue(moved, moved.value + head),
          ]
        : []),
    ];
    if (!edits.every((edit) => edit !== undefined)) return [];
    return [
      { title: `Leave out what fills no huge page (${formatSize(head + tail)} less memory)`, edits, gains: true },
    ];
  },
});
