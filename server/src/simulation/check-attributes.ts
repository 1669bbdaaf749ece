import { atLeast } from '../model/kernel-version';
import type { SetMemoryAttributes } from '../model/slot-operation';
import { U64_LIMIT } from '../text/u64';
import { accepted, type Outcome, refused, undecided } from './outcome';
import type { Vm } from './vm';

/** kvm_vm_ioctl_set_mem_attributes(), in KVM's order. */
export function checkAttributes({ gpa, size }: SetMemoryAttributes, vm: Vm): Outcome {
  if (!vm.privateMemory || !atLeast(vm.host.kernel, 6, 8)) return refused('attributes-unsupported');
  if (size.value === 0n) return refused('attributes-empty');
  if (gpa.value === undefined || size.value === undefined) return undecided('attributes-wrap');
  if (gpa.value + size.value >= U64_LIMIT) return refused('attributes-wrap');
  if (((gpa.value | size.value) & vm.pageMask) !== 0n) return refused('attributes-unaligned');
  return accepted('attributes');
}
