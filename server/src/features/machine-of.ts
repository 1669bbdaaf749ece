import type { Host } from '../model/host';
import type { Machine } from '../model/machine';
import type { Declaration } from '../syntax/memslots/declaration';
import type { Snapshot } from './snapshot';

/** The machine that an operation's declaration belongs to; `undefined` for a declaration that is no operation. */
export function machineOf(snapshot: Snapshot, declaration: Declaration): Machine | undefined {
  const operation = snapshot.facts.operationOf(declaration);
  if (!operation) return undefined;
  const { machines } = snapshot.facts;
  return machines.length === 1 ? machines[0] : machines.find((machine) => machine.operations.includes(operation));
}

/** The host that a declaration is about: its machine's, else what the file says before its first machine. */
export function hostOf(snapshot: Snapshot, declaration: Declaration): Host {
  return machineOf(snapshot, declaration)?.host ?? snapshot.facts.host;
}
