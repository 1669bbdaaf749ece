import type { MachineSimulation } from '../../simulation/simulate';

/** What a machine of a list or a log is called, the `i`-th of its document. In a log every process is a machine of its own. */
export function machineTitle({ machine: { name, nameSpan } }: MachineSimulation, i: number): string {
  if (name === undefined) return `machine ${i + 1}`;
  return nameSpan ? name : `process ${name}`;
}
