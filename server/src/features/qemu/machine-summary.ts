import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import type { MachineSummary } from '../machine-spots';
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
    bytes: sumOf([ramSize, ...devices.filter(({ mapped }) => mapped).map(({ size }) => size)]),
    uses: own.map(({ use }) => use),
    needs: backendNeeds(machine),
  };
}

function sumOf(sizes: readonly (bigint | undefined)[]): bigint | undefined {
  let sum = 0n;
  for (const size of sizes) {
    if (size === undefined) return undefined;
    sum += size;
  }
  return sum;
}
