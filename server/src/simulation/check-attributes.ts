import { atLeast } from '../model/kernel-version';
import type { SetMemoryAttributes } from '../model/slot-operation';
import { U64_LIMIT } from '../text/u64';
import { accepted, assuming, type Outcome, refused, undecided } from './outcome';
import type { Vm } from './vm';

/**
 * kvm_vm_ioctl_set_mem_attributes(), in KVM's order. The call came with Linux 6.8 and is x86's. To make memory shared takes
 * no attribute, so that it passes on machines without private memory as well, unless KVM was built without the call.
 */
export function checkAttributes({ gpa, size, private: isPrivate }: SetMemoryAttributes, vm: Vm): Outcome {
  if (vm.host.arch !== 'x86_64' || !atLeast(vm.host.kernel, 6, 8)) return refused('attributes-unsupported', 'ENOTTY');
  if (isPrivate && !vm.privateMemory) return refused('attributes-unsupported');
  if (size.value === 0n) return refused('attributes-empty');
  if (gpa.value === undefined || size.value === undefined) return undecided('attributes-wrap');
  if (gpa.value + size.value >= U64_LIMIT) return refused('attributes-wrap');
  if (((gpa.value | size.value) & vm.pageMask) !== 0n) return refused('attributes-unaligned');
  return vm.privateMemory ? accepted('attributes') : assuming(accepted('attributes'), 'attributes-unsupported');
}
