import { liveRegions } from '../../simulation/live-regions';
import type { MachineSimulation } from '../../simulation/simulate';
import { type BlockIndex, rangeOf } from '../../text/block-index';
import type { Position } from '../../text/text-lines';
import type { MachineNeeds } from '../budget/machine-needs';
import type { MachineSpot, MachineSummary } from '../machine-spots';
import type { Snapshot } from '../snapshot';
import { machineTitle } from './machine-title';
import { slotNeeds } from './slot-needs';

/** The machines of a memslot list or a log, each where it is named, or at its first operation. */
export function listMachines({ simulations, index }: Snapshot): readonly MachineSpot[] {
  return simulations.flatMap((simulation) => {
    const position = positionOf(simulation, index);
    return position ? [{ position, summary: () => summarize(simulation) }] : [];
  });
}

/** What those machines take of the host's huge pages. */
export function listNeeds({ simulations, index }: Snapshot): readonly MachineNeeds[] {
  return simulations.flatMap((simulation, i) => {
    const position = positionOf(simulation, index);
    if (!position) return [];
    const regions = liveRegions(simulation);
    const complete = regions.every(({ page }) => page.kind !== 'unknown');
    return [{ name: machineTitle(simulation, i), position, needs: slotNeeds(regions), complete }];
  });
}

function positionOf({ machine }: MachineSimulation, index: BlockIndex): Position | undefined {
  const { nameSpan, operations } = machine;
  const span = operations.length > 0 ? (nameSpan ?? operations.at(0)!.span) : undefined;
  return span && rangeOf(span, index)?.start;
}

/** What is set in the end. */
function summarize(simulation: MachineSimulation): MachineSummary {
  const { pagesOf } = simulation;
  const regions = liveRegions(simulation);
  return {
    slots: regions.length,
    bytes: regions.reduce((sum, { size }) => sum + (size.value ?? 0n), 0n),
    uses: regions.map(pagesOf),
    needs: slotNeeds(regions),
  };
}
