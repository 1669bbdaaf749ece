import type { MemoryDevice } from './libvirt-domain';

/** What of a device decides about its slot. */
type SlottedDevice = Pick<MemoryDevice, 'model' | 'address'>;

/**
 * The memory slots of the devices that have one: those that are written, then the first free ones.
 * (qemu/qemu_domain_address.c: qemuDomainAssignMemoryDeviceSlot)
 */
export function assignSlots<D extends SlottedDevice>(devices: readonly D[]): ReadonlyMap<D, number> {
  const slots = new Map<D, number>();
  const withSlot = devices.filter(({ model }) => model === 'dimm' || model === 'nvdimm');
  for (const device of withSlot) {
    const slot = device.address?.slot.value;
    if (slot !== undefined) slots.set(device, slot);
  }
  const taken = new Set(slots.values());
  let next = 0;
  for (const device of withSlot) {
    if (slots.has(device)) continue;
    while (taken.has(next)) next++;
    slots.set(device, next);
    taken.add(next);
  }
  return slots;
}
