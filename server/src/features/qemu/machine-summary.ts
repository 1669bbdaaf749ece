import { onHugePages } from '../../rules/qemu/backend-uses';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import type { MachineSummary } from '../machine-spots';
import { memoryOf } from './machine-memory';

/** What the memory of a QEMU comes to; `undefined`: its layout is not known. */
export function machineSummary(machine: QemuFacts): MachineSummary | undefined {
  const pieces = memoryOf(machine);
  if (!pieces) return undefined;
  const { ramSize, devices, backends } = machine.started;
  const own = pieces.filter(({ backend }) => backend !== undefined);
  const hugePages = new Map<bigint, bigint>();
  for (const backend of backends) {
    const { pageSize, size, made } = backend;
    if (!made || pageSize === undefined || size.value === undefined || !onHugePages(machine, backend)) continue;
    hugePages.set(pageSize, (hugePages.get(pageSize) ?? 0n) + (size.value + pageSize - 1n) / pageSize);
  }
  return {
    slots: pieces.length,
    bytes: sumOf([ramSize, ...devices.filter(({ mapped }) => mapped).map(({ size }) => size)]),
    uses: own.map(({ use }) => use),
    hugePages,
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
