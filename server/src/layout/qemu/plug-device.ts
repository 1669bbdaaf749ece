import type { QemuConfiguration } from '../../model/qemu/configuration';
import type { DeviceOption, DeviceValues } from '../../model/qemu/device-option';
import { caution, type Finding, refusal } from '../../model/qemu/finding';
import { hostPageSize, transparentHugePage } from '../../model/qemu/host-memory';
import type { MachineType } from '../../model/qemu/machine-type';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { qemuAtLeast } from '../../model/qemu/qemu-version';
import { formatSize, hex, MIB, writeSize } from '../../model/qemu/units';
import { alignDown, alignUp, isAligned, larger } from '../align';
import type { MemoryRange } from './device-memory';
import { type OccupiedRange, placeDevice } from './place-device';

/** A memory device that QEMU accepts. */
export interface PlacedDevice {
  readonly device: DeviceOption;
  readonly values: DeviceValues;
  readonly backend: MemoryBackend | undefined;
  /** The guest-physical address; `undefined` when it depends on what is not known, or when the machine maps it nowhere. */
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
  /** How many NUMA nodes the machine has, the implicit one included; `undefined` when not known. */
  readonly nodeCount: bigint | undefined;
  /** Backends that something uses already, and what uses them. */
  readonly busy: Set<MemoryBackend>;
  readonly placed: PlacedDevice[];
}

/** What a device is about to be: its values and its backend. */
interface Plug {
  readonly device: DeviceOption;
  readonly values: DeviceValues;
  readonly backend: MemoryBackend | undefined;
}

/**
 * Plugs a memory device: what the machine checks before, where it goes, what the device itself checks.
 * (hw/core/qdev.c: device_set_realized; hw/i386/pc.c: pc_memory_pre_plug; hw/mem/memory-device.c: memory_device_pre_plug)
 */
export function plugDevice(plug: Plug, state: PlugState): Finding[] {
  const { device, values, backend } = plug;
  const kind = device.type.kind;
  const dimm = kind === 'pc-dimm' || kind === 'nvdimm';
  const { machine } = state;
  const maps = machine !== undefined && mapsDevices(machine);
  const size = deviceSize(plug);
  const blockSize =
    kind === 'virtio-mem'
      ? values.blockSize.span
        ? values.blockSize.value
        : defaultBlockSize(backend, state)
      : undefined;

  let slot: bigint | undefined;
  let gpa: bigint | undefined;
  if (maps) {
    const fault = dimm ? (checkHotplug(plug, machine, state) ?? checkSlot(plug, state)) : undefined;
    if (fault) return [fault];
    if (dimm) slot = slotOf(plug, state);
    const noMemory = checkMemdev(plug) ?? checkLabel(plug) ?? checkRegion(plug, state);
    if (noMemory) return [noMemory];
    const place = findPlace(plug, size, blockSize, state);
    if (place.fault) return [place.fault];
    gpa = place.gpa;
  }
  const realize =
    checkBusy(plug, state) ?? (kind === 'virtio-mem' ? checkVirtioMem(plug, blockSize, state) : checkNode(plug, state));
  if (realize) return [realize];
  if (backend) state.busy.add(backend);
  state.placed.push({ device, values, backend, gpa, size, slot, node: values.node.value, blockSize });
  return kind === 'virtio-mem' ? virtioMemWarnings(plug, blockSize, state) : [];
}

/** Machines that give memory devices a place. The others take them without a word and map them nowhere. */
function mapsDevices(machine: MachineType): boolean {
  return machine.family !== 'none' && machine.family !== 'microvm' && machine.family !== 'riscv-virt';
}

/** The bytes a device shows to the guest. (hw/mem/nvdimm.c: nvdimm_prepare_memory_region) */
function deviceSize({ device, values, backend }: Plug): bigint | undefined {
  const size = backend?.size.value;
  if (device.type.kind !== 'nvdimm' || size === undefined) return size;
  const label = values.labelSize.value;
  if (label === undefined || backend?.align === undefined || label > size) return undefined;
  return alignDown(size - label, backend.align);
}

