import { IntervalMap } from '../layout/interval-map';
import type { Operation, SetMemoryRegion } from '../model/slot-operation';
import { ChunkedList } from '../text/chunked-list';
import { checkAttributes } from './check-attributes';
import type { MemoryAttributes } from './memory-attributes';
import { copyMemslots, type Memslots, noMemslots, slotKey } from './memslots';
import type { Outcome } from './outcome';
import { apply, callOutcome, liveSlotsOf, type OperationResult, type Replay } from './replay';
import type { Vm } from './vm';

/** A call whose slot may still be set when the last operation was made. */
interface Pending<Place> {
  readonly operation: SetMemoryRegion;
  readonly outcome: Outcome;
  readonly place: Place;
}

/** What is left of a machine after its last operation. */
export interface StreamEnd<Place> {
  /** The calls whose slots are set, in their order; those that have no effect any more are not among them. */
  readonly replay: Replay;
  /** Where each of these was written, and each that is in the way of others though nobody knows its id. */
  readonly places: ReadonlyMap<SetMemoryRegion, Place>;
  readonly attributes: MemoryAttributes;
}

/** Before so many calls wait, nobody looks which of them have no effect any more. */
const FEWEST_PENDING = 128;

/**
 * Makes the calls of one machine as they come, and keeps no more of them than the machine itself would: what has no effect
 * any more is handed to `settle` and forgotten. `Place` is whatever the caller knows an operation by.
 */
export class ReplayStream<Place> {
  private readonly pending = new Map<number, Pending<Place>>();
  private readonly nameless = new Map<SetMemoryRegion, Place>();
  private readonly said = new IntervalMap<boolean>();
  private complete = true;
  private count = 0;
  private mostPending = FEWEST_PENDING;

  /** `vm` is what the machine is, as far as it is known from the operations so far; see `become`. */
  constructor(
    private vm: Vm,
    private readonly settle: (result: OperationResult, place: Place) => void,
    private readonly memslots: Memslots = noMemslots(),
  ) {}

  /** Makes one operation. */
  step(operation: Operation, place: Place): Outcome {
    const index = this.count++;
    if (operation.kind === 'set-memory-attributes') {
      const outcome = checkAttributes(operation, this.vm);
      const { gpa, size, private: isPrivate } = operation;
      if (outcome.kind === 'accepted') this.said.assign(gpa.value!, gpa.value! + size.value!, isPrivate);
      if (outcome.kind === 'unknown') this.complete = false;
      this.settle({ operation, outcome, live: false }, place);
      return outcome;
    }
    const outcome = callOutcome(operation, this.memslots, this.vm);
    apply(operation, index, outcome, this.memslots);
    const key = slotKey(operation);
    if (key === undefined) this.nameless.set(operation, place);
    if (key === undefined || this.memslots.byKey.get(key)?.index === index) {
      this.pending.set(index, { operation, outcome, place });
      if (this.pending.size > this.mostPending) this.settleDead();
    } else this.settle({ operation, outcome, live: false }, place);
    return outcome;
  }

  /** Whether KVM would answer a call differently now, were the machine another one. */
  differsAs(vm: Vm, region: SetMemoryRegion): boolean {
    return callOutcome(region, this.memslots, vm) !== callOutcome(region, this.memslots, this.vm);
  }

  /** It turned out what the machine is; to no call so far would it have answered anything else. */
  become(vm: Vm): void {
    this.vm = vm;
  }

  /** A machine that went the same way so far, and goes another from here on. No memory was converted yet. */
  fork(vm: Vm, settle: (result: OperationResult, place: Place) => void): ReplayStream<Place> {
    const twin = new ReplayStream(vm, settle, copyMemslots(this.memslots));
    for (const [index, call] of this.pending) twin.pending.set(index, call);
    for (const [region, place] of this.nameless) twin.nameless.set(region, place);
    twin.count = this.count;
    return twin;
  }

  end(): StreamEnd<Place> {
    this.settleDead();
    const calls = [...this.pending].sort(([a], [b]) => a - b).map(([, call]) => call);
    const results = calls.map(({ operation, outcome }) => ({ operation, outcome, live: true }));
    return {
      replay: { vm: this.vm, results: ChunkedList.of<OperationResult>(results), liveSlots: liveSlotsOf(this.memslots) },
      places: new Map([...this.nameless, ...calls.map(({ operation, place }) => [operation, place] as const)]),
      attributes: { said: this.said, complete: this.complete },
    };
  }

  private settleDead(): void {
    const live = new Set<number>();
    for (const { index } of this.memslots.byKey.values()) live.add(index);
    for (const { index } of this.memslots.unnamed) live.add(index);
    for (const [index, { operation, outcome, place }] of this.pending) {
      if (live.has(index)) continue;
      this.pending.delete(index);
      this.settle({ operation, outcome, live: false }, place);
    }
    this.mostPending = Math.max(FEWEST_PENDING, 2 * this.pending.size);
  }
}
