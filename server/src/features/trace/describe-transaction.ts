import { formatSize, hex, plural } from '../../model/format';
import type { Host } from '../../model/host';
import { addressValue } from '../../model/host-address';
import { KVM_MEM_LOG_DIRTY_PAGES, KVM_MEM_READONLY, type SetMemoryRegion } from '../../model/slot-operation';
import { lostPagesOf } from '../../rules/lost-pages';
import { reasonText, shortReason } from '../../rules/reason-text';
import { nameOf, placeOf } from '../../rules/slot-text';
import { refusalReason } from '../../simulation/refusal-reason';
import { effectiveErrno, type OperationResult } from '../../simulation/replay';
import { isDelete, type Step, sharesMemory, type Transaction } from '../../simulation/transactions';

/** What one operation of a log did. */
export interface Effect<T> {
  readonly place: T;
  readonly result: OperationResult;
  /** A few words: `splits slot 0 into 3`. */
  readonly label: string;
  /** Sentences; `undefined` where the words say it all. */
  readonly detail: string | undefined;
}

/** What each operation of a transaction did, in its order. `host`: that of the machine. */
export function describeTransaction<T>({ kind, steps }: Transaction<T>, host: Host): readonly Effect<T>[] {
  const pieces = kind === 'update' ? steps.filter(({ result }) => isSet(result)).map(regionOf) : [];
  const deleted = steps.flatMap(({ result }) => (isDelete(result) ? [result.outcome.previous] : []));
  return steps.map((step) => {
    const { result, place } = step;
    const reason = refusalReason(result);
    if (result.operation.kind === 'set-memory-attributes') {
      const { private: isPrivate } = result.operation;
      return { place, result, label: isPrivate ? 'makes memory private' : 'shares memory', detail: undefined };
    }
    if (reason) return { place, result, label: shortReason(reason, result.operation), detail: reasonText(reason) };
    const loss = isSet(result) ? lossOf(result.operation, host) : undefined;
    const label = isDelete(result)
      ? deletionLabel(result.outcome.previous, pieces, deleted)
      : changeLabel(result, result.operation, deleted, pieces);
    return {
      place,
      result,
      label: loss ? `${label} · ${loss.label}` : label,
      detail: loss?.detail,
    };
  });
}

/** `dirty logging on: 9 slots`, for a transaction of several operations; `undefined` for a single one. */
export function transactionTitle<T>({ kind, steps }: Transaction<T>, host: Host): string | undefined {
  if (steps.length < 2) return undefined;
  if (kind === 'flags') return `${flagsLabel(regionOf(steps[0]!))}: ${plural(BigInt(steps.length), 'slot')}`;
  const labels = describeTransaction({ kind, steps }, host).filter(({ result }) => isDelete(result));
  return labels.map(({ label }) => label).join(', ');
}

function regionOf<T>({ result }: Step<T>): SetMemoryRegion {
  return result.operation as SetMemoryRegion;
}

/** Whether an operation left a slot set that was not so before. */
function isSet(result: OperationResult): boolean {
  const { operation, outcome } = result;
  if (operation.kind !== 'set-memory-region' || operation.size.value === 0n) return false;
  const errno = effectiveErrno(result);
  return errno === 0 && !(outcome.kind === 'accepted' && outcome.change === 'none');
}

