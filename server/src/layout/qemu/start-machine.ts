import { formatSize } from '../../model/format';
import type { BackendWorld } from '../../model/qemu/backend-draft';
import type { QemuConfiguration } from '../../model/qemu/configuration';
import { createBackend, createImplicitBackend } from '../../model/qemu/create-backend';
import { readDeviceValues } from '../../model/qemu/device-option';
import type { Fact } from '../../model/qemu/fact';
import { type Finding, refusal } from '../../model/qemu/finding';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { qemuAtLeast } from '../../model/qemu/qemu-version';
import type { Span } from '../../text/span';
import { type BoardMemory, setUpBoard } from './board-memory';
import type { GuestRegion } from './guest-region';
import { guestRegions } from './guest-regions';
import { plugIvshmem } from './ivshmem-device';
import { completeNumaNodes, defineNumaNodes, type NumaNodes } from './numa-nodes';
import { emptyOccupancy } from './occupancy';
import { plugDevice } from './plug-device';
import type { PlacedDevice, PlugState } from './plug-state';

/** A backend, or a part of one, as a stretch of the machine's RAM. In the order of the addresses. */
export interface RamChunk {
  readonly backend: MemoryBackend;
  readonly size: bigint;
}

/** A QEMU after it went through its start: what it makes of its memory, and all it has to say about it. */
export interface StartedMachine {
  readonly config: QemuConfiguration;
  /** In QEMU's order: it ends at the first error and names only that. */
  readonly findings: readonly Finding[];
  /** In the order in which they are made. The one that QEMU makes itself comes last. */
  readonly backends: readonly MemoryBackend[];
  /** RAM in bytes. */
  readonly ramSize: bigint | undefined;
  /** What the RAM consists of; `undefined` when it is not known. */
  readonly ram: readonly RamChunk[] | undefined;
  readonly numa: NumaNodes;
  readonly board: BoardMemory;
  readonly devices: readonly PlacedDevice[];
  /** The flat view before firmware runs, in the order of the addresses; `undefined` when it is not known. */
  readonly regions: readonly GuestRegion[] | undefined;
}

/**
 * Goes through QEMU's start, in its order: options, backends, the machine's RAM, NUMA nodes, the board, devices.
 * (system/vl.c: qemu_init; hw/core/machine.c: machine_run_board_init)
 */
export function startMachine(config: QemuConfiguration): StartedMachine {
  const findings: Finding[] = [...config.findings];
  const ids = new Set<string>();
  let allKnown = config.complete;
  for (const object of config.objects) {
    if (object.id !== undefined) ids.add(object.id);
    else if (!object.list.complete || object.list.properties.some((property) => property.name === 'id'))
      allKnown = false;
  }
  const hasObject = (id: string): boolean => !allKnown || ids.has(id);
  const world: BackendWorld = {
    setting: config.setting,
    canonicalNames: config.machine?.canonicalNames ?? false,
    memPrealloc: config.memPrealloc,
    hasObject,
    taken: new Map(),
    reserved: new Map(),
    mapped: 0n,
  };
  const backends: MemoryBackend[] = [];
  const byId = new Map<string, MemoryBackend>();
  for (const object of config.objects) {
    const { backend, findings: found } = createBackend(object, world);
    findings.push(...found);
    if (!backend) continue;
    backends.push(backend);
    if (backend.id !== undefined && !byId.has(backend.id)) byId.set(backend.id, backend);
  }
  const findBackend = (id: string): MemoryBackend | undefined => byId.get(id);

  // qemu_resolve_machine_memdev
  const chosen = chooseMemoryBackend(config, findBackend, hasObject);
  findings.push(...chosen.findings);
  const ramSize = ramSizeOf(config, chosen);
  const maxRam = config.options.maxRamSize.span
    ? config.options.maxRamSize.value
    : config.memory.size.span
      ? ramSize.value
      : config.machine?.defaultRamSize;

  // parse_numa_opts, then machine_run_board_init
  const numa = defineNumaNodes(config, findBackend, hasObject);
  findings.push(...numa.findings);
  if (
    chosen.backend?.size.value !== undefined &&
    ramSize.value !== undefined &&
    chosen.backend.size.value !== ramSize.value
  ) {
    findings.push(sizeMismatch(config, chosen.backend, ramSize));
  }
  const implicit = makeImplicitBackend(config, chosen, numa, ramSize, world, ids);
  findings.push(...implicit.findings);
  if (implicit.backend) backends.push(implicit.backend);
  findings.push(...completeNumaNodes(numa, ramSize, config.options.memoryBackend.span));
  const board = setUpBoard(config, ramSize.value, maxRam);
  findings.push(...board.findings);

  const ram = ramChunks(config, chosen.backend ?? implicit.backend, numa, ramSize.value);
  const busy = new Map<MemoryBackend, undefined>((ram ?? []).map((chunk) => [chunk.backend, undefined]));
  const state: PlugState = {
    config,
    machine: config.machine,
    region: board.deviceMemory,
    regionIsKnown: board.known,
    room: ramSize.value === undefined || maxRam === undefined ? undefined : maxRam - ramSize.value,
    ram: ramSize.value,
    slots:
      config.options.slots.value !== undefined && (config.complete || config.options.slots.span)
        ? config.options.slots.value
        : undefined,
    nodeCount: numa.sure ? BigInt(numa.nodes.length) : undefined,
    busy,
    placed: [],
    occupancy: emptyOccupancy(),
  };
  plugDevices(config, state, findBackend, hasObject, findings);
  return {
    config,
    findings,
    backends,
    ramSize: ramSize.value,
    ram,
    numa,
    board,
    devices: state.placed,
    regions: ram && guestRegions(config, board, ram, state.placed),
  };
}

