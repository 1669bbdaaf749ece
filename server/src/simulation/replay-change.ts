import type { Host } from '../model/host';
import type { Machine } from '../model/machine';
import { KVM_MEM_GUEST_MEMFD, type Operation, type SetMemoryRegion } from '../model/slot-operation';
import { onlyDifference } from '../text/only-difference';
import { deleteMemslot, gpaRange, type Memslots, slotKey } from './memslots';
import type { Outcome } from './outcome';
import type { LiveSlot, OperationResult, Replay } from './replay';
import type { Vm } from './vm';

/** What a replay was made with. */
interface Basis {
  readonly host: Host;
  readonly vm: Vm;
  readonly memslots: Memslots;
}

/** A replay whose calls concern nothing but slots of their own, and the state that it left. */
interface Kept extends Basis {
  /** The slots that calls name. Two calls for one slot would concern each other. */
  readonly keys: Set<number>;
  /** The calls that were refused because of an overlap, by index. */
  readonly disputed: Set<number>;
}

/** The two parts of a replay that a changed call goes through like any other. */
interface Steps {
  readonly callOutcome: (region: SetMemoryRegion, memslots: Memslots, vm: Vm) => Outcome;
  readonly apply: (region: SetMemoryRegion, index: number, outcome: Outcome, memslots: Memslots) => void;
}

/**
 * What is kept is handed on from one replay to the next, not copied. So a replay that was changed once has it no more, and
 * the next change of it starts anew.
 */
const KEPT = new WeakMap<Replay, Kept>();

/** Keeps the state that a replay left, if all its calls are plain. */
export function keepForNext(replay: Replay, basis: Basis): void {
  const keys = new Set<number>();
  const disputed = new Set<number>();
  for (const [index, { operation, outcome }] of replay.results.entries()) {
    if (!isPlain(operation) || !isPlainOutcome(outcome, operation)) return;
    if (outcome.kind === 'refused' && outcome.check === 'overlap') disputed.add(index);
    const key = slotKey(operation);
    if (key === undefined || keys.has(key)) return;
    keys.add(key);
  }
  KEPT.set(replay, { ...basis, keys, disputed });
}

/** The replay of a machine in which one call is another than in `previous`; `undefined` when it has to be made in full. */
export function replayChange(machine: Machine, previous: Replay, { callOutcome, apply }: Steps): Replay | undefined {
  const kept = KEPT.get(previous);
  if (!kept || kept.host !== machine.host) return undefined;
  const index = onlyDifference(previous.results, machine.operations, ({ operation }, other) => operation === other);
  if (index === undefined) return undefined;
  const before = previous.results[index]!;
  const old = before.operation;
  const region = machine.operations[index]!;
  if (!isPlain(region) || old.kind !== 'set-memory-region') return undefined;
  const [oldKey, key] = [slotKey(old)!, slotKey(region)];
  if (key === undefined || (key !== oldKey && kept.keys.has(key))) return undefined;
  if (concernsOthers(old, region, index, oldKey, kept, previous.results)) return undefined;

  const earlier = previous.liveSlots;
  KEPT.delete(previous);
  const { memslots, vm } = kept;
  deleteMemslot(memslots, oldKey);
  const outcome = callOutcome(region, memslots, vm);
  apply(region, index, outcome, memslots);
  const results = previous.results.slice();
  results[index] = { operation: region, outcome, live: memslots.byKey.get(key)?.index === index };
  const replay: Replay = { results, liveSlots: changeLiveSlots(earlier, old, results[index], index) };
  if (isPlainOutcome(outcome, region)) {
    kept.keys.delete(oldKey);
    kept.keys.add(key);
    kept.disputed.delete(index);
    if (outcome.kind === 'refused' && outcome.check === 'overlap') kept.disputed.add(index);
    KEPT.set(replay, kept);
  }
  return replay;
}

/** A call of a list that sets a slot of ordinary memory. */
function isPlain(operation: Operation): operation is SetMemoryRegion {
  if (operation.kind !== 'set-memory-region' || operation.recorded !== undefined) return false;
  const { flags, guestMemfd, size } = operation;
  if (guestMemfd !== undefined || size.value === 0n) return false;
  return flags.value !== undefined && (flags.value & KVM_MEM_GUEST_MEMFD) === 0n;
}

/** Whether the answer says nothing about other slots: a slot was made, the call is wrong in itself, or it met another slot. */
function isPlainOutcome(outcome: Outcome, region: SetMemoryRegion): boolean {
  switch (outcome.kind) {
    case 'accepted':
      return outcome.change === 'create';
    case 'refused':
      return outcome.other === undefined || outcome.check === 'overlap';
    case 'unknown':
      return gpaRange(region) === undefined;
  }
}

/** Whether another call may get another answer: one that met the old slot, would meet the new one, or comes after it there. */
function concernsOthers(
  old: SetMemoryRegion,
  region: SetMemoryRegion,
  index: number,
  oldKey: number,
  { memslots, disputed }: Kept,
  results: readonly OperationResult[],
): boolean {
  const places = [gpaRange(old), gpaRange(region)];
  for (const i of disputed) {
    const operation = results[i]!.operation;
    const place = operation.kind === 'set-memory-region' ? gpaRange(operation) : undefined;
    if (
      i !== index &&
      place &&
      places.some((p) => p && p.id === place.id && p.start < place.end && place.start < p.end)
    )
      return true;
  }
  const place = places[1];
  if (!place) return false;
  for (const { value } of memslots.spaces.get(place.id)?.certain.overlaps(place.start, place.end) ?? []) {
    if (value.key !== oldKey && value.index > index) return true;
  }
  return false;
}

/** The live slots after one call was changed: that one's place is taken out and its new place put in. */
function changeLiveSlots(
  earlier: ReadonlyMap<number, readonly LiveSlot[]>,
  old: SetMemoryRegion,
  { operation, outcome }: OperationResult,
  index: number,
): ReadonlyMap<number, readonly LiveSlot[]> {
  const changed = new Map(earlier);
  const from = gpaRange(old);
  const before = from && changed.get(from.id);
  const at = before ? placeIn(before, from.start) : 0;
  if (from && before?.[at]?.index === index) changed.set(from.id, [...before.slice(0, at), ...before.slice(at + 1)]);
  const to = operation.kind === 'set-memory-region' && outcome.kind === 'accepted' ? gpaRange(operation) : undefined;
  if (to && operation.kind === 'set-memory-region') {
    const slots = changed.get(to.id) ?? [];
    const place = placeIn(slots, to.start);
    const slot: LiveSlot = { start: to.start, end: to.end, region: operation, index };
    changed.set(to.id, [...slots.slice(0, place), slot, ...slots.slice(place)]);
  }
  return changed;
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
