import type { Machine } from '../model/machine';
import type { SetMemoryRegion } from '../model/slot-operation';
import { ChunkedList } from '../text/chunked-list';
import { differenceOf } from '../text/difference-of';
import { concernedCalls } from './call-ties';
import { checkAttributes } from './check-attributes';
import { isSameResult } from './is-same-result';
import { gpaRange, type Memslots, noMemslots, slotKey } from './memslots';
import type { Outcome } from './outcome';
import type { LiveSlot, OperationResult, Replay } from './replay';
import { type Vm, vmOf } from './vm';

/** The two parts of a replay that the calls that a change concerns go through once more. */
interface Steps {
  readonly callOutcome: (region: SetMemoryRegion, memslots: Memslots, vm: Vm) => Outcome;
  readonly apply: (region: SetMemoryRegion, index: number, outcome: Outcome, memslots: Memslots) => void;
}

/** So many operations may come, go or change. */
const MOST_CHANGED = 64;

/**
 * The replay of a machine that has other operations in one place than `before`, whose replay is `previous`; `undefined` when
 * it has to be made in full. Only the calls that the change concerns are made again, among themselves: for one slot, for
 * memory that overlaps, for one guest_memfd, and what those concern in turn.
 */
export function replayChange(machine: Machine, before: Machine, previous: Replay, steps: Steps): Replay | undefined {
  if (before.host !== machine.host) return undefined;
  const { operations } = machine;
  const change = differenceOf(before.operations, operations);
  if (!change) return previous;
  const { start, removed, inserted } = change;
  if (removed + inserted > MOST_CHANGED) return undefined;
  const vm = vmOf(machine);
  if (vm.privateMemory !== previous.vm.privateMemory) return undefined;
  const gone = [...before.operations.slice(start, start + removed)];
  const changed = [...gone, ...operations.slice(start, start + inserted)];
  const concerned = concernedCalls(operations, changed, start, start + inserted);
  if (!concerned) return undefined;
  const memslots = noMemslots();
  const made = new Map<number, Made>();
  for (const i of concerned) {
    const operation = operations.at(i)!;
    if (operation.kind === 'set-memory-attributes') {
      made.set(i, { operation, outcome: checkAttributes(operation, vm), live: false });
      continue;
    }
    const outcome = steps.callOutcome(operation, memslots, vm);
    steps.apply(operation, i, outcome, memslots);
    made.set(i, { operation, outcome, live: false });
  }
  for (const { index } of memslots.byKey.values()) made.get(index)!.live = true;
  for (const { index } of memslots.unnamed) made.get(index)!.live = true;
  const fresh = Array.from({ length: inserted }, (_, i) => made.get(start + i)!);
  /** The index that a call has in the machine as it was. */
  const indexBefore = (i: number) => (i < start ? i : i - inserted + removed);
  const others = concerned.filter((i) => i < start || i >= start + inserted);
  const differing = others.flatMap((i) => {
    const result = made.get(i)!;
    return isSameResult(previous.results.at(indexBefore(i))!, result) ? [] : [[i, result] as const];
  });
  const left = [...previous.results.slice(start, start + removed)];
  for (const i of others) left.push(previous.results.at(indexBefore(i))!);
  return {
    vm,
    results: previous.results.replace(start, removed, fresh).with(differing),
    liveSlots: changeLiveSlots(previous.liveSlots, left, memslots),
  };
}

interface Made extends OperationResult {
  live: boolean;
}

/** The live slots after some calls were made again: what they left before is taken out, what they leave now put in. */
function changeLiveSlots(
  liveSlots: Replay['liveSlots'],
  left: readonly OperationResult[],
  { spaces }: Memslots,
): Replay['liveSlots'] {
  const changed = new Map(liveSlots);
  for (const { operation, live } of left) {
    if (operation.kind !== 'set-memory-region' || !(live || slotKey(operation) === undefined)) continue;
    const place = gpaRange(operation);
    const slots = place && changed.get(place.id);
    const at = slots ? placeIn(slots, place.start) : 0;
    if (slots?.at(at)?.region === operation) changed.set(place!.id, slots.replace(at, 1, []));
  }
  for (const [id, { certain }] of spaces) {
    for (const { start, end, value } of certain) {
      const slots = changed.get(id) ?? ChunkedList.of<LiveSlot>([]);
      changed.set(id, slots.replace(placeIn(slots, start), 0, [{ start, end, region: value.region }]));
    }
  }
  return new Map([...changed].sort(([a], [b]) => a - b));
}

/** The index of the first slot that does not begin below `start`. */
function placeIn(slots: ChunkedList<LiveSlot>, start: bigint): number {
  return slots.partitionPoint((slot) => slot.start < start);
}