function checkHotplug({ device }: Plug, machine: MachineType, state: PlugState): Finding | undefined {
  const { options } = state.config;
  const x86 = machine.family === 'i440fx' || machine.family === 'q35' || machine.family === 'isapc';
  if (x86 && (machine.family === 'isapc' || options.acpi.value === 'off')) {
    const words = 'memory hotplug is not enabled: missing acpi device or acpi disabled';
    const message =
      machine.family === 'isapc'
        ? 'isapc has no ACPI, which memory devices need.'
        : 'Memory devices need ACPI: leave out acpi=off.';
    return refusal('memory-hotplug', options.acpi.span ?? device.driverSpan, words, message);
  }
  if (device.type.kind === 'nvdimm' && options.nvdimm.value === false && state.config.complete) {
    const arm = machine.family === 'arm-virt';
    const words = arm
      ? "nvdimm is not enabled: add 'nvdimm=on' to '-M'"
      : "nvdimm is not enabled: missing 'nvdimm' in '-M'";
    const related = options.nvdimm.span ? [{ span: options.nvdimm.span, message: 'turned off here' }] : [];
    return refusal(
      'nvdimm-disabled',
      device.driverSpan,
      words,
      'The machine has no NVDIMM support turned on: add nvdimm=on to -machine.',
      related,
    );
  }
  return undefined;
}

/** hw/mem/pc-dimm.c: pc_dimm_pre_plug, pc_dimm_get_free_slot. */
function checkSlot({ device, values }: Plug, state: PlugState): Finding | undefined {
  const { slots } = state;
  const wanted = values.slot.value;
  if (slots === undefined || wanted === undefined) return undefined;
  if (wanted !== -1n && (wanted < 0n || wanted >= slots)) {
    const last = slots === 0n ? (1n << 64n) - 1n : slots - 1n;
    const words = `invalid slot number ${wanted}, valid range is [0-${last}]`;
    const message =
      slots === 0n
        ? 'The machine has no memory slots: add slots= and maxmem= to -m.'
        : `There are ${slots} memory slots, numbered 0 to ${slots - 1n}: raise slots= or choose one of them.`;
    return refusal('dimm-slot', values.slot.span ?? device.driverSpan, words, message);
  }
  if (slots === 0n) {
    const message = 'A DIMM needs a memory slot: give -m slots=1 and maxmem=, the RAM plus the size of the DIMM.';
    return refusal(
      'dimm-slot',
      device.driverSpan,
      "no slots where allocated, please specify the 'slots' option",
      message,
    );
  }
  const taken = takenSlots(state);
  if (!taken) return undefined;
  if (wanted !== -1n) {
    const other = taken.get(wanted);
    if (!other) return undefined;
    const related = [{ span: other.driverSpan, message: `has slot ${wanted}` }];
    return refusal(
      'dimm-slot',
      values.slot.span ?? device.driverSpan,
      `slot ${wanted} is busy`,
      `Another DIMM has slot ${wanted}: choose another, or leave slot= out.`,
      related,
    );
  }
  if (BigInt(taken.size) < slots) return undefined;
  const related = state.config.memory.slots.span
    ? [{ span: state.config.memory.slots.span, message: `slots=${slots}` }]
    : [];
  return refusal(
    'dimm-slot',
    device.driverSpan,
    'no free slots available',
    `All ${slots} memory slots are taken: raise slots= in -m.`,
    related,
  );
}

function takenSlots(state: PlugState): Map<bigint, DeviceOption> | undefined {
  const taken = new Map<bigint, DeviceOption>();
  for (const placed of state.placed) {
    const kind = placed.device.type.kind;
    if (kind !== 'pc-dimm' && kind !== 'nvdimm') continue;
    if (placed.slot === undefined) return undefined;
    taken.set(placed.slot, placed.device);
  }
  return taken;
}

/** The slot that was asked for, or the first free one. */
function slotOf({ values }: Plug, state: PlugState): bigint | undefined {
  const wanted = values.slot.value;
  if (wanted === undefined || wanted !== -1n) return wanted;
  const taken = takenSlots(state);
  if (!taken) return undefined;
  let slot = 0n;
  while (taken.has(slot)) slot += 1n;
  return slot;
}

function checkMemdev({ device, values }: Plug): Finding | undefined {
  if (values.memdev.span || !device.list.complete) return undefined;
  const message = `${device.driver} needs the memory it consists of: add memdev=ID, the id of a memory backend.`;
  return refusal('missing-property', device.driverSpan, "'memdev' property must be set", message);
}

