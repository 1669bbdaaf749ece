import type { QemuConfiguration } from '../../model/qemu/configuration';
import type { MachineFamily } from '../../model/qemu/machine-type';
import { GIB, KIB, MIB } from '../../model/qemu/units';
import { smaller } from '../align';
import type { BoardMemory } from './board-memory';
import { cutOut, type GuestRegion } from './guest-region';
import type { PlacedDevice } from './plug-state';
import type { RamChunk } from './start-machine';

/**
 * The guest-physical memory as the flat view shows it before firmware runs: RAM by backend, memory devices, and on x86
 * the firmware with the legacy hole. `undefined` when any of it is not known.
 */
export function guestRegions(
  config: QemuConfiguration,
  board: BoardMemory,
  ram: readonly RamChunk[],
  devices: readonly PlacedDevice[],
): GuestRegion[] | undefined {
  const { machine } = config;
  if (!machine || (!board.known && ram.length > 0)) return undefined;
  let regions = ramRegions(board, ram);
  const pc = machine.family === 'i440fx' || machine.family === 'q35' || machine.family === 'isapc';
  if (pc || machine.family === 'microvm') {
    if (config.vga === undefined) return undefined;
    if (config.vga) regions = cutOut(regions, 0xa0000n, 0xc0000n);
    const firmware = firmwareRegions(config, pc);
    for (const region of firmware) regions = cutOut(regions, region.gpa, region.gpa + region.size);
    regions.push(...firmware);
  }
  regions.push(...flashRegions(machine.family));
  for (const { device, backend, gpa, size, mapped } of devices) {
    if (!mapped || gpa === undefined || size === undefined || !backend) continue;
    regions.push({
      kind: device.type.kind === 'nvdimm' ? 'nv-ram' : 'ram',
      name: backend.name,
      backend,
      gpa,
      size,
      offset: 0n,
    });
  }
  return regions.sort((a, b) => (a.gpa < b.gpa ? -1 : a.gpa > b.gpa ? 1 : 0));
}

/** Each piece of RAM, cut where one backend ends and the next begins. */
function ramRegions(board: BoardMemory, ram: readonly RamChunk[]): GuestRegion[] {
  const regions: GuestRegion[] = [];
  let chunkStart = 0n;
  for (const { backend, size } of ram) {
    const chunkEnd = chunkStart + size;
    for (const piece of board.pieces) {
      const start = chunkStart > piece.offset ? chunkStart : piece.offset;
      const end = smaller(chunkEnd, piece.offset + piece.size);
      if (start >= end) continue;
      regions.push({
        kind: 'ram',
        name: backend.name,
        backend,
        gpa: piece.gpa + (start - piece.offset),
        size: end - start,
        offset: start - chunkStart,
      });
    }
    chunkStart = chunkEnd;
  }
  return regions;
}

/**
 * Firmware below 4 GiB, its last 128 KiB again below 1 MiB, and the option ROMs before them. Where another firmware is
 * loaded, only the part below 1 MiB is known. (hw/i386/pc_sysfw.c, hw/i386/x86-common.c: x86_bios_rom_init, hw/i386/pc.c: pc.rom)
 */
function firmwareRegions(config: QemuConfiguration, pc: boolean): GuestRegion[] {
  const size = config.machine!.firmwareSize;
  const isa = smaller(size, 128n * KIB);
  const regions: GuestRegion[] = [];
  if (pc) regions.push({ kind: 'rom', name: 'pc.rom', backend: undefined, gpa: 0xc0000n, size: 0x20000n, offset: 0n });
  const offset = config.ownFirmware ? 0n : size - isa;
  regions.push({ kind: 'rom', name: 'pc.bios', backend: undefined, gpa: 0x100000n - isa, size: isa, offset });
  if (!config.ownFirmware)
    regions.push({ kind: 'rom', name: 'pc.bios', backend: undefined, gpa: 4n * GIB - size, size, offset: 0n });
  return regions;
}

/** The flash banks of other machines, and the ROM that a RISC-V CPU starts in. (hw/arm/virt.c, hw/riscv/virt.c) */
function flashRegions(family: MachineFamily): GuestRegion[] {
  const rom = (name: string, gpa: bigint, size: bigint): GuestRegion => ({
    kind: 'rom',
    name,
    backend: undefined,
    gpa,
    size,
    offset: 0n,
  });
  if (family === 'arm-virt') return [rom('virt.flash0', 0n, 64n * MIB), rom('virt.flash1', 64n * MIB, 64n * MIB)];
  if (family !== 'riscv-virt') return [];
  return [
    rom('riscv_virt_board.mrom', 0x1000n, 0xf000n),
    rom('virt.flash0', 0x20000000n, 32n * MIB),
    rom('virt.flash1', 0x22000000n, 32n * MIB),
  ];
}
