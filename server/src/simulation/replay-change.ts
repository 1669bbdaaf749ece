import type { Host } from '../model/host';
import type { Machine } from '../model/machine';
import type { SetMemoryRegion } from '../model/slot-operation';
import { onlyDifference } from '../text/only-difference';
import { type CallTies, tieOf, tiesOf } from './call-ties';
import { gpaRange, type Memslots, noMemslots } from './memslots';
import type { Outcome } from './outcome';
import type { LiveSlot, OperationResult, Replay } from './replay';
import { usesPrivateMemory, type Vm } from './vm';

/** What is kept of a replay for the next one. */
interface Kept {
  readonly host: Host;
  readonly vm: Vm;
  /** Which calls concern each other. Worked out when a call changes for the first time. */
  readonly ties: CallTies | undefined;
}

/** The two parts of a replay that the calls that a change concerns go through once more. */
interface Steps {
  readonly callOutcome: (region: SetMemoryRegion, memslots: Memslots, vm: Vm) => Outcome;
  readonly apply: (region: SetMemoryRegion, index: number, outcome: Outcome, memslots: Memslots) => void;
}

const KEPT = new WeakMap<Replay, Kept>();

/** Notes what a replay was made with. */
export function keepForNext(replay: Replay, { host, vm }: Pick<Kept, 'host' | 'vm'>): void {
  KEPT.set(replay, { host, vm, ties: undefined });
}

/**
 * The replay of a machine in which one call is another than in `before`, whose replay is `previous`; `undefined` when it has to be made in full. Only
 * the calls that the change concerns are made again, among themselves: for one slot, for memory that overlaps, for one
 * guest_memfd, and what those concern in turn.
 */
export function replayChange(
  machine: Machine,
  before: Machine,
  previous: Replay,
  { callOutcome, apply }: Steps,
): Replay | undefined {
  const kept = KEPT.get(previous);
  if (!kept || kept.host !== machine.host) return undefined;
  const index = onlyDifference(before.operations, machine.operations, (old, operation) => old === operation);
  if (index === undefined) return undefined;
  const old = previous.results[index]!.operation;
  const region = machine.operations[index]!;
  if (old.kind !== 'set-memory-region' || region.kind !== 'set-memory-region') return undefined;
  if (usesPrivateMemory(old) !== usesPrivateMemory(region)) return undefined;
  const tie = tieOf(region);
  if (!tie) return undefined;
  const ties = kept.ties ?? tiesOf(previous.results);
  if (!ties) return undefined;
  KEPT.set(previous, { ...kept, ties });
  const exchanged = ties.exchange(index, tie);
  if (!exchanged) return undefined;
  const changed = makeAgain(exchanged.concerned, machine, previous, (call, i, memslots) => {
    const outcome = callOutcome(call, memslots, kept.vm);
    apply(call, i, outcome, memslots);
    return outcome;
  });
  if (changed) KEPT.set(changed, { ...kept, ties: exchanged.ties });
  return changed;
}

/** Makes some calls of a machine that concern no other; `undefined` when it is not known what becomes of one. */
function makeAgain(
  concerned: readonly number[],
  machine: Machine,
  previous: Replay,
  make: (call: SetMemoryRegion, index: number, memslots: Memslots) => Outcome,
): Replay | undefined {
  const memslots = noMemslots();
  const made = new Map<number, { operation: SetMemoryRegion; outcome: Outcome; live: boolean }>();
  for (const i of concerned) {
    const operation = machine.operations[i] as SetMemoryRegion;
    const outcome = make(operation, i, memslots);
    // What may be set or not has effects that reach further.
    if (outcome.kind === 'unknown') return undefined;
    made.set(i, { operation, outcome, live: false });
  }
  for (const { index } of memslots.byKey.values()) made.get(index)!.live = true;
  const results = previous.results.slice();
  for (const [i, result] of made) if (!isSame(previous.results[i]!, result)) results[i] = result;
  return { results, liveSlots: changeLiveSlots(previous, concerned, memslots) };
}

function isSame(before: OperationResult, { operation, outcome, live }: OperationResult): boolean {
  return before.operation === operation && before.outcome === outcome && before.live === live;
}

/** The live slots after some calls were made again: what they left before is taken out, what they leave now put in. */
function changeLiveSlots(
  { results, liveSlots }: Replay,
  concerned: readonly number[],
  { byKey }: Memslots,
): ReadonlyMap<number, readonly LiveSlot[]> {
  const changed = new Map<number, LiveSlot[]>();
  const slotsOf = (space: number) => {
    const slots = changed.get(space) ?? liveSlots.get(space)?.slice() ?? [];
    changed.set(space, slots);
    return slots;
  };
  for (const index of concerned) {
    const { operation, live } = results[index]!;
    const place = live && operation.kind === 'set-memory-region' ? gpaRange(operation) : undefined;
    if (!place) continue;
    const slots = slotsOf(place.id);
    const at = placeIn(slots, place.start);
    if (slots[at]?.index === index) slots.splice(at, 1);
  }
  for (const { region, index } of byKey.values()) {
    const place = gpaRange(region);
    if (!place) continue;
    const { id, start, end } = place;
    const slots = slotsOf(id);
    slots.splice(placeIn(slots, start), 0, { start, end, region, index });
  }
  return new Map([...new Map([...liveSlots, ...changed])].sort(([a], [b]) => a - b));
}

/** The index of the first slot that does not begin below `start`. */
function placeIn(slots: readonly LiveSlot[], start: bigint): number {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (slots[middle]!.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
