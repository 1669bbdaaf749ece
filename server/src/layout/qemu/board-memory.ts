import { formatSize, hex } from '../../model/format';
import type { QemuConfiguration } from '../../model/qemu/configuration';
import { caution, type Finding, refusal } from '../../model/qemu/finding';
import type { MachineType } from '../../model/qemu/machine-type';
import { qemuAtLeast } from '../../model/qemu/qemu-version';
import { GIB, MIB, TIB, writeQemuSize } from '../../model/qemu/units';
import type { Span } from '../../text/span';
import { alignUp } from '../align';
import { deviceMemoryRange, type MemoryRange } from './device-memory';
import { lowRam, type RamPiece, ramPieces } from './ram-split';

/** Where a board puts its RAM. */
export interface BoardMemory {
  /** Whether `pieces` and `deviceMemory` are known. */
  readonly known: boolean;
  readonly pieces: readonly RamPiece[];
  /** The region for memory devices, where there is one. */
  readonly deviceMemory: MemoryRange | undefined;
  readonly findings: readonly Finding[];
}

const NOTHING: BoardMemory = { known: false, pieces: [], deviceMemory: undefined, findings: [] };

/** include/hw/acpi/acpi_dev_interface.h: ACPI_MAX_RAM_SLOTS. */
const MOST_SLOTS = 256n;

/** The HyperTransport range below 1 TiB on AMD, and what lies above it. (hw/i386/pc.c: AMD_HT_START, AMD_ABOVE_1TB_START) */
const AMD_HT_START = 0xfd00000000n;
const AMD_ABOVE_1TB = TIB;

/** Lays out the RAM and the device-memory region. `maxRam`: maxmem, or the RAM itself. (hw/i386/pc.c: pc_memory_init; hw/arm/virt.c: virt_set_memmap) */
export function setUpBoard(
  config: QemuConfiguration,
  ram: bigint | undefined,
  maxRam: bigint | undefined,
): BoardMemory {
  const { machine, options } = config;
  if (!machine || ram === undefined) return NOTHING;
  const { span, value } = options.maxRamBelow4g;
  if (span && value === undefined) return NOTHING;
  // 0 stands for the machine's own split.
  const limit = value === 0n ? undefined : value;
  const findings: Finding[] = [...lowLimitWarnings(machine, ram, limit, span)];
  const slots = options.slots.value;
  const size = checkSize(machine, ram, config);
  if (size) findings.push(size);
  const low = lowRam(machine, ram, limit);
  const reach = checkLowReach(machine, low, span, config);
  if (reach) findings.push(reach);
  const above = aboveStart(config, machine, ram, maxRam, slots, low);
  if (above.finding) findings.push(above.finding);
  const pieces = ramPieces(machine, ram, limit, above.start, !qemuAtLeast(config.setting.version, '8.0'));
  const device = checkDeviceMemory(machine, ram, maxRam, slots, config);
  if (device) findings.push(device);
  const known = maxRam !== undefined && slots !== undefined;
  const deviceMemory =
    known && !device
      ? deviceMemoryRange({
          machine,
          version: config.setting.version,
          ram,
          maxRam,
          slots,
          low,
          above4gStart: above.start,
        })
      : undefined;
  const arm = machine.family === 'arm-virt' ? checkHighmem(config, ram, maxRam, slots) : undefined;
  if (arm) findings.push(arm);
  return {
    known: known && above.known,
    pieces: above.known ? pieces : [],
    deviceMemory: above.known ? deviceMemory : undefined,
    findings,
  };
}

/** hw/i386/pc_q35.c: pc_q35_init; hw/i386/pc_piix.c: pc_init1. */
function lowLimitWarnings(
  machine: MachineType,
  ram: bigint,
  limit: bigint | undefined,
  span: Span | undefined,
): Finding[] {
  if (limit === undefined || !span || limit % GIB === 0n) return [];
  if (machine.family === 'i440fx' && ram >= limit && machine.gigabyteAlign) {
    const lowered = limit > 0xc0000000n ? 0xc0000000n : limit;
    if (lowered % GIB === 0n) return [];
    const words = `Large machine and max_ram_below_4g (${limit}) not a multiple of 1G; possible bad performance.`;
    return [caution('low-ram-limit', span, words, lowLimitMessage(limit))];
  }
  const low = ram >= 0xb0000000n ? 0x80000000n : 0xb0000000n;
  // The difference is unsigned: less RAM than the limit warns, too.
  if (machine.family === 'q35' && limit < low && BigInt.asUintN(64, ram - limit) > limit) {
    const words = `There is possibly poor performance as the ram size  (${hex(ram)}) is more then twice the size of max-ram-below-4g (${limit}) and max-ram-below-4g is not a multiple of 1G.`;
    return [caution('low-ram-limit', span, words, lowLimitMessage(limit))];
  }
  return [];
}