/** The backend that -machine memory-backend= names. */
interface ChosenBackend {
  /** Whether one is named at all; `undefined` when that is not known. */
  readonly given: boolean | undefined;
  readonly backend: MemoryBackend | undefined;
  readonly findings: readonly Finding[];
}

function chooseMemoryBackend(
  config: QemuConfiguration,
  findBackend: (id: string) => MemoryBackend | undefined,
  hasObject: (id: string) => boolean,
): ChosenBackend {
  const { memoryBackend } = config.options;
  if (!memoryBackend.span) return { given: config.complete ? false : undefined, backend: undefined, findings: [] };
  const id = memoryBackend.value;
  if (id === undefined) return { given: true, backend: undefined, findings: [] };
  if (config.memPath.span) return { given: true, backend: undefined, findings: [] };
  const backend = findBackend(id);
  if (backend || hasObject(id)) return { given: true, backend, findings: [] };
  const message = `No -object memory-backend-* has the id ${id}: define one, or name one that exists.`;
  return {
    given: true,
    backend: undefined,
    findings: [refusal('unknown-backend', memoryBackend.span, `Memory backend '${id}' not found`, message)],
  };
}

/** -m, else the size of the memory backend, else the machine's default. */
function ramSizeOf(config: QemuConfiguration, chosen: ChosenBackend): Fact<bigint> {
  const { ramSize } = config.options;
  if (ramSize.span) return ramSize;
  if (!config.complete) return { value: undefined, span: undefined };
  if (chosen.given) return { value: chosen.backend?.size.value, span: undefined };
  return ramSize;
}

function sizeMismatch(config: QemuConfiguration, backend: MemoryBackend, ram: Fact<bigint>): Finding {
  const span: Span = ram.span ?? config.options.memoryBackend.span ?? config.span;
  const size = backend.size.value!;
  const message = `-m gives the machine ${formatSize(ram.value!)}, and its memory backend ${backend.id} has ${formatSize(size)}: make them equal, or leave out -m.`;
  const related = backend.size.span ? [{ span: backend.size.span, message: `${backend.id}: ${formatSize(size)}` }] : [];
  const words = 'Machine memory size does not match the size of the memory backend';
  return refusal('backend-size-mismatch', span, words, message, related);
}

