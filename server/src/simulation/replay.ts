import type { Machine } from '../model/machine';
import type { Operation, SetMemoryRegion } from '../model/slot-operation';
import { ChunkedList } from '../text/chunked-list';
import { type Difference, differenceOf } from '../text/difference-of';
import { ARCHITECTURE_CHECKS } from './check-architecture';
import { checkAttributes } from './check-attributes';
import { checkChange } from './check-change';
import { FIELD_CHECKS } from './check-fields';
import { checkBinding, checkOverlap } from './check-placement';
import { type Errno, errnoOf } from './errno';
import { isSameResult } from './is-same-result';
import type { KvmCheck } from './kvm-check';
import {
  deleteMemslot,
  deleteMemslotAt,
  doubtMemslot,
  type Memslot,
  type Memslots,
  makeRoom,
  noMemslots,
  setMemslot,
  slotKey,
} from './memslots';
import { assuming, type CheckResult, type Outcome } from './outcome';
import { replayChange } from './replay-change';
import { type Vm, vmOf } from './vm';

/** What became of one operation of a machine. */
export interface OperationResult {
  readonly operation: Operation;
  /** What the simulated KVM answers. Where a log recorded another answer, that one took effect: see `effectiveErrno`. */
  readonly outcome: Outcome;
  /** Whether the slot is set, as this operation left it, after the last operation. One whose outcome is not known counts. */
  readonly live: boolean;
}

/** What became of a machine. */
export interface Replay {
  /** What was asked of the machine as a whole. */
  readonly vm: Vm;
  /** As many as the machine has operations, in the same order. */
  readonly results: ChunkedList<OperationResult>;
  /**
   * By address space, in order: the slots that are surely set in the end, as far as their place is known, in the order of their
   * addresses.
   */
  readonly liveSlots: ReadonlyMap<number, ChunkedList<LiveSlot>>;
}

/** A slot that is set in the end: `[start, end)` of guest-physical memory. */
export interface LiveSlot {
  readonly start: bigint;
  readonly end: bigint;
  readonly region: SetMemoryRegion;
}

/** Makes the calls of a machine one after the other, as KVM would. Of an earlier version, results that are the same are taken over. */
export function replayMachine(machine: Machine, before?: Machine, previous?: Replay): Replay {
  const vm = vmOf(machine);
  const memslots = noMemslots();
  const results: { operation: Operation; outcome: Outcome; live: boolean }[] = [];
  for (const operation of machine.operations) {
    if (operation.kind === 'set-memory-attributes') {
      results.push({ operation, outcome: checkAttributes(operation, vm), live: false });
      continue;
    }
    const outcome = callOutcome(operation, memslots, vm);
    apply(operation, results.length, outcome, memslots);
    results.push({ operation, outcome, live: false });
  }
  for (const { index } of memslots.byKey.values()) results[index]!.live = true;
  for (const { index } of memslots.unnamed) results[index]!.live = true;
  if (before && previous) keepResults(results, differenceOf(before.operations, machine.operations), previous);
  return { vm, results: ChunkedList.of(results), liveSlots: liveSlotsOf(memslots) };
}

/** Puts those of an earlier version in the places of results that are the same. */
function keepResults(results: OperationResult[], change: Difference | undefined, previous: Replay): void {
  const { start, removed, inserted } = change ?? { start: results.length, removed: 0, inserted: 0 };
  let i = 0;
  for (const old of previous.results) {
    const at = i < start ? i : i - removed + inserted;
    if (results[at] && isSameResult(old, results[at])) results[at] = old;
    i++;
  }
}

/**
 * The replay of a machine that differs from an earlier one in a few operations in one place: answers to calls that these do
 * not concern are taken over. `undefined` when it differs in more, or it is cheaper to make every call again.
 */
export function replayAgain(machine: Machine, before: Machine, previous: Replay): Replay | undefined {
  return replayChange(machine, before, previous, { callOutcome, apply });
}

/** How a call ended: `0` when KVM took it. The recorded answer where a log has one, else the simulated one, if it is known. */
export function effectiveErrno({ operation, outcome }: OperationResult): Errno | 0 | undefined {
  const recorded = operation.kind === 'set-memory-region' ? operation.recorded?.value : undefined;
  if (recorded === undefined) return simulatedErrno(outcome);
  return recorded < 0n ? errnoOf(recorded) : 0;
}

/** What the simulated KVM returns, `0` when it takes the call; `undefined` when that is not known. */
export function simulatedErrno(outcome: Outcome): Errno | 0 | undefined {
  if (outcome.kind === 'unknown') return undefined;
  return outcome.kind === 'refused' ? outcome.errno : 0;
}

/** Makes every check in KVM's order. The first that refuses, or cannot be made, decides. */
export function callOutcome(region: SetMemoryRegion, memslots: Memslots, vm: Vm): Outcome {
  let assumption: KvmCheck | undefined;
  const qualified = (outcome: Outcome): Outcome =>
    assumption === undefined || outcome.kind === 'unknown' ? outcome : assuming(outcome, assumption);
  for (const check of FIELD_CHECKS) {
    const result = check(region, vm);
    if (result?.kind === 'assumed') assumption ??= result.check;
    else if (result !== undefined) return qualified(result);
  }
  const old = memslots.byKey.get(slotKey(region)!);
  const change = checkChange(region, old);
  if (change.kind === 'accepted' && (change.change === 'create' || change.change === 'move')) {
    for (const check of PLACEMENT_CHECKS) {
      const result = check(region, vm, memslots, old);
      if (result?.kind === 'assumed') assumption ??= result.check;
      else if (result !== undefined) return qualified(result);
    }
  }
  return qualified(change);
}

/** What is checked of a slot that is made or moved. */
const PLACEMENT_CHECKS: readonly ((
  region: SetMemoryRegion,
  vm: Vm,
  memslots: Memslots,
  old: Memslot | undefined,
) => CheckResult)[] = [checkOverlap, checkBinding, ...ARCHITECTURE_CHECKS];

/** Changes the slots as the call did. What a log recorded outranks what was simulated. */
export function apply(region: SetMemoryRegion, index: number, outcome: Outcome, memslots: Memslots): void {
  const recorded = region.recorded?.value;
  if (recorded === undefined ? outcome.kind === 'refused' : recorded < 0n) return;
  const key = slotKey(region);
  const certain = recorded !== undefined || outcome.kind === 'accepted';
  if (!certain && key !== undefined) doubtMemslot(memslots, key);
  if (region.size.value === 0n) {
    if (certain && key !== undefined) deleteMemslot(memslots, key);
    else if (certain) deleteMemslotAt(memslots, region);
    return;
  }
  if (outcome.kind === 'accepted' && outcome.change === 'none') return;
  if (certain && outcome.kind !== 'accepted') makeRoom(memslots, region);
  setMemslot(memslots, { key, region, index, certain });
}

/** The slots that are surely set, as `Replay` has them. */
export function liveSlotsOf(memslots: Memslots): Replay['liveSlots'] {
  const bySpace = new Map<number, ChunkedList<LiveSlot>>();
  for (const [space, { certain }] of [...memslots.spaces].sort(([a], [b]) => a - b)) {
    const slots: LiveSlot[] = [];
    for (const { start, end, value } of certain) slots.push({ start, end, region: value.region });
    bySpace.set(space, ChunkedList.of(slots));
  }
  return bySpace;
}
