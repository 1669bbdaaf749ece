import type { SetMemoryRegion } from '../model/slot-operation';
import type { MachineSimulation } from './simulate';

/** The calls whose slots are set in the end. */
export function liveRegions({ liveSlots }: Pick<MachineSimulation, 'liveSlots'>): readonly SetMemoryRegion[] {
  return [...liveSlots.values()].flatMap((live) => Array.from(live, ({ region }) => region));
}
