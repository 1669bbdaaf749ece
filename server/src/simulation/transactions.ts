import { addressValue } from '../model/host-address';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { OperationResult } from './replay';

/**
 * Operations that a VMM makes to change one thing. `update`: slots are deleted and their memory is set anew, as QEMU does to
 * split, resize or move a slot when firmware opens a window in RAM (accel/kvm/kvm-all.c: kvm_region_commit). `flags`: one
 * slot after the other gets the same flags, as at the begin of a migration.
 */
export interface Transaction<T> {
  readonly kind: 'update' | 'flags' | 'single';
  readonly steps: readonly Step<T>[];
}

/** One operation of it; `place` is whatever the caller knows it by. */
export interface Step<T> {
  readonly result: OperationResult;
  readonly place: T;
}

/** So many slots are deleted in one transaction at most: more are compared with nothing. */
const MOST_DELETED = 256;
/** So many operations belong together at most. */
const MOST_STEPS = 4096;

/** Cuts the operations of one machine into transactions as they come. */
export class TransactionCutter<T> {
  private kind: Transaction<T>['kind'] = 'single';
  private steps: Step<T>[] = [];
  private deleted: SetMemoryRegion[] = [];
  private isSetting = false;

  /** The next operation; gives the transaction before it, if that is complete now. */
  push(result: OperationResult, place: T): Transaction<T> | undefined {
    const step = { result, place };
    if (this.steps.length > 0 && this.takes(result)) {
      this.add(step);
      return undefined;
    }
    const done = this.end();
    this.kind = isDelete(result) ? 'update' : switchesFlags(result) ? 'flags' : 'single';
    this.add(step);
    return done;
  }

  /** The transaction at the end. */
  end(): Transaction<T> | undefined {
    const { steps, kind } = this;
    this.steps = [];
    this.deleted = [];
    this.isSetting = false;
    return steps.length === 0 ? undefined : { kind: steps.length === 1 ? 'single' : kind, steps };
  }

  private add(step: Step<T>): void {
    this.steps.push(step);
    if (isDelete(step.result)) this.deleted.push(step.result.outcome.previous);
    else this.isSetting = true;
  }

  private takes(result: OperationResult): boolean {
    if (this.steps.length >= MOST_STEPS) return false;
    if (this.kind === 'flags') return switchesFlags(result) && flagsOf(result) === flagsOf(this.steps[0]!.result);
    if (this.kind === 'single' || result.operation.kind !== 'set-memory-region') return false;
    if (isDelete(result)) return !this.isSetting && this.deleted.length < MOST_DELETED;
    const region = result.operation;
    return region.size.value !== 0n && this.deleted.some((old) => sharesMemory(old, region));
  }
}

/** Whether a transaction can only begin with `result`, whatever was before `before`. */
export function beginsTransaction(before: OperationResult | undefined, result: OperationResult): boolean {
  if (!before) return true;
  if (isDelete(result)) return !isDelete(before);
  return switchesFlags(result) !== switchesFlags(before);
}

type Deletion = OperationResult & {
  readonly operation: SetMemoryRegion;
  readonly outcome: { readonly previous: SetMemoryRegion };
};

/** Whether an operation deleted a slot, of which it is known how it was. */
export function isDelete(result: OperationResult): result is Deletion {
  const { operation, outcome } = result;
  if (outcome.kind !== 'accepted' || outcome.change !== 'delete' || !outcome.previous) return false;
  return operation.kind === 'set-memory-region' && (operation.recorded?.value ?? 0n) >= 0n;
}

function switchesFlags({ outcome }: OperationResult): boolean {
  return outcome.kind === 'accepted' && outcome.change === 'flags-only';
}

function flagsOf({ operation }: OperationResult): bigint | undefined {
  return operation.kind === 'set-memory-region' ? operation.flags.value : undefined;
}

/** Whether two slots of one address space have guest-physical memory in common, or the memory behind them. */
export function sharesMemory(a: SetMemoryRegion, b: SetMemoryRegion): boolean {
  if (a.addressSpace.value !== b.addressSpace.value) return false;
  return (
    meets(a.gpa.value, a, b.gpa.value, b) || meets(addressValue(a.userspaceAddr), a, addressValue(b.userspaceAddr), b)
  );
}

function meets(a: bigint | undefined, of: SetMemoryRegion, b: bigint | undefined, other: SetMemoryRegion): boolean {
  if (a === undefined || b === undefined || of.size.value === undefined || other.size.value === undefined) return false;
  return a < b + other.size.value && b < a + of.size.value;
}