/** hw/mem/nvdimm.c: nvdimm_prepare_memory_region. */
function checkLabel({ device, values, backend }: Plug): Finding | undefined {
  const size = backend?.size.value;
  if (device.type.kind !== 'nvdimm' || !backend || size === undefined || backend.align === undefined) return undefined;
  const label = values.labelSize.value;
  if (label !== undefined && (size <= label || alignDown(size - label, backend.align) === 0n)) {
    const words = `the size of memdev ${backend.id} (${hex(size)}) is too small to contain nvdimm label (${hex(label)}) and aligned PMEM (${hex(backend.align)})`;
    const message = `After ${formatSize(label)} of labels, ${formatSize(size)} leave no whole ${formatSize(backend.align)}: make the backend larger.`;
    return refusal('nvdimm-size', values.memdev.span ?? device.driverSpan, words, message, sizeOf(backend));
  }
  if (values.unarmed.value === false && backend.rom) {
    const words = `'unarmed' property must be 'on' since memdev ${backend.id} is read-only`;
    return refusal(
      'nvdimm-unarmed',
      values.unarmed.span ?? device.driverSpan,
      words,
      'The backend is read-only, so that nothing written persists: add unarmed=on.',
    );
  }
  return undefined;
}

/** Where a backend's size is written. */
function sizeOf(backend: MemoryBackend): { span: NonNullable<MemoryBackend['size']['span']>; message: string }[] {
  const { span, value } = backend.size;
  return span && value !== undefined ? [{ span, message: `${backend.id}: ${formatSize(value)}` }] : [];
}

function checkRegion({ device }: Plug, state: PlugState): Finding | undefined {
  if (!state.regionIsKnown || state.region || !state.config.complete) return undefined;
  const words = qemuAtLeast(state.config.setting.version, '8.1')
    ? 'the configuration is not prepared for memory devices (e.g., for memory hotplug), consider specifying the maxmem option'
    : 'memory devices (e.g. for memory hotplug) are not enabled, please specify the maxmem option';
  const message = `There is no room for memory devices: give -m maxmem=, the RAM plus the size of ${device.driver}.`;
  return refusal('no-device-memory', device.driverSpan, words, message);
}

interface Place {
  readonly gpa?: bigint | undefined;
  readonly fault?: Finding;
}

/** hw/mem/memory-device.c: memory_device_check_addable, then the size, then memory_device_get_free_addr. */
function findPlace(plug: Plug, size: bigint | undefined, blockSize: bigint | undefined, state: PlugState): Place {
  const { device, values, backend } = plug;
  const { region, room } = state;
  if (!region || size === undefined || !backend) return {};
  const used = usedRoom(state);
  if (used !== undefined && room !== undefined && used + size > room) {
    const words = `not enough space, currently ${hex(used)} in use of total space for memory devices ${hex(room)}`;
    const need = state.ram === undefined ? undefined : state.ram + used + size;
    const message = `maxmem leaves ${formatSize(room)} for memory devices, of which ${formatSize(used)} are taken; this one needs ${formatSize(size)}.${need === undefined ? '' : ` Make maxmem at least ${writeSize(need)}.`}`;
    const maxmem = state.config.options.maxRamSize.span;
    const related = maxmem ? [{ span: maxmem, message: 'maxmem' }] : [];
    return {
      fault: refusal('device-memory-full', values.memdev.span ?? device.driverSpan, words, message, [
        ...related,
        ...sizeOf(backend),
      ]),
    };
  }
  if (backend.align === undefined) return values.addr.value ? { gpa: values.addr.value } : {};
  if (!isAligned(size, backend.align)) {
    const words = `backend memory size must be multiple of ${hex(backend.align)}`;
    const message = `${backend.id} has ${formatSize(size)}, which is no multiple of ${formatSize(backend.align)}, its alignment: make it ${writeSize(alignDown(size, backend.align))} or ${writeSize(alignUp(size, backend.align))}.`;
    return { fault: refusal('dimm-size', values.memdev.span ?? device.driverSpan, words, message, sizeOf(backend)) };
  }
  const legacy =
    !state.machine?.alignedDimms &&
    (device.type.kind === 'pc-dimm' || device.type.kind === 'nvdimm') &&
    state.machine?.family !== 'pseries';
  const align = legacy && isX86(state.machine) ? 4096n : larger(blockSize ?? 0n, backend.align);
  const hint = values.addr.value;
  if (hint === undefined) return {};
  const occupied = occupiedRanges(state);
  if (!occupied && hint === 0n) return {};
  const unnamed = '(unnamed)';
  const placement = placeDevice(region, occupied ?? [], hint === 0n ? undefined : hint, size, align, unnamed);
  if (placement.fault === undefined) return { gpa: placement.start };
  const span = values.addr.span ?? values.memdev.span ?? device.driverSpan;
  const usable = `${hex(region.start)} to ${hex(region.start + region.size - 1n)}`;
  const help = {
    unaligned: `The address must be a multiple of ${formatSize(align)}, the alignment of ${backend.id}: ${hex(alignDown(hint, align))} or ${hex(alignUp(hint, align))}.`,
    outside: `Memory devices lie from ${usable}; [${hex(hint)}, ${hex(hint + size)}) does not. Leave the address out to let QEMU choose.`,
    conflict: 'Another memory device lies there. Leave the address out to let QEMU choose.',
    fragmented: `Between ${usable} no gap of ${formatSize(size)} begins at a multiple of ${formatSize(align)}: raise slots= or maxmem=.`,
  }[placement.reason];
  return { fault: refusal(`dimm-address`, span, placement.fault, help, sizeOf(backend)) };
}