function lowLimitMessage(limit: bigint): string {
  return `max-ram-below-4g is ${formatSize(limit)}, no multiple of 1 GiB: the RAM above 4 GiB then begins in the middle of a huge page of its backend.`;
}

/** The interrupt controller below 4 GiB. (include/hw/i386/ioapic.h: IO_APIC_DEFAULT_ADDRESS) */
const IO_APIC = 0xfec00000n;

/** With RAM up to the interrupt controller nothing is left for the PCI hole. (hw/pci-host/i440fx.c: i440fx_pcihost_realize) */
function checkLowReach(
  machine: MachineType,
  low: bigint,
  span: Span | undefined,
  config: QemuConfiguration,
): Finding | undefined {
  if (machine.family !== 'i440fx' || low <= IO_APIC || !span) return undefined;
  const message = `${formatSize(low)} of RAM below 4 GiB leave no room for PCI devices: lower max-ram-below-4g to 0xfec00000 or less.`;
  if (qemuAtLeast(config.setting.version, '8.0')) return caution('low-ram-limit', span, undefined, message);
  const words = "range_invariant: Assertion `range->lob <= range->upb || range->lob == range->upb + 1' failed";
  return refusal('low-ram-limit', span, words, message);
}

/** Sizes that a board cannot have. */
function checkSize(machine: MachineType, ram: bigint, config: QemuConfiguration): Finding | undefined {
  const span = config.options.ramSize.span ?? config.machineSpan ?? config.span;
  switch (machine.family) {
    case 's390x':
      if (ram % MIB === 0n) return undefined;
      return refusal(
        'ram-alignment',
        span,
        'ram size must be multiples of 1 MiB',
        `RAM of ${machine.name} is a multiple of 1 MiB; ${formatSize(ram)} is not.`,
      );
    case 'pseries':
      if (ram % (256n * MIB) === 0n) return undefined;
      return refusal(
        'ram-alignment',
        span,
        `Memory size ${hex(ram)} is not aligned to 256 MiB`,
        `RAM of pseries is a multiple of 256 MiB; ${formatSize(ram)} is not.`,
      );
    case 'loongarch-virt':
      if (ram >= GIB || qemuAtLeast(config.setting.version, '8.0')) return undefined;
      return refusal(
        'ram-too-small',
        span,
        'ram_size must be greater than 1G.',
        `This machine needs 1 GiB of RAM at least; it has ${formatSize(ram)}.`,
      );
    case 'riscv-virt':
      if (config.setting.target !== 'riscv32' || ram <= 10n * GIB) return undefined;
      return refusal(
        'ram-too-large',
        span,
        'Limiting RAM size to 10 GiB',
        `A 32-bit RISC-V machine has 10 GiB of RAM at most.`,
      );
    default:
      return undefined;
  }
}

interface AboveStart {
  /** Where RAM above 4 GiB begins. */
  readonly start: bigint;
  readonly known: boolean;
  readonly finding?: Finding;
}

/** 4 GiB, or 1 TiB where the RAM would reach the hole that AMD has below it. (hw/i386/pc.c: pc_memory_init, pc_max_used_gpa) */
function aboveStart(
  config: QemuConfiguration,
  machine: MachineType,
  ram: bigint,
  maxRam: bigint | undefined,
  slots: bigint | undefined,
  low: bigint,
): AboveStart {
  const four = 4n * GIB;
  if (machine.family !== 'q35' && machine.family !== 'i440fx') return { start: four, known: true };
  const top = (start: bigint): bigint | undefined => {
    if (maxRam === undefined || slots === undefined) return undefined;
    const region = deviceMemoryRange({
      machine,
      version: config.setting.version,
      ram,
      maxRam,
      slots,
      low,
      above4gStart: start,
    });
    const end = region ? region.start + (machine.overlooksDeviceMemory ? 0n : region.size) : start + (ram - low);
    return alignUp(end, GIB) + (machine.family === 'q35' ? 32n * GIB : 2n * GIB) - 1n;
  };
  let start = four;
  let known = true;
  const used = top(start);
  if (used === undefined) known = ram < 512n * GIB;
  else if (used >= AMD_HT_START && machine.avoidsAmdHole) {
    const { amd } = config.cpu;
    if (amd === undefined) known = false;
    else if (amd) start = AMD_ABOVE_1TB;
  }
  const bits = config.setting.target === 'x86_64' ? config.cpu.physBits : undefined;
  const last = top(start);
  if (!known || last === undefined || bits === undefined) return { start, known };
  const most = (1n << bits) - 1n;
  if (most >= last) return { start, known };
  const words = `Address space limit ${hex(most)} < ${hex(last)} phys-bits too low (${bits})`;
  const message = `The guest's CPU has ${bits} address bits, and memory, devices and the PCI hole reach ${hex(last)}: use -cpu host, give -cpu …,phys-bits=, or lower maxmem.`;
  const span = config.options.maxRamSize.span ?? config.options.ramSize.span ?? config.span;
  return { start, known, finding: refusal('phys-bits', span, words, message) };
}

