import { formatSize } from '../../model/format';
import { type Finding, refusal } from '../../model/qemu/finding';
import { isPowerOfTwo } from '../align';
import { type Plug, type PlugState, sizeOf } from './plug-state';

/** Realizes an ivshmem-plain, whose memory is a PCI BAR: its place is up to the guest. (hw/misc/ivshmem.c: ivshmem_plain_realize) */
export function plugIvshmem(plug: Plug, state: PlugState): Finding[] {
  const { device, values, backend } = plug;
  const span = values.memdev.span ?? device.driverSpan;
  if (!values.memdev.span && device.list.complete) {
    const message = 'ivshmem-plain needs the memory that it shares: add memdev=ID, the id of a memory backend.';
    return [refusal('missing-property', span, "You must specify a 'memdev'", message)];
  }
  if (!backend) return [];
  if (state.busy.has(backend)) {
    const message = `${backend.id} is in use already: every device needs a backend of its own.`;
    return [refusal('backend-busy', span, `can't use already busy memdev: ${backend.id}`, message)];
  }
  state.busy.set(backend, plug);
  const size = backend.size.value;
  if (size === undefined || isPowerOfTwo(size)) return [];
  const words = "pci_register_bar: Assertion `is_power_of_2(size)' failed";
  const message = `${backend.id} has ${formatSize(size)}; the memory of ivshmem becomes a PCI BAR, whose size is a power of two. QEMU crashes otherwise.`;
  return [refusal('ivshmem-size', span, words, message, sizeOf(backend))];
}