function isX86(machine: MachineType | undefined): boolean {
  return machine?.family === 'i440fx' || machine?.family === 'q35';
}

/** Bytes that the devices before take; `undefined` when that is not known. */
function usedRoom(state: PlugState): bigint | undefined {
  let used = 0n;
  for (const placed of state.placed) {
    if (placed.size === undefined) return undefined;
    used += placed.size;
  }
  return used;
}

function occupiedRanges(state: PlugState): OccupiedRange[] | undefined {
  const ranges: OccupiedRange[] = [];
  for (const placed of state.placed) {
    if (placed.gpa === undefined || placed.size === undefined) return undefined;
    ranges.push({ start: placed.gpa, size: placed.size, id: placed.device.id });
  }
  return ranges;
}

/** Whether the backend is free. */
function checkBusy({ device, values, backend }: Plug, state: PlugState): Finding | undefined {
  if (!backend || !state.busy.has(backend)) return undefined;
  const words =
    device.type.kind === 'virtio-mem'
      ? `'memdev' property specifies a busy memdev: ${backend.id}`
      : `can't use already busy memdev: ${backend.id}`;
  const message = `${backend.id} is in use already: every device needs a backend of its own.`;
  const other = state.placed.find((placed) => placed.backend === backend);
  const related = other ? [{ span: other.values.memdev.span ?? other.device.driverSpan, message: 'used here' }] : [];
  return refusal('backend-busy', values.memdev.span ?? device.driverSpan, words, message, related);
}

/** hw/mem/pc-dimm.c: pc_dimm_realize. */
function checkNode({ device, values }: Plug, state: PlugState): Finding | undefined {
  const count = state.nodeCount;
  const node = values.node.value;
  if (count === undefined || node === undefined || device.type.kind === 'virtio-pmem') return undefined;
  const nodes = count > 0n ? count : 1n;
  if (node < nodes) return undefined;
  const words = `'DIMM property node has value ${node}' which exceeds the number of numa nodes: ${nodes}`;
  return refusal('device-node', values.node.span ?? device.driverSpan, words, nodeMessage(node, nodes));
}

function nodeMessage(node: bigint, nodes: bigint): string {
  return `The machine has ${nodes === 1n ? 'one NUMA node, number 0' : `${nodes} NUMA nodes, numbered 0 to ${nodes - 1n}`}; there is no node ${node}.`;
}

/** hw/virtio/virtio-mem.c: virtio_mem_default_block_size. */
function defaultBlockSize(backend: MemoryBackend | undefined, state: PlugState): bigint | undefined {
  const page = backend?.pageSize;
  if (page === undefined) return undefined;
  const { host } = state.config.setting;
  return page === hostPageSize(host) ? larger(page, transparentHugePage(host)) : larger(page, MIB);
}