/** hw/i386/pc.c: pc_memory_init; hw/arm/virt.c: virt_set_memmap. */
function checkDeviceMemory(
  machine: MachineType,
  ram: bigint,
  maxRam: bigint | undefined,
  slots: bigint | undefined,
  config: QemuConfiguration,
): Finding | undefined {
  const x86 = machine.family === 'i440fx' || machine.family === 'q35' || machine.family === 'isapc';
  const slotsSpan = config.options.slots.span ?? config.memory.span ?? config.span;
  if (x86 && !machine.deviceMemory) {
    if (!(slots !== undefined && slots > 0n) && !(maxRam !== undefined && maxRam > ram)) return undefined;
    const words = `"-memory 'slots|maxmem'" is not supported by: ${machine.name}`;
    return refusal(
      'no-device-memory',
      slotsSpan,
      words,
      `The machine ${machine.name} takes no memory devices: leave out slots and maxmem.`,
    );
  }
  if (machine.family === 'pseries' && maxRam !== undefined && maxRam % (256n * MIB) !== 0n) {
    // QEMU prints the RAM where it means the maximum.
    const words = `Maximum memory size ${hex(ram)} is not aligned to 256 MiB`;
    const message = `maxmem of pseries is a multiple of 256 MiB; ${formatSize(maxRam)} is not.`;
    return refusal('maxmem-alignment', config.options.maxRamSize.span ?? slotsSpan, words, message);
  }
  if (slots === undefined || maxRam === undefined) return undefined;
  if (machine.family === 'pseries' && slots > 32n && config.accelerator.value === 'tcg') {
    const words = `Specified number of memory slots ${slots} exceeds max supported 32`;
    return refusal('too-many-slots', slotsSpan, words, 'Without KVM a pseries machine has 32 memory slots at most.');
  }
  const limited = x86 || machine.family === 'loongarch-virt';
  if (slots > MOST_SLOTS && ((limited && maxRam > ram) || machine.family === 'arm-virt')) {
    const words =
      machine.family === 'arm-virt'
        ? `unsupported number of memory slots: ${slots}`
        : `unsupported amount of memory slots: ${slots}`;
    return refusal('too-many-slots', slotsSpan, words, `There can be ${MOST_SLOTS} memory slots at most.`);
  }
  if (limited && maxRam > ram && maxRam % 4096n !== 0n) {
    const words = 'maximum memory size must by aligned to multiple of 4096 bytes';
    return refusal(
      'maxmem-alignment',
      config.options.maxRamSize.span ?? slotsSpan,
      words,
      `maxmem is ${maxRam} bytes, no multiple of 4 KiB.`,
    );
  }
  return undefined;
}

/**
 * The high devices of an arm machine lie behind the device memory. Without -m its size is counted from the default RAM, not
 * from the memory backend, and wraps around. (hw/arm/virt.c: virt_set_memmap)
 */
function checkHighmem(
  config: QemuConfiguration,
  ram: bigint,
  maxRam: bigint | undefined,
  slots: bigint | undefined,
): Finding | undefined {
  if (maxRam === undefined || slots === undefined) return undefined;
  const start = alignUp(GIB + ram, GIB);
  const size = BigInt.asUintN(64, maxRam - ram + slots * GIB);
  const end = BigInt.asUintN(64, start + alignUp(size, GIB));
  const span = config.options.ramSize.span ?? config.options.memoryBackend.span ?? config.span;
  const four = 4n * GIB;
  if (config.options.highmem.value === false && end > four) {
    const words = `Addressing limited to 32 bits, but memory exceeds it by ${end - four} bytes`;
    const message = 'With highmem=off everything lies below 4 GiB, and RAM begins at 1 GiB: 3 GiB of it fit at most.';
    return refusal('highmem', span, words, message);
  }
  if (end >= start || qemuAtLeast(config.setting.version, '8.0')) return undefined;
  const message = `Without -m QEMU takes the default RAM for the maximum, which the ${formatSize(ram)} of the memory backend exceed: add -m ${writeQemuSize(ram)}.`;
  return refusal('maxmem-below-size', span, 'maxmem/slots too huge', message);
}
