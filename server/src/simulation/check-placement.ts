import { atLeast } from '../model/kernel-version';
import { KVM_MEM_GUEST_MEMFD, type SetMemoryRegion } from '../model/slot-operation';
import { fileRange, gpaRange, type Memslot, type Memslots, type Ranges } from './memslots';
import { assumed, type CheckResult, refused, undecided } from './outcome';
import type { Vm } from './vm';

/** kvm_check_memslot_overlap(): of a slot that is made or moved. `old` is the slot itself, where it was. */
export function checkOverlap(
  region: SetMemoryRegion,
  _vm: Vm,
  memslots: Memslots,
  old: Memslot | undefined,
): CheckResult {
  const place = gpaRange(region)!;
  const other = findOther(memslots.spaces.get(place.id), place.start, place.end, old);
  if (other === undefined) return undefined;
  return other.certain ? refused('overlap', 'EEXIST', other.region) : undecided('overlap');
}

/** kvm_gmem_bind(). A slot without KVM_MEM_GUEST_MEMFD binds nothing. */
export function checkBinding(region: SetMemoryRegion, vm: Vm, memslots: Memslots): CheckResult {
  if ((region.flags.value! & KVM_MEM_GUEST_MEMFD) === 0n) return undefined;
  const fileSize = region.guestMemfd?.size.value;
  const offset = region.offset?.value;
  if (fileSize !== undefined && offset !== undefined && offset + region.size.value! > fileSize) {
    return refused('guest-memfd-bounds');
  }
  const bound = fileRange(region);
  const other = bound && findOther(memslots.files.get(bound.id), bound.start, bound.end, undefined);
  if (other?.certain) {
    const errno = atLeast(vm.host.kernel, 7, 2) ? 'EEXIST' : 'EINVAL';
    return refused('guest-memfd-bound-twice', errno, other.region);
  }
  if (other !== undefined) return undecided('guest-memfd-bound-twice');
  if (fileSize === undefined || offset === undefined) return assumed('guest-memfd-bounds');
  return bound === undefined ? assumed('guest-memfd-bound-twice') : undefined;
}

/** The first slot but `self` that is in `[start, end)`, or else the first that may be. */
function findOther(
  ranges: Ranges | undefined,
  start: bigint,
  end: bigint,
  self: Memslot | undefined,
): Memslot | undefined {
  if (ranges === undefined) return undefined;
  let found = ranges.certain.findOverlap(start, end);
  if (found !== undefined && found.value === self) found = ranges.certain.findOverlap(found.end, end);
  return (found ?? ranges.doubtful.findOverlap(start, end))?.value;
}