/** hw/virtio/virtio-mem.c: virtio_mem_device_realize. */
function checkVirtioMem(
  { device, values, backend }: Plug,
  blockSize: bigint | undefined,
  state: PlugState,
): Finding | undefined {
  const memdevSpan = values.memdev.span ?? device.driverSpan;
  if (backend?.rom) {
    const words = "'memdev' property specifies an unsupported memdev";
    return refusal(
      'virtio-mem-backend',
      memdevSpan,
      words,
      `${backend.id} is read-only; virtio-mem needs memory that can be written.`,
    );
  }
  if (backend?.prealloc.value === true && qemuAtLeast(state.config.setting.version, '8.0')) {
    const words = `'memdev' property specifies a memdev with preallocation enabled: ${backend.id}. Instead, specify 'prealloc=on' for the virtio-mem device. `;
    const message = `Preallocated memory would be thrown away at once: turn prealloc off for ${backend.id} and write prealloc=on for the device.`;
    const related = backend.prealloc.span ? [{ span: backend.prealloc.span, message: 'prealloc' }] : [];
    return refusal('virtio-mem-backend', memdevSpan, words, message, related);
  }
  const count = state.nodeCount;
  const node = values.node.value;
  if (count !== undefined && node !== undefined && (count > 0n ? node >= count : node > 0n)) {
    const words = `'node' property has value '${node}', which exceedsthe number of numa nodes: ${count}`;
    return refusal('device-node', values.node.span ?? device.driverSpan, words, nodeMessage(node, larger(count, 1n)));
  }
  if (state.config.memLock.value === true) {
    const related = state.config.memLock.span
      ? [{ span: state.config.memLock.span, message: 'memory is locked here' }]
      : [];
    return refusal(
      'virtio-mem-lock',
      device.driverSpan,
      'Incompatible with mlock',
      'virtio-mem gives memory back, which locked memory cannot: leave out -overcommit mem-lock=on.',
      related,
    );
  }
  if (
    values.dynamicMemslots.value === true &&
    values.unpluggedInaccessible.value !== undefined &&
    values.unpluggedInaccessible.value !== 'on'
  ) {
    const words = "'dynamic-memslots' property set to 'on' requires 'unplugged-inaccessible' to be 'on'";
    return refusal(
      'dynamic-memslots',
      values.dynamicMemslots.span ?? device.driverSpan,
      words,
      'Memory without a memslot cannot be touched: write unplugged-inaccessible=on.',
    );
  }
  if (blockSize === undefined) return undefined;
  const page = backend?.pageSize;
  if (page !== undefined && blockSize < page) {
    const words = `'block-size' property has to be at least the page size (${hex(page)})`;
    return refusal(
      'block-size',
      values.blockSize.span ?? device.driverSpan,
      words,
      `block-size is ${formatSize(blockSize)}, less than a page of ${backend!.id}, ${formatSize(page)}.`,
    );
  }
  const requested = values.requestedSize.value;
  if (requested !== undefined && !isAligned(requested, blockSize)) {
    const words = `'requested-size' property has to be multiples of 'block-size' (${hex(blockSize)})`;
    const message = `requested-size is ${formatSize(requested)}, which is no multiple of the block size, ${formatSize(blockSize)}: make it ${writeSize(alignDown(requested, blockSize))} or ${writeSize(alignUp(requested, blockSize))}.`;
    return refusal('requested-size', values.requestedSize.span ?? device.driverSpan, words, message);
  }
  const size = backend?.size.value;
  if (size !== undefined && !isAligned(size, blockSize)) {
    const words = `'memdev' property memdev size has to be multiples of'block-size' (${hex(blockSize)})`;
    const message = `${backend!.id} has ${formatSize(size)}, which is no multiple of the block size, ${formatSize(blockSize)}: make it ${writeSize(alignUp(size, blockSize))}.`;
    return refusal('virtio-mem-backend', memdevSpan, words, message, sizeOf(backend!));
  }
  return undefined;
}

function virtioMemWarnings(
  { device, values, backend }: Plug,
  blockSize: bigint | undefined,
  state: PlugState,
): Finding[] {
  const warnings: Finding[] = [];
  const usual = defaultBlockSize(backend, state);
  if (blockSize !== undefined && usual !== undefined && blockSize < usual && values.blockSize.span) {
    const words = `'block-size' property is smaller than the default block size (${usual / MIB} MiB)`;
    const message = `Blocks of ${formatSize(blockSize)} are smaller than a huge page of the host (${formatSize(usual)}), which every block that is given back splits.`;
    warnings.push(caution('block-size', values.blockSize.span, words, message));
  }
  if (backend?.kind === 'file' && backend.share.value === false && qemuAtLeast(state.config.setting.version, '8.2')) {
    const words =
      'ram_block_discard_range: Discarding RAM in private file mappings is possibly dangerous, because it will modify the underlying file and will affect other users of the file';
    const message = `virtio-mem discards memory of ${backend.id}, a private mapping of a file: that punches holes into the file itself. Use share=on, or a backend without a file.`;
    warnings.push(caution('virtio-mem-private-file', values.memdev.span ?? device.driverSpan, words, message));
  }
  return warnings;
}
