import { isAligned } from '../layout/align';
import { addressModulo } from '../model/host-address';
import { atLeast } from '../model/kernel-version';
import type { SetMemoryRegion } from '../model/slot-operation';
import { assumed, type CheckResult, refused, undecided } from './outcome';
import type { Vm } from './vm';

/**
 * kvm_arch_prepare_memory_region() of a slot that is made or moved, as far as it looks at the call. What it looks up in the
 * process (whether memory is writable, a device's, or tagged) is not known here.
 */
export const ARCHITECTURE_CHECKS: readonly ((region: SetMemoryRegion, vm: Vm) => CheckResult)[] = [
  checkSegments,
  checkGpaLimit,
  checkSharedBit,
];

const SEGMENT = 1n << 20n;

/** s390 before Linux 7.1 builds guest memory from segments of 1 MiB. */
function checkSegments({ userspaceAddr, size }: SetMemoryRegion, vm: Vm): CheckResult {
  if (vm.host.arch !== 's390x' || atLeast(vm.host.kernel, 7, 1)) return undefined;
  if ((userspaceAddr.residue & (SEGMENT - 1n)) !== 0n) return refused('hva-unaligned-segment');
  if (!isAligned(size.value!, SEGMENT)) return refused('size-unaligned-segment');
  return addressModulo(userspaceAddr, SEGMENT) === undefined ? assumed('hva-unaligned-segment') : undefined;
}

/**
 * The width of guest-physical addresses is the host's; where it is not known, only what no host of the architecture has is
 * refused, and what every host has is accepted without a word.
 */
function checkGpaLimit({ gpa, size }: SetMemoryRegion, vm: Vm): CheckResult {
  const { errno, endMayTouch } = vm.architecture.gpaLimit;
  if (errno === undefined) return undefined;
  const end = gpa.value! + size.value!;
  if (end > vm.gpaEnd || (end === vm.gpaEnd && !endMayTouch)) return refused('gpa-limit', errno);
  return end > vm.certainGpaEnd ? assumed('gpa-limit') : undefined;
}

/** The shared bit of a TDX guest is 47 or 51, as the guest's address width is 48 or 52. Only the slot's end is looked at. */
function checkSharedBit({ gpa, size }: SetMemoryRegion, vm: Vm): CheckResult {
  if (vm.host.vmType !== 'tdx' || vm.host.arch !== 'x86_64') return undefined;
  const last = gpa.value! + size.value! - 1n;
  const bits = (1n << 47n) | (1n << 51n);
  if ((last & bits) === 0n) return undefined;
  return (last & bits) === bits ? refused('gpa-shared-bit') : undecided('gpa-shared-bit');
}