function makeImplicitBackend(
  config: QemuConfiguration,
  chosen: ChosenBackend,
  numa: NumaNodes,
  ramSize: Fact<bigint>,
  world: BackendWorld,
  ids: ReadonlySet<string>,
): { backend: MemoryBackend | undefined; findings: Finding[] } {
  const { machine } = config;
  if (!machine || chosen.given !== false || numa.haveMemdevs !== false || ramSize.value === 0n)
    return { backend: undefined, findings: [] };
  const span = config.memPath.span ?? ramSize.span ?? config.span;
  if (ids.has(machine.defaultRamId)) {
    const object = config.objects.find((other) => other.id === machine.defaultRamId);
    const words = `object's id '${machine.defaultRamId}' is reserved for the default RAM backend, it can't be used for any other purposes`;
    const older = `object name '${machine.defaultRamId}' is reserved for the default RAM backend, it can't be used for any other purposes. Change the object's 'id' to something else`;
    const message = `${machine.defaultRamId} is the name of the RAM that QEMU makes itself: choose another id, or use it as the RAM with -machine memory-backend=${machine.defaultRamId}.`;
    const said = config.setting.version.major < 8 ? older : words;
    return { backend: undefined, findings: [refusal('reserved-id', object?.idSpan ?? span, said, message)] };
  }
  return createImplicitBackend({ id: machine.defaultRamId, size: ramSize, memPath: config.memPath, span }, world);
}

/** The RAM in the order of its offsets: one backend, or those of the nodes by their numbers. */
function ramChunks(
  config: QemuConfiguration,
  whole: MemoryBackend | undefined,
  numa: NumaNodes,
  ram: bigint | undefined,
): RamChunk[] | undefined {
  if (ram === undefined || !config.machine) return undefined;
  if (ram === 0n) return [];
  if (whole) return [{ backend: whole, size: ram }];
  if (!numa.haveMemdevs || !numa.sure) return undefined;
  const chunks: RamChunk[] = [];
  for (const node of [...numa.nodes].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (!node.memdev || node.size === undefined) return undefined;
    chunks.push({ backend: node.memdev, size: node.size });
  }
  return chunks;
}

function plugDevices(
  config: QemuConfiguration,
  state: PlugState,
  findBackend: (id: string) => MemoryBackend | undefined,
  hasObject: (id: string) => boolean,
  findings: Finding[],
): void {
  for (const device of config.devices) {
    const { kind } = device.type;
    if (kind === 'vhost-user' || kind === 'vhost' || kind === 'vfio') continue;
    const bus = checkBuilt(device, config) ?? checkBus(device, config);
    if (bus) {
      findings.push(bus);
      continue;
    }
    if (kind === 'vga') continue;
    const { values, findings: found } = readDeviceValues(device, hasObject, config.setting);
    findings.push(...found);
    const backend = values.memdev.value === undefined ? undefined : findBackend(values.memdev.value);
    if (found.every((finding) => finding.severity !== 'error'))
      findings.push(...(kind === 'ivshmem' ? plugIvshmem : plugDevice)({ device, values, backend }, state));
  }
}

/** Devices that QEMU is not built with for a target. */
function checkBuilt(device: QemuConfiguration['devices'][number], config: QemuConfiguration): Finding | undefined {
  const { target, version } = config.setting;
  if (target === undefined) return undefined;
  const dimm = device.type.kind === 'pc-dimm' || device.type.kind === 'nvdimm';
  const riscv = target === 'riscv64' || target === 'riscv32';
  const arm = target === 'aarch64' || target === 'arm';
  const missing =
    (dimm && (riscv || target === 's390x')) ||
    (device.driver === 'virtio-mem-pci' && riscv) ||
    (device.driver === 'virtio-pmem-pci' && arm && !qemuAtLeast(version, '8.0'));
  if (!missing) return undefined;
  const words = `'${device.driver}' is not a valid device model name`;
  return refusal('unknown-device', device.driverSpan, words, `QEMU for ${target} has no ${device.driver}.`);
}

/** Whether the machine has a bus for the device. (system/qdev-monitor.c: qdev_device_add_from_qdict) */
function checkBus(device: QemuConfiguration['devices'][number], config: QemuConfiguration): Finding | undefined {
  const { machine } = config;
  if (!machine || !needsPci(device)) return undefined;
  const { family } = machine;
  if (family !== 'none' && family !== 'isapc' && !(family === 'microvm' && !config.microvmPcie)) return undefined;
  const words = `No 'PCI' bus found for device '${device.driver}'`;
  const help = family === 'microvm' ? ' Add pcie=on to -machine.' : '';
  return refusal('no-pci-bus', device.driverSpan, words, `The machine ${machine.name} has no PCI bus.${help}`);
}

function needsPci(device: QemuConfiguration['devices'][number]): boolean {
  if (device.type.kind === 'vga') return !device.driver.startsWith('isa-');
  return device.type.kind === 'ivshmem' || /-pci(-non-transitional)?$/.test(device.driver);
}
