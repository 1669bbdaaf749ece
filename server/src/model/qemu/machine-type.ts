import { compareQemuVersions, parseQemuVersion, type QemuVersion, qemuAtLeast } from './qemu-version';
import { GIB, KIB, MIB } from './units';

/** What a QEMU program emulates, as its name says: `qemu-system-x86_64`. */
export type QemuTarget =
  | 'x86_64'
  | 'i386'
  | 'aarch64'
  | 'arm'
  | 'riscv64'
  | 'riscv32'
  | 'loongarch64'
  | 's390x'
  | 'ppc64';

export const QEMU_TARGETS: readonly QemuTarget[] = [
  'x86_64',
  'i386',
  'aarch64',
  'arm',
  'riscv64',
  'riscv32',
  'loongarch64',
  's390x',
  'ppc64',
];

/** Machines that lay out their memory in one way. */
export type MachineFamily =
  | 'i440fx'
  | 'q35'
  | 'microvm'
  | 'isapc'
  | 'none'
  | 'arm-virt'
  | 'riscv-virt'
  | 'loongarch-virt'
  | 's390x'
  | 'pseries';

/** A machine type, and what of it matters to memory. `undefined` members differ between builds or are not known. */
export interface MachineType {
  /** As written, or the default of the target. */
  readonly name: string;
  readonly family: MachineFamily;
  /** The release whose behaviour it keeps; that of QEMU itself for an alias such as `q35`. */
  readonly version: QemuVersion;
  /** MachineClass.default_ram_id: the id of the RAM backend that QEMU makes itself. */
  readonly defaultRamId: string;
  /** RAM without -m, in bytes. */
  readonly defaultRamSize: bigint;
  /** Whether `-numa node,mem=` is accepted. */
  readonly numaMem: boolean;
  /** Whether there can be NUMA nodes at all. */
  readonly numa: boolean;
  /** Whether there can be a device-memory region behind the RAM (slots and maxmem). */
  readonly deviceMemory: boolean;
  /** Whether every DIMM slot makes the device-memory region 1 GiB larger, so that each can be aligned. */
  readonly alignedDimms: boolean;
  /** Whether the end of the device-memory region is overlooked where the PCI hole begins. (broken_reserved_end) */
  readonly overlooksDeviceMemory: boolean;
  /** Whether memfd and file backends are called /objects/ID in the memory map. */
  readonly canonicalNames: boolean;
  /** Default of virtio-mem's unplugged-inaccessible. */
  readonly unpluggedInaccessible: string;
  /** Whether RAM keeps out of the last 12 GiB below 1 TiB on AMD. (hw/i386/pc.c: enforce_amd_1tb_hole) */
  readonly avoidsAmdHole: boolean;
  /** Whether a large i440fx machine splits its RAM at 3 GiB rather than 3.5 GiB. */
  readonly gigabyteAlign: boolean;
  /** Whether an arm machine can have the ACPI device that memory devices need. (hw/arm/virt.c: no_ged) */
  readonly eventDevice: boolean;
  /** Bytes of the default firmware image, on x86. */
  readonly firmwareSize: bigint;
}

/** The machine type of that name, or the target's default where none is given; `undefined` for one that is not known here. */
export function resolveMachineType(
  name: string | undefined,
  target: QemuTarget | undefined,
  qemu: QemuVersion,
): MachineType | undefined {
  const named = name ?? defaultMachine(target);
  if (named === undefined) return undefined;
  const match = matchFamily(named, target);
  if (!match) return undefined;
  return describe(named, match.family, match.version ?? qemu, qemu);
}

/** The machine of a target without -machine. Arm has none, and RISC-V's is no virtual machine. */
export function defaultMachine(target: QemuTarget | undefined): string | undefined {
  if (target === 'x86_64' || target === 'i386') return 'pc';
  if (target === 'loongarch64') return 'virt';
  if (target === 's390x') return 's390-ccw-virtio';
  return target === 'ppc64' ? 'pseries' : undefined;
}