function deletionLabel(
  old: SetMemoryRegion,
  pieces: readonly SetMemoryRegion[],
  deleted: readonly SetMemoryRegion[],
): string {
  const name = nameOf(old);
  const own = pieces.filter((piece) => isSameMemory(piece, old));
  const [piece] = own;
  if (!piece) {
    const moved = pieces.find((other) => isSameBehind(other, old));
    if (moved?.gpa.value !== undefined) return `moves ${name} to ${hex(moved.gpa.value)}`;
    return pieces.some((other) => sharesMemory(other, old)) ? `deletes ${name} for other memory` : `deletes ${name}`;
  }
  if (own.length > 1) return `splits ${name} into ${own.length}`;
  const together = deleted.filter((other) => isSameMemory(piece, other));
  if (together.length > 1) return `joins ${together.map(nameOf).join(' and ')}`;
  const [before, after] = [old.size.value!, piece.size.value!];
  if (after < before) return `shrinks ${name} to ${formatSize(after)}`;
  if (after > before) return `grows ${name} to ${formatSize(after)}`;
  const toggled = (old.flags.value ?? 0n) ^ (piece.flags.value ?? 0n);
  if ((toggled & KVM_MEM_READONLY) !== 0n)
    return `makes ${name} ${(old.flags.value! & KVM_MEM_READONLY) === 0n ? 'read-only' : 'writable'}`;
  return `sets ${name} anew`;
}

function changeLabel(
  { outcome }: OperationResult,
  region: SetMemoryRegion,
  deleted: readonly SetMemoryRegion[],
  pieces: readonly SetMemoryRegion[],
): string {
  const name = nameOf(region);
  if (region.size.value === undefined) return 'not written down';
  if (outcome.kind === 'accepted') {
    if (outcome.change === 'none') return 'no effect: it is set so already';
    if (outcome.change === 'flags-only') return `${flagsLabel(region)} for ${name}`;
    if (outcome.change === 'move' && outcome.previous?.gpa.value !== undefined)
      return `moves ${name} from ${hex(outcome.previous.gpa.value)}`;
  }
  if (region.size.value === 0n)
    return region.slot.value === undefined && region.gpa.value !== undefined
      ? `deletes the slot at ${hex(region.gpa.value)}`
      : `deletes ${name}`;
  const whole = deleted.find((old) => isSameMemory(region, old));
  if (whole) {
    const own = pieces.filter((piece) => isSameMemory(piece, whole));
    return own.length > 1 ? `part ${own.indexOf(region) + 1} of ${own.length} of ${nameOf(whole)}` : `sets ${name}`;
  }
  const moved = deleted.find((old) => isSameBehind(region, old));
  return moved ? `${nameOf(moved)} at its new place` : `adds ${name}`;
}

function flagsLabel({ flags }: SetMemoryRegion): string {
  return `dirty logging ${((flags.value ?? 0n) & KVM_MEM_LOG_DIRTY_PAGES) === 0n ? 'off' : 'on'}`;
}

/** Whether two slots map one piece of memory at the same guest-physical addresses. */
function isSameMemory(a: SetMemoryRegion, b: SetMemoryRegion): boolean {
  const [gpaA, gpaB] = [a.gpa.value, b.gpa.value];
  const [uaA, uaB] = [addressValue(a.userspaceAddr), addressValue(b.userspaceAddr)];
  if (gpaA === undefined || gpaB === undefined || uaA === undefined || uaB === undefined) return false;
  if (a.addressSpace.value !== b.addressSpace.value || uaA - gpaA !== uaB - gpaB) return false;
  return gpaA < gpaB + (b.size.value ?? 0n) && gpaB < gpaA + (a.size.value ?? 0n);
}

/** Whether two slots have the same memory behind them. */
function isSameBehind(a: SetMemoryRegion, b: SetMemoryRegion): boolean {
  const address = addressValue(a.userspaceAddr);
  return address !== undefined && address === addressValue(b.userspaceAddr) && a.size.value === b.size.value;
}

/** The huge pages that a slot cannot have because of its addresses: `2 MiB lost: ua 0x1ff000 off`. */
function lossOf(region: SetMemoryRegion, host: Host): { label: string; detail: string } | undefined {
  const lost = region.userspaceAddr.span && lostPagesOf(region, host);
  if (!lost) return undefined;
  const size = formatSize(lost.size);
  return {
    label: `${size} lost: ua ${hex(lost.difference)} off`,
    detail: `gpa and userspace_addr of ${placeOf(region)} differ below ${size} by ${hex(lost.difference)}, so that KVM maps none of it with pages of ${size}.`,
  };
}
