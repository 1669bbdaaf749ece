import type { OperationResult } from '../../simulation/replay';
import type { MachineSimulation } from '../../simulation/simulate';
import { beginsTransaction, type Transaction, TransactionCutter } from '../../simulation/transactions';
import type { Declaration } from '../../syntax/memslots/declaration';
import { declarationsOn } from '../memslots/declarations-on';
import type { Snapshot } from '../snapshot';
import type { LineSpan } from '../written-size';
import { describeTransaction, type Effect } from './describe-transaction';

/** So far above some lines the beginning of a transaction is looked for. */
const FARTHEST = 4096;

/** What the operations on some lines did, by their declarations. */
export function effectsOn(snapshot: Snapshot, lines: LineSpan): ReadonlyMap<Declaration, Effect<undefined>> {
  const wanted = new Set(declarationsOn(snapshot, lines).map(({ declaration }) => declaration));
  const effects = new Map<Declaration, Effect<undefined>>();
  for (const simulation of snapshot.simulations) {
    for (const transaction of transactionsOn(simulation, snapshot, lines)) {
      for (const effect of describeTransaction(transaction, simulation.machine.host)) {
        const declaration = effect.result.operation.span.block as Declaration;
        if (wanted.has(declaration)) effects.set(declaration, effect);
      }
    }
  }
  return effects;
}

/** The transactions of a machine that have operations on some lines. */
function transactionsOn(
  { results }: MachineSimulation,
  { index }: Snapshot,
  { start, end }: LineSpan,
): Transaction<undefined>[] {
  const lineOf = ({ operation }: OperationResult) => index.lineOf(operation.span.block)!;
  // A declaration that begins above may reach onto the first line.
  const from = results.partitionPoint((result) => lineOf(result) < (index.blockAt(start)?.line ?? start));
  const to = results.partitionPoint((result) => lineOf(result) <= end);
  if (from >= to) return [];
  let first = from;
  while (first > 0 && from - first < FARTHEST && !beginsTransaction(results.at(first - 1), results.at(first)!)) first--;
  const cutter = new TransactionCutter<undefined>();
  const found: Transaction<undefined>[] = [];
  let at = first;
  for (const result of results.slice(first, results.length)) {
    const done = cutter.push(result, undefined);
    if (done) {
      found.push(done);
      if (at >= to) return found;
    }
    at++;
  }
  const last = cutter.end();
  return last ? [...found, last] : found;
}

/** Every transaction of a machine. */
export function transactionsOf({ results }: MachineSimulation): Transaction<undefined>[] {
  const cutter = new TransactionCutter<undefined>();
  const found: Transaction<undefined>[] = [];
  for (const result of results) {
    const done = cutter.push(result, undefined);
    if (done) found.push(done);
  }
  const last = cutter.end();
  return last ? [...found, last] : found;
}
