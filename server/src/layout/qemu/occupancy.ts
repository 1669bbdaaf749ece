import type { DeviceOption } from '../../model/qemu/device-option';
import { IntervalMap } from '../interval-map';
import type { PlacedDevice } from './plug-state';

/** What the memory devices so far occupy. Changed by occupy() and placeDevice(). */
export interface Occupancy {
  /** The devices by their addresses. */
  readonly ranges: IntervalMap<PlacedDevice>;
  /** False: some device's address is not known, so that no gap is. */
  rangesAreKnown: boolean;
  /** Bytes that all of them take; `undefined` when not known. */
  used: bigint | undefined;
  /** Which DIMM has a slot. */
  readonly slots: Map<bigint, DeviceOption>;
  slotsAreKnown: boolean;
  /** No slot below this one is free. */
  firstFreeSlot: bigint;
  /** By size and alignment: below which address no gap is left for such a device. */
  readonly searched: Map<string, bigint>;
}

export function emptyOccupancy(): Occupancy {
  return {
    ranges: new IntervalMap(),
    rangesAreKnown: true,
    used: 0n,
    slots: new Map(),
    slotsAreKnown: true,
    firstFreeSlot: 0n,
    searched: new Map(),
  };
}

/** Adds a device that QEMU accepted. */
export function occupy(occupancy: Occupancy, placed: PlacedDevice): void {
  const { gpa, size, slot } = placed;
  const { kind } = placed.device.type;
  occupancy.used = occupancy.used === undefined || size === undefined ? undefined : occupancy.used + size;
  if (gpa === undefined || size === undefined || occupancy.ranges.findOverlap(gpa, gpa + size)) {
    occupancy.rangesAreKnown = false;
  } else occupancy.ranges.insert(gpa, gpa + size, placed);
  if (kind !== 'pc-dimm' && kind !== 'nvdimm') return;
  if (slot === undefined) occupancy.slotsAreKnown = false;
  else occupancy.slots.set(slot, placed.device);
  while (occupancy.slots.has(occupancy.firstFreeSlot)) occupancy.firstFreeSlot += 1n;
}
