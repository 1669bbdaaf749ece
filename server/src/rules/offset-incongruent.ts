import { congruent, differenceModulo, fullPages } from '../layout/align';
import { formatCount, formatSize, hex } from '../model/format';
import { KVM_MEM_GUEST_MEMFD } from '../model/slot-operation';
import { isExact, judgedSlot } from '../simulation/acceptance/acceptance-rule';
import { acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import { defineRule, type SlotFacts } from './define-rule';
import { congruenceFixes, isFirstHugePage, type LostPages, lostPages, moveToCongruence } from './lost-pages';

export const offsetIncongruent = defineRule({
  id: 'offset-incongruent',
  severity: 'warning',
  scope: 'slot',
  summary: 'guest_phys_addr and the offset in the backing differ below the size of a huge page.',
  why: `A huge page of the backing can become a huge page of the guest only where its offset in the backing and its guest-physical address are equal modulo the page's size: they have to be *congruent*,
not aligned. Memory that the process maps is mapped at \`start of the mapping + offset\`, so with an aligned mapping a wrong offset costs the slot all of its huge pages, silently.

For a guest_memfd the kernel list argued about which rule should reject such an offset. None was merged: every guest_memfd up to today consists of base pages, so nothing is lost yet, and nothing
is refused. With huge pages in a guest_memfd it would be the same as for other memory. \`memslot explain rule-rejects\` tells of those rules.`,
  references: [
    'arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata',
    'virt/kvm/guest_memfd.c: kvm_gmem_bind',
    'mm: thp_vma_suitable_order',
  ],
  examples: {
    valid: ['backing ram type=memfd page=2M size=4M\nSlot#0: gpa=2M, offset=0, size=2M, backing=ram\n'],
    invalid: [
      'backing ram type=memfd page=2M size=4M\nSlot#0: gpa=2M, offset=1M, size=2M, backing=ram\n',
      'backing gm type=guest_memfd size=4M\nSlot#0: gpa=2M, offset=1M, size=2M, backing=gm\n',
    ],
  },
  check(facts): readonly LostPages[] {
    const { region } = facts;
    if (region.offset?.value === undefined || (region.offset.span === undefined && region.gpa.span === undefined))
      return [];
    if (isGuestMemfd(facts)) return isJudgedByRule(facts) ? [] : lostInGuestMemfd(facts);
    if (region.userspaceAddr.span) return [];
    const lost = lostPages(facts);
    return lost && isFirstHugePage(lost, facts) ? [lost] : [];
  },
  report({ size, difference }, facts) {
    const { region, simulation } = facts;
    const { pageSize } = simulation.machine.host;
    const total = region.size.value!;
    const differ = `gpa ${hex(region.gpa.value!)} and offset ${hex(region.offset!.value!)} differ below ${formatSize(size)} (by ${hex(difference)})`;
    const assumed = region.backing || isGuestMemfd(facts) ? '' : ' wherever the backing is mapped at a multiple of it';
    const cost = isGuestMemfd(facts)
      ? `no ${formatSize(size)} page of the guest_memfd could map this slot. Nothing is lost today, because a guest_memfd has ${formatSize(pageSize)} pages only`
      : `KVM maps all ${formatSize(total)} with ${formatSize(pageSize)} pages (${formatCount(total / pageSize)} of them)${assumed}`;
    return {
      span: region.offset!.span ?? region.gpa.span!,
      message: `${differ}: ${cost}. Choose an offset ≡ gpa modulo ${formatSize(size)}.`,
    };
  },
  fixes(lost, facts) {
    const { region } = facts;
    if (!isGuestMemfd(facts)) return congruenceFixes(lost, facts);
    const fixes = [
      ...moveToCongruence('offset', region.offset, lost.difference, lost.size),
      ...moveToCongruence('gpa', region.gpa, lost.size - lost.difference, lost.size),
    ];
    // A guest_memfd gains nothing yet, so no gain can be asked for.
    return fixes.map((fix, i) => ({ ...fix, gains: false, preferred: i === 0 }));
  },
});

const isGuestMemfd = ({ region }: SlotFacts) => ((region.flags.value ?? 0n) & KVM_MEM_GUEST_MEMFD) !== 0n;

/** Whether a rule was chosen that accepts or refuses slots by their offset: then `rule-rejects` and `rule-unsafe` speak. */
function isJudgedByRule({ simulation: { machine } }: SlotFacts): boolean {
  return machine.rule !== 'upstream' && acceptanceRuleOf(machine.rule)?.kind === 'reject';
}

/** What the slot would lose if its guest_memfd had huge pages. */
function lostInGuestMemfd({ region, result, simulation }: SlotFacts): readonly LostPages[] {
  if (!result.live) return [];
  const { placement } = judgedSlot(region, simulation.machine.host, result.outcome);
  if (!placement || isExact(placement)) return [];
  const { gpa, offset, size, pageSizes } = placement;
  const pageSize = pageSizes.slice(1).find((s) => fullPages(gpa, size, s) > 0n && !congruent(gpa, offset, s))!;
  return [
    { size: pageSize, difference: differenceModulo(offset, gpa, pageSize), possible: fullPages(gpa, size, pageSize) },
  ];
}
