import { formatSize, hex } from '../model/format';
import { type AcceptanceRule, judgedSlot, type Placement } from '../simulation/acceptance/acceptance-rule';
import { acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import {
  ladder,
  type Nearest,
  nearestGpas,
  nearestOffsets,
  nearestSizes,
  noOffsetSatisfies,
} from '../simulation/acceptance/nearest';
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
  fixes({ rule, placement }, facts) {
    const { exact, inexact, sizes } = valueFixes(rule, placement, facts);
    // A split keeps all of the memory where it is; another size does not, and an inexact value maps the wrong memory.
    const best = [...exact, ...ladderFix(rule, placement, facts)].map((fix) => ({ ...fix, preferred: true }));
    return [...best, ...sizes, ...inexact];
  },
});

/** Other values that the rule accepts; those are exact with which every huge page maps the right memory as well. */
function valueFixes(
  rule: AcceptanceRule,
  placement: Placement,
  { region }: SlotFacts,
): { exact: readonly Fix[]; inexact: readonly Fix[]; sizes: readonly Fix[] } {
  const file = region.guestMemfd?.size.value ?? region.backing?.size.value;
  const offsets = nearestOffsets(rule, placement, file);
  const gpas = nearestGpas(rule, placement);
  const sizes = nearestSizes(rule, placement, file);
  const moves = [
    { exact: offsets.exact, fixes: changes('Move offset', region.offset, placement.offset, offsets) },
    { exact: gpas.exact, fixes: changes('Move gpa', region.gpa, placement.gpa, gpas) },
  ];
  return {
    exact: moves.flatMap(({ exact, fixes }) => (exact ? fixes : [])),
    inexact: moves.flatMap(({ exact, fixes }) => (exact ? [] : fixes)),
    sizes: changes('Change size', region.size, placement.size, sizes),
  };
}

function changes(
  verb: string,
  quantity: Parameters<typeof writeValue>[0],
  from: bigint,
  { down, up }: Nearest,
): readonly Fix[] {
  return [down, up].flatMap((to) => {
    const edit = to === undefined ? undefined : writeValue(quantity, to);
    if (to === undefined || edit === undefined) return [];
    const distance = to > from ? `+${formatSize(to - from)}` : `-${formatSize(from - to)}`;
    return [{ title: `${verb} to ${edit.newText} (${distance})`, edits: [edit] }];
  });
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
