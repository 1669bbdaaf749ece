import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import type { MachineSummary } from '../machine-spots';
import { sumOfSizes } from '../sum-of-sizes';
import { backendNeeds } from './backend-needs';
import { memoryOf } from './machine-memory';

/** What the memory of a QEMU comes to; `undefined`: its layout is not known. */
export function machineSummary(machine: QemuFacts): MachineSummary | undefined {
  const pieces = memoryOf(machine);
  if (!pieces) return undefined;
  const { ramSize, devices } = machine.started;
  const own = pieces.filter(({ backend }) => backend !== undefined);
  return {
    slots: pieces.length,
    bytes: sumOfSizes([ramSize, ...devices.filter(({ mapped }) => mapped).map(({ size }) => size)]),
    uses: own.map(({ use }) => use),
    needs: backendNeeds(machine),
  };
}
