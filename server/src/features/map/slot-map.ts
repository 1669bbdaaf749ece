import type { SetMemoryRegion } from '../../model/slot-operation';
import type { OperationResult } from '../../simulation/replay';
import { secondLevelOf } from '../../simulation/second-level';
import type { MachineSimulation } from '../../simulation/simulate';
import { drawMap } from './draw-map';
import { layoutMap } from './layout-map';
import { withBackings } from './list-backings';
import { CARD } from './palette';
import { pictureScale } from './picture-scale';
import { slotOfRegion } from './slot-of-region';

const LABELS = 190;

/** A small picture of one slot as SVG: its guest-physical memory, and the piece of the backing that it shows. */
export function drawSlotMap(
  region: SetMemoryRegion,
  result: OperationResult,
  simulation: MachineSimulation,
): string | undefined {
  const slot = slotOfRegion(region, result, simulation);
  if (!slot) return undefined;
  const map = {
    ...withBackings([{ slot, backing: region.backing }], [], () => undefined),
    mappable: secondLevelOf(simulation.machine.host).granule.mappable,
    deviceMemory: undefined,
    notes: [],
  };
  return drawMap(map, layoutMap(map, pictureScale('log', 1)), {
    colours: CARD,
    labels: LABELS,
    title: 'guest-physical memory',
    more: 0,
    interactive: false,
  });
}
