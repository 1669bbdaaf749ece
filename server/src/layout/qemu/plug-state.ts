import { formatSize } from '../../model/format';
import type { QemuConfiguration } from '../../model/qemu/configuration';
import type { DeviceOption, DeviceValues } from '../../model/qemu/device-option';
import type { MachineType } from '../../model/qemu/machine-type';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import type { MemoryRange } from './device-memory';
import type { Occupancy } from './occupancy';

/** A memory device that QEMU accepts. */
export interface PlacedDevice {
  readonly device: DeviceOption;
  readonly values: DeviceValues;
  readonly backend: MemoryBackend | undefined;
  /** False: the machine takes the device, but the guest never sees its memory. */
  readonly mapped: boolean;
  /** The guest-physical address; `undefined` when it depends on what is not known. */
  readonly gpa: bigint | undefined;
  /** Bytes that the guest sees: without the labels of an nvdimm. */
  readonly size: bigint | undefined;
  /** The memory slot of a DIMM; `undefined` for others, or when not known. */
  readonly slot: bigint | undefined;
  readonly node: bigint | undefined;
  /** Of a virtio-mem device. */
  readonly blockSize: bigint | undefined;
}

/** The machine as far as it was set up when a device is plugged; changed by plugDevice(). */
export interface PlugState {
  readonly config: QemuConfiguration;
  readonly machine: MachineType | undefined;
  /** The device-memory region; `undefined`: there is none, or it is not known: see `regionIsKnown`. */
  readonly region: MemoryRange | undefined;
  readonly regionIsKnown: boolean;
  /** maxmem minus RAM: what all devices together may take. */
  readonly room: bigint | undefined;
  readonly ram: bigint | undefined;
  /** How many memory slots there are (-m slots=). */
  readonly slots: bigint | undefined;
  /** How many NUMA nodes -numa defines; `undefined` when not known. Where it defines none, devices are in node 0. */
  readonly nodeCount: bigint | undefined;
  /** Backends that something uses already, and the device that does; `undefined`: it is RAM. */
  readonly busy: Map<MemoryBackend, Plug | undefined>;
  readonly placed: PlacedDevice[];
  readonly occupancy: Occupancy;
}

/** What a device is about to be: its values and its backend. */
export interface Plug {
  readonly device: DeviceOption;
  readonly values: DeviceValues;
  readonly backend: MemoryBackend | undefined;
}

/** Where a backend's size is written. */
export function sizeOf(
  backend: MemoryBackend,
): { span: NonNullable<MemoryBackend['size']['span']>; message: string }[] {
  const { span, value } = backend.size;
  return span && value !== undefined ? [{ span, message: `${backend.id}: ${formatSize(value)}` }] : [];
}

export function nodeMessage(node: bigint, nodes: bigint): string {
  return `The machine has ${nodes === 1n ? 'one NUMA node, number 0' : `${nodes} NUMA nodes, numbered 0 to ${nodes - 1n}`}; there is no node ${node}.`;
}

export function isX86(machine: MachineType | undefined): boolean {
  return machine?.family === 'i440fx' || machine?.family === 'q35';
}
