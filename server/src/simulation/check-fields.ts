import { addressModulo, addressValue } from '../model/host-address';
import { atLeast } from '../model/kernel-version';
import {
  KVM_MEM_GUEST_MEMFD,
  KVM_MEM_LOG_DIRTY_PAGES,
  KVM_MEM_READONLY,
  type SetMemoryRegion,
} from '../model/slot-operation';
import { U64_LIMIT } from '../text/u64';
import { assumed, type CheckResult, refused, undecided } from './outcome';
import type { Vm } from './vm';

/**
 * The checks that look at the call alone, in KVM's order: kvm_vm_ioctl_set_memory_region() and the first half of
 * kvm_set_memory_region(). A delete goes through them all as well.
 *
 * An address that nobody knows is taken as page-aligned and in user space, as everything is that mmap() returns. Of a
 * delete nothing but the slot, the flags and the size needs to be known.
 */
export const FIELD_CHECKS: readonly ((region: SetMemoryRegion, vm: Vm) => CheckResult)[] = [
  checkSlotId,
  checkFlags,
  checkSize,
  checkGpa,
  checkUserspaceAddr,
  checkOffset,
  checkAddressSpace,
  checkExtent,
];

function checkSlotId({ slot }: SetMemoryRegion, vm: Vm): CheckResult {
  if (slot.value === undefined) return undecided('slot-id-range');
  return slot.value < vm.architecture.userMemSlots ? undefined : refused('slot-id-range');
}

/** check_memory_region_flags(), and before it kvm_vm_ioctl(): the first ioctl takes only what KVM_SET_USER_MEMORY_REGION_V1_FLAGS has. */
function checkFlags({ flags, legacy }: SetMemoryRegion, vm: Vm): CheckResult {
  if (flags.value === undefined) return undecided('flags-invalid');
  if (legacy && hasFlag(flags.value, KVM_MEM_GUEST_MEMFD)) return refused('flags-invalid');
  const guestMemfd = hasFlag(flags.value, KVM_MEM_GUEST_MEMFD);
  let valid = guestMemfd ? 0n : KVM_MEM_LOG_DIRTY_PAGES;
  let perhaps = 0n;
  if (vm.guestMemfdFlag) valid |= KVM_MEM_GUEST_MEMFD;
  if (vm.guestMemfdFlag === undefined) perhaps |= KVM_MEM_GUEST_MEMFD;
  if (vm.readonlyFlag && !guestMemfd) valid |= KVM_MEM_READONLY;
  if (vm.readonlyFlag === undefined && !guestMemfd) perhaps |= KVM_MEM_READONLY;
  const invalid = flags.value & ~valid;
  if (invalid === 0n) return undefined;
  return (invalid & ~perhaps) === 0n ? undecided('flags-invalid') : refused('flags-invalid');
}

function checkSize({ size }: SetMemoryRegion, vm: Vm): CheckResult {
  if (size.value === undefined) return undecided('size-unaligned');
  return (size.value & vm.pageMask) === 0n ? undefined : refused('size-unaligned');
}

function checkGpa({ gpa, size }: SetMemoryRegion, vm: Vm): CheckResult {
  if (gpa.value === undefined) return size.value === 0n ? undefined : undecided('gpa-unaligned');
  return (gpa.value & vm.pageMask) === 0n ? undefined : refused('gpa-unaligned');
}

/** The alignment, and access_ok(). That an address carries no tag (untagged_addr) follows from access_ok() here. */
function checkUserspaceAddr({ userspaceAddr, size }: SetMemoryRegion, vm: Vm): CheckResult {
  const known = addressModulo(userspaceAddr, vm.pageSize);
  if (((known ?? userspaceAddr.residue) & vm.pageMask) !== 0n) return refused('hva-unaligned');
  if (known === undefined) {
    const written = userspaceAddr.span !== undefined && size.value !== 0n;
    return written ? assumed('hva-unaligned') : undefined;
  }
  const start = addressValue(userspaceAddr);
  if (start === undefined) return undefined;
  const end = start + size.value!;
  const { certainEnd, largestEnd } = vm.architecture.userAddresses;
  // From 6.4 to 6.11 x86 looked at nothing but the top bit.
  const topBitOnly = vm.host.arch === 'x86_64' && !atLeast(vm.host.kernel, 6, 12);
  if (end > (topBitOnly ? 1n << 63n : largestEnd)) return refused('hva-range');
  return end > certainEnd ? assumed('hva-range') : undefined;
}

/** Without KVM_MEM_GUEST_MEMFD the offset is not looked at. */
function checkOffset({ offset, flags, size }: SetMemoryRegion, vm: Vm): CheckResult {
  if (!hasFlag(flags.value!, KVM_MEM_GUEST_MEMFD) || offset === undefined) return undefined;
  if (offset.value === undefined) return undecided('offset-unaligned');
  if ((offset.value & vm.pageMask) !== 0n) return refused('offset-unaligned');
  return offset.value + size.value! < U64_LIMIT ? undefined : refused('offset-wraps');
}

function checkAddressSpace({ addressSpace }: SetMemoryRegion, vm: Vm): CheckResult {
  if (addressSpace.value === undefined) return undecided('address-space-range');
  return addressSpace.value < vm.addressSpaces ? undefined : refused('address-space-range');
}

/** That all slots together have fewer than 2^64 pages needs no check: KVM has not that many slots. */
function checkExtent({ gpa, size }: SetMemoryRegion, vm: Vm): CheckResult {
  if (gpa.value !== undefined && gpa.value + size.value! >= U64_LIMIT) return refused('gpa-wraps');
  return size.value! <= vm.largestSlot ? undefined : refused('slot-too-large');
}

function hasFlag(flags: bigint, flag: bigint): boolean {
  return (flags & flag) !== 0n;
}
