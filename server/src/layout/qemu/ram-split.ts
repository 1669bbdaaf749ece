import type { MachineType } from '../../model/qemu/machine-type';
import { GIB, MIB } from '../../model/qemu/units';

/** RAM as one run of guest-physical addresses; `offset` counts in all of the RAM. */
export interface RamPiece {
  readonly gpa: bigint;
  readonly offset: bigint;
  readonly size: bigint;
}

/**
 * How many bytes of `ram` lie below the hole under 4 GiB. `limit`: max-ram-below-4g, where it is given.
 * (hw/i386/pc_q35.c: pc_q35_init; hw/i386/pc_piix.c: pc_init1; hw/i386/microvm.c: microvm_memory_init)
 */
export function lowRam(machine: MachineType, ram: bigint, limit: bigint | undefined): bigint {
  let low: bigint;
  switch (machine.family) {
    case 'q35':
      low = ram >= 0xb0000000n ? 0x80000000n : 0xb0000000n;
      if (limit !== undefined && low > limit) low = limit;
      break;
    case 'i440fx':
    case 'isapc': {
      const most = limit ?? 0xe0000000n;
      low = most;
      if (ram >= most && machine.gigabyteAlign && low > 0xc0000000n) low = 0xc0000000n;
      break;
    }
    case 'microvm':
      low = 0xc0000000n;
      break;
    default:
      return ram;
  }
  return ram < low ? ram : low;
}

/** Where the RAM lies. `above4gStart`: where the part above the hole begins, on x86. */
export function ramPieces(
  machine: MachineType,
  ram: bigint,
  limit: bigint | undefined,
  above4gStart: bigint,
  qemu72Loongarch: boolean,
): RamPiece[] {
  switch (machine.family) {
    case 'i440fx':
    case 'q35':
    case 'isapc':
    case 'microvm': {
      const low = lowRam(machine, ram, limit);
      return split(ram, low, 0n, above4gStart);
    }
    case 'loongarch-virt':
      return split(ram, ram < 256n * MIB ? ram : 256n * MIB, 0n, qemu72Loongarch ? 0x90000000n : 0x80000000n);
    case 'arm-virt':
      return split(ram, ram, GIB, 0n);
    case 'riscv-virt':
      return split(ram, ram, 2n * GIB, 0n);
    case 'none':
    case 's390x':
    case 'pseries':
      return split(ram, ram, 0n, 0n);
  }
}

function split(ram: bigint, low: bigint, lowStart: bigint, highStart: bigint): RamPiece[] {
  const pieces: RamPiece[] = [];
  if (low > 0n) pieces.push({ gpa: lowStart, offset: 0n, size: low });
  if (ram > low) pieces.push({ gpa: highStart, offset: low, size: ram - low });
  return pieces;
}