function matchFamily(
  name: string,
  target: QemuTarget | undefined,
): { family: MachineFamily; version: QemuVersion | undefined } | undefined {
  const exact = EXACT.get(name);
  if (exact) return { family: exact, version: undefined };
  // `pc-q35-7.2`, and types of distributions such as `pc-q35-rhel9.4.0`, which are taken as modern.
  const versioned = /^(pc-q35|pc-i440fx|pc|virt|s390-ccw-virtio|pseries)-(.{1,40})$/.exec(name);
  const base = versioned ? versioned[1]! : name;
  const version = versioned ? parseQemuVersion(versioned[2]!) : undefined;
  if (base === 'pc-q35') return { family: 'q35', version };
  if (base === 'pc-i440fx' || base === 'pc')
    return version || base === 'pc-i440fx' ? { family: 'i440fx', version } : undefined;
  if (base === 's390-ccw-virtio') return { family: 's390x', version };
  if (base === 'pseries') return { family: 'pseries', version };
  if (base !== 'virt') return undefined;
  if (target === 'aarch64' || target === 'arm') return { family: 'arm-virt', version };
  if (target === 'riscv64' || target === 'riscv32') return { family: 'riscv-virt', version };
  return target === 'loongarch64' ? { family: 'loongarch-virt', version } : undefined;
}

const EXACT: ReadonlyMap<string, MachineFamily> = new Map([
  ['pc', 'i440fx'],
  ['q35', 'q35'],
  ['microvm', 'microvm'],
  ['isapc', 'isapc'],
  ['none', 'none'],
]);

const DEFAULT_RAM_IDS: Readonly<Record<MachineFamily, string>> = {
  i440fx: 'pc.ram',
  q35: 'pc.ram',
  isapc: 'pc.ram',
  microvm: 'microvm.ram',
  none: 'ram',
  'arm-virt': 'mach-virt.ram',
  'riscv-virt': 'riscv_virt_board.ram',
  'loongarch-virt': 'loongarch.ram',
  s390x: 's390.ram',
  pseries: 'ppc_spapr.ram',
};

function describe(name: string, family: MachineFamily, version: QemuVersion, qemu: QemuVersion): MachineType {
  const pc = family === 'i440fx' || family === 'q35';
  const since = (release: string): boolean => qemuAtLeast(version, release);
  return {
    name,
    family,
    version,
    defaultRamId: DEFAULT_RAM_IDS[family],
    defaultRamSize: defaultRamSize(family),
    numaMem: (pc || family === 'arm-virt' || family === 'pseries') && !since('5.1'),
    numa: family !== 'none' && family !== 's390x',
    deviceMemory:
      (pc && since('2.1')) ||
      family === 'arm-virt' ||
      family === 'loongarch-virt' ||
      family === 'pseries' ||
      (family === 's390x' && qemuAtLeast(qemu, '10.0')),
    alignedDimms: pc ? since('2.2') : family === 'arm-virt',
    overlooksDeviceMemory: pc && !since('2.5'),
    canonicalNames: (pc || family === 'arm-virt' || family === 's390x' || family === 'pseries') && !since('4.1'),
    unpluggedInaccessible: since('8.1') ? 'on' : since('7.0') ? 'auto' : 'off',
    avoidsAmdHole: pc && since('7.1'),
    gigabyteAlign: family === 'i440fx' && compareQemuVersions(version, { major: 1, minor: 7 }) > 0,
    eventDevice: family !== 'arm-virt' || since('4.2'),
    firmwareSize: firmwareSize(family, version),
  };
}

function defaultRamSize(family: MachineFamily): bigint {
  if (family === 'none') return 0n;
  if (family === 'pseries') return 512n * MIB;
  if (family === 'loongarch-virt') return GIB;
  // hw/core/machine.c: machine_class_init. No other family sets its own.
  return 128n * MIB;
}

/** SeaBIOS: bios-256k.bin from the 2.0 types on, bios.bin before and on isapc; microvm has one of its own. */
function firmwareSize(family: MachineFamily, version: QemuVersion): bigint {
  if (family === 'microvm') return (qemuAtLeast(version, '8.0') ? 128n : 64n) * KIB;
  return (family === 'q35' || family === 'i440fx') && qemuAtLeast(version, '2.0') ? 256n * KIB : 128n * KIB;
}
