import type { MachineType } from '../../model/qemu/machine-type';
import { type QemuVersion, qemuAtLeast } from '../../model/qemu/qemu-version';
import { GIB, MIB } from '../../model/qemu/units';
import { alignUp } from '../align';

/** A run of addresses `[start, start + size)`. */
export interface MemoryRange {
  readonly start: bigint;
  readonly size: bigint;
}

/** What the device-memory region depends on, in bytes. */
export interface DeviceMemoryInput {
  readonly machine: MachineType;
  readonly version: QemuVersion;
  readonly ram: bigint;
  readonly maxRam: bigint;
  readonly slots: bigint;
  /** How much RAM lies below the hole under 4 GiB, and where the rest begins, on x86. */
  readonly low: bigint;
  readonly above4gStart: bigint;
}

/**
 * The region behind the RAM in which memory devices lie; `undefined` where the machine has none. It exists only where
 * maxmem is larger than the RAM. (hw/i386/pc.c: pc_get_device_memory_range; hw/arm/virt.c: virt_set_memmap; hw/loongarch/virt.c;
 * hw/ppc/spapr.c; hw/s390x/s390-virtio-ccw.c)
 */
export function deviceMemoryRange(input: DeviceMemoryInput): MemoryRange | undefined {
  const { machine, ram, maxRam, slots } = input;
  if (!machine.deviceMemory || maxRam <= ram) return undefined;
  // 64-bit arithmetic, as QEMU's: an absurd number of slots wraps around.
  const size = BigInt.asUintN(64, maxRam - ram + (machine.alignedDimms ? slots * GIB : 0n));
  switch (machine.family) {
    case 'i440fx':
    case 'q35':
      return { start: alignUp(input.above4gStart + (ram - input.low), GIB), size };
    case 'arm-virt':
      return { start: alignUp(GIB + ram, GIB), size };
    case 'loongarch-virt': {
      const high = ram > 256n * MIB ? ram - 256n * MIB : 0n;
      if (!qemuAtLeast(input.version, '8.0')) return { start: alignUp(0x90000000n + high, GIB), size };
      return { start: 0x80000000n + high, size };
    }
    case 's390x':
    case 'pseries':
      return { start: alignUp(ram, GIB), size };
    default:
      return undefined;
  }
}
