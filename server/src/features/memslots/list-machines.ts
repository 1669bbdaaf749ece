import type { Backing } from '../../model/backing';
import type { MachineSimulation } from '../../simulation/simulate';
import { rangeOf } from '../../text/block-index';
import type { MachineSpot, MachineSummary } from '../machine-spots';
import type { Snapshot } from '../snapshot';

/** The machines of a memslot list or a log, each where it is named, or at its first operation. */
export function listMachines({ simulations, index }: Snapshot): readonly MachineSpot[] {
  return simulations.flatMap((simulation) => {
    const { nameSpan, operations } = simulation.machine;
    const span = operations.length > 0 ? (nameSpan ?? operations.at(0)!.span) : undefined;
    const range = span && rangeOf(span, index);
    return range ? [{ position: range.start, summary: () => summarize(simulation) }] : [];
  });
}

/** What is set in the end. */
function summarize({ liveSlots, pagesOf }: MachineSimulation): MachineSummary {
  const regions = [...liveSlots.values()].flatMap((live) => Array.from(live, ({ region }) => region));
  const needs = new Map<bigint, bigint>();
  const counted = new Set<Backing>();
  let bytes = 0n;
  for (const { size, page, backing } of regions) {
    bytes += size.value ?? 0n;
    if (page.kind !== 'hugetlb' || (backing && counted.has(backing))) continue;
    // Slots of one file share its pages.
    const whole = backing?.size.value;
    if (backing && whole !== undefined) counted.add(backing);
    needs.set(page.size, (needs.get(page.size) ?? 0n) + (whole ?? size.value ?? 0n));
  }
  return {
    slots: regions.length,
    bytes,
    uses: regions.map(pagesOf),
    hugePages: new Map([...needs].map(([size, sum]) => [size, (sum + size - 1n) / size])),
  };
}
