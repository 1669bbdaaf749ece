import { MIB } from '../qemu/units';
import type { Cell, LibvirtDomain, MemoryDevice } from './libvirt-domain';
import type { LibvirtSetting } from './libvirt-setting';
import { libvirtAtLeast } from './libvirt-version';

/** A guest NUMA cell as libvirt has it in the end. Sizes in KiB. */
export interface SettledCell {
  readonly id: number;
  /** `undefined`: libvirt adds it itself, so that memory can be plugged. */
  readonly cell: Cell | undefined;
  /** As written. */
  readonly written: bigint | undefined;
  /** Rounded up to the guest's alignment. */
  readonly size: bigint | undefined;
  readonly cpus: readonly number[];
}

/** The sizes of a domain after libvirt has added them up and rounded them, in KiB. `undefined`: not known. */
export interface SettledMemory {
  /** What every size of RAM is rounded up to. */
  readonly guestAlign: bigint;
  /** What the size of every memory device is rounded up to. */
  readonly moduleAlign: bigint;
  /** RAM at boot without the devices, before rounding. */
  readonly written: bigint | undefined;
  /** RAM at boot without the devices. */
  readonly initial: bigint | undefined;
  /** The devices together, before rounding. */
  readonly plugged: bigint | undefined;
  readonly max: bigint | undefined;
  readonly cells: readonly SettledCell[];
  readonly devices: ReadonlyMap<MemoryDevice, SettledDevice>;
}

export interface SettledDevice {
  readonly size: bigint | undefined;
  readonly node: number | undefined;
  /** The cell of that number; `undefined` where there is none. */
  readonly cell: SettledCell | undefined;
}

const KIB_PER_MIB = MIB >> 10n;

/** Whether the guest is a POWER machine, which has its memory in blocks of 256 MiB. */
export function isPower(domain: LibvirtDomain): boolean {
  return domain.arch.value === 'ppc64' || domain.arch.value === 'ppc64le';
}

/** Whether memory can be plugged in. (conf/domain_conf.c: virDomainDefHasMemoryHotplug) */
export function hasHotplug(domain: LibvirtDomain): boolean {
  return domain.maxMemory.value !== undefined && domain.maxMemory.value > 0n;
}

/**
 * Adds up the sizes of a domain and rounds them as libvirt does before it starts QEMU.
 * (conf/domain_conf.c: virDomainDefPostParseMemory; qemu/qemu_domain.c: qemuDomainDefNumaAutoAdd, qemuDomainAlignMemorySizes)
 */
export function settleMemory(domain: LibvirtDomain, setting: LibvirtSetting): SettledMemory {
  const power = isPower(domain);
  const guestAlign = (power ? 256n : 1n) * KIB_PER_MIB;
  const moduleAlign = (power ? 256n : 2n) * KIB_PER_MIB;
  const plugged = sum(domain.devices.map(({ size }) => size.value));
  // On pseries the sizes of devices are rounded before the rest is worked out.
  const taken = power ? sum(domain.devices.map((device) => deviceSize(device, moduleAlign, power))) : plugged;
  const cellsWritten = sum(domain.cells.map(({ memory }) => memory.value));
  const fromCells = domain.cells.length > 0 && cellsWritten !== 0n;
  const total = domain.memory.span ? domain.memory.value : 0n;
  const rest = total === undefined || taken === undefined ? undefined : total - taken;
  const written = fromCells ? cellsWritten : rest !== undefined && rest < 0n ? undefined : rest;
  const autoCell = domain.numa === undefined && hasHotplug(domain) && !power && libvirtAtLeast(setting.version, '9.4');
  const cells =
    domain.cells.length > 0
      ? settleCells(domain, guestAlign)
      : autoCell
        ? [wholeCell(domain, written, guestAlign)]
        : [];
  // Of two with one number, which libvirt refuses, the first.
  const byNumber = new Map([...cells].reverse().map((cell) => [cell.id, cell]));
  const initial = fromCells || autoCell ? sum(cells.map(({ size }) => size)) : roundUp(written, guestAlign);
  return {
    guestAlign,
    moduleAlign,
    written,
    initial,
    plugged,
    max: roundUp(domain.maxMemory.value, guestAlign),
    cells,
    devices: new Map(
      domain.devices.map((device) => {
        const node = device.node.span ? device.node.value : autoCell && device.model !== 'virtio-pmem' ? 0 : undefined;
        const cell = node === undefined ? undefined : byNumber.get(node);
        return [device, { size: deviceSize(device, moduleAlign, power), node, cell }];
      }),
    ),
  };
}

/** The area of a ppc64 NVDIMM without its label is rounded down. (qemu/qemu_domain.c: qemuDomainNVDimmAlignSizePseries) */
function deviceSize({ model, size, label }: MemoryDevice, align: bigint, power: boolean): bigint | undefined {
  if (size.value === undefined || !power || model !== 'nvdimm') return roundUp(size.value, align);
  const labelSize = label.value ?? 0n;
  return ((size.value - labelSize) / align) * align + labelSize;
}

/** CPUs that are in no cell are in the first. (conf/domain_postparse.c: virDomainDefPostParse, virDomainNumaFillCPUsInNode) */
function settleCells(domain: LibvirtDomain, align: bigint): SettledCell[] {
  const named = new Set(domain.cells.flatMap(({ cpus }) => cpus.value ?? []));
  const left = allCpus(domain).filter((cpu) => !named.has(cpu));
  return domain.cells.map((cell, i) => {
    const own = cell.cpus.value ?? [];
    return {
      id: cell.id ?? i,
      cell,
      written: cell.memory.value,
      size: roundUp(cell.memory.value, align),
      cpus: (cell.id ?? i) === 0 ? [...own, ...left].sort((a, b) => a - b) : own,
    };
  });
}

function wholeCell(domain: LibvirtDomain, written: bigint | undefined, align: bigint): SettledCell {
  return { id: 0, cell: undefined, written, size: roundUp(written, align), cpus: allCpus(domain) };
}

/** More CPUs than this are not listed one by one. */
const MOST_CPUS = 16384;

function allCpus({ vcpus }: LibvirtDomain): number[] {
  return Array.from({ length: Math.min(vcpus.value ?? 0, MOST_CPUS) }, (_, cpu) => cpu);
}

function roundUp(value: bigint | undefined, to: bigint): bigint | undefined {
  return value === undefined ? undefined : ((value + to - 1n) / to) * to;
}

/** The sum; `undefined` where one of them is not known. */
function sum(values: readonly (bigint | undefined)[]): bigint | undefined {
  let total = 0n;
  for (const value of values) {
    if (value === undefined) return undefined;
    total += value;
  }
  return total;
}
