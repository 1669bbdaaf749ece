import { formatSize, hex } from '../model/format';
import { type AcceptanceRule, judgedSlot, type Placement } from '../simulation/acceptance/acceptance-rule';
import { acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import { ladder, nearestGpas, nearestOffsets, nearestSizes, noOffsetSatisfies } from '../simulation/acceptance/nearest';
import { defineRule, type Fix, type SlotFacts } from './define-rule';
import { writeValue } from './edits';
import { splitSlot } from './split-slot';

/** A slot that the chosen rule refuses. */
interface Rejection {
  readonly rule: AcceptanceRule;
  readonly placement: Placement;
  /** Nothing would have gone wrong with it. */
  readonly needless: boolean;
}

export const ruleRejects = defineRule({
  id: 'rule-rejects',
  severity: 'error',
  scope: 'slot',
  summary: 'The chosen acceptance rule refuses the slot.',
  why: `In 2023 the kernel list argued about which offset in a guest_memfd a memslot may have, once guest_memfds consist of huge pages. None of the rules was merged: today's KVM asks for page alignment only. \`rule NAME\` in the file, or the setting \`memslot.rule\`, applies one of them, and
this is what it refuses, with EINVAL. Beside that verdict stands whether it is right: a rejection is *needless* when every huge page that fits in the slot would map the right memory. The exact condition (\`rule exact\`) is that gpa and offset are congruent modulo every page size of which the slot
contains a full page; it rejects nothing needlessly and accepts nothing unsafe.

Some rules cannot be satisfied by any offset. The size rule wants a multiple of 1 GiB for a slot of 1 GiB or more, but a slot at 1 MiB is safe only with an offset that is *not* one: QEMU's slot behind the VGA hole. Then only a split into aligned pieces passes, which costs slots and gains nothing on a kernel without the rule.`,
  references: [
    'lore.kernel.org: KVM: Relax alignment check for restricted mem (Mar 2023)',
    'lore.kernel.org: Rework preparing/initializing guest_memfd (2023-2025)',
  ],
  examples: {
    valid: ['rule exact\nSlot#0: gpa=4G, offset=2G, size=6G\n', 'Slot#0: gpa=4G, offset=2G, size=6G\n'],
    invalid: [
      'rule ctz\nSlot#0: gpa=4G, offset=2G, size=6G\n',
      'rule size\nSlot#0: gpa=0x100000, offset=0x100000, size=0x7ff00000\n',
    ],
  },
  check(facts): readonly Rejection[] {
    const { region, result, simulation } = facts;
    const rule = acceptanceRuleOf(simulation.machine.rule);
    if (!rule || rule.id === 'upstream' || result.outcome.kind === 'refused') return [];
    const judged = judgedSlot(region, simulation.machine.host, result.outcome);
    const { accepts, verdict } = rule.judge(judged);
    return accepts === false && judged.placement
      ? [{ rule, placement: judged.placement, needless: verdict === 'needless' }]
      : [];
  },
  report({ rule, placement, needless }, { region }) {
    const { gpa, offset, size } = placement;
    const verdict = needless
      ? 'Needlessly: every huge page that fits in the slot would map the right memory'
      : 'Rightly: a huge page would map the wrong memory';
    const hopeless = noOffsetSatisfies(rule, placement)
      ? ' No offset satisfies both this rule and correctness: only a split into aligned pieces does.'
      : '';
    return {
      span: region.offset?.span ?? region.headSpan,
      message: `Rule ${rule.id} refuses gpa ${hex(gpa)}, offset ${hex(offset)}, size ${formatSize(size)} (EINVAL): it asks for ${rule.predicate}. ${verdict}.${hopeless}`,
    };
  },
  fixes: ({ rule, placement }, facts) => [...offsetFixes(rule, placement, facts), ...ladderFix(rule, placement, facts)],
});

function offsetFixes(rule: AcceptanceRule, placement: Placement, { region }: SlotFacts): Fix[] {
  const file = region.guestMemfd?.size.value ?? region.backing?.size.value;
  const offsets = nearestOffsets(rule, placement, file);
  const gpas = nearestGpas(rule, placement);
  const sizes = nearestSizes(rule, placement, file);
  const fixes: Fix[] = [];
  const add = (name: string, quantity: Parameters<typeof writeValue>[0], from: bigint, to: bigint | undefined) => {
    const edit = to === undefined || to === from ? undefined : writeValue(quantity, to);
    if (edit && to !== undefined)
      fixes.push({
        title:
          `Move ${name} to ${edit.newText} (${to > from ? '+' : '-'}${formatSize(to > from ? to - from : from - to)})`.replace(
            'Move size',
            'Change size',
          ),
        edits: [edit],
      });
  };
  // Values that also let every huge page map the right memory come first.
  const ordered = [
    { nearest: offsets, name: 'offset', quantity: region.offset, from: placement.offset },
    { nearest: gpas, name: 'gpa', quantity: region.gpa, from: placement.gpa },
    { nearest: sizes, name: 'size', quantity: region.size, from: placement.size },
  ].sort((a, b) => Number(b.nearest.exact) - Number(a.nearest.exact));
  for (const { nearest, name, quantity, from } of ordered) {
    add(name, quantity, from, nearest.down);
    add(name, quantity, from, nearest.up);
  }
  return fixes.map((fix, i) => (i === 0 ? { ...fix, preferred: true } : fix));
}

function ladderFix(rule: AcceptanceRule, placement: Placement, { region, simulation: { machine } }: SlotFacts): Fix[] {
  const pieces = ladder(rule, placement);
  if (!pieces || pieces.length < 2) return [];
  const edits = splitSlot(
    region,
    pieces.slice(1).map((piece) => piece.gpa),
    machine,
  );
  return edits
    ? [
        {
          title: `Split into ${pieces.length} slots at 2 MiB and 1 GiB lines, as the rule asks (a current kernel gains nothing from it)`,
          edits,
        },
      ]
    : [];
}
