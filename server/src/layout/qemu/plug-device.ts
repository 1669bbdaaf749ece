import { formatSize, hex } from '../../model/format';
import { type Finding, refusal } from '../../model/qemu/finding';
import type { MachineType } from '../../model/qemu/machine-type';
import { qemuAtLeast } from '../../model/qemu/qemu-version';
import { writeQemuSize } from '../../model/qemu/units';
import { alignDown, alignUp, isAligned, larger } from '../align';
import { checkHotplug, checkLabel, checkNode, checkSlot, deviceSize, slotOf } from './dimm-device';
import { occupy } from './occupancy';
import { placeDevice } from './place-device';
import { isX86, type Plug, type PlugState, sizeOf } from './plug-state';
import { checkVirtioMem, defaultBlockSize, virtioMemWarnings } from './virtio-mem-device';

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
    const noMemory = checkMemdev(plug, 'must be set') ?? checkLabel(plug) ?? checkRegion(plug, state);
    if (noMemory) return [noMemory];
    const place = findPlace(plug, size, blockSize, state);
    if (place.fault) return [place.fault];
    gpa = place.gpa;
  }
  if (machine && !maps) {
    const noMemory = checkMemdev(plug, 'is not set');
    if (noMemory) return [noMemory];
    gpa = values.addr.value;
    if (dimm) slot = values.slot.value;
  }
  const realize =
    checkBusy(plug, state) ?? (kind === 'virtio-mem' ? checkVirtioMem(plug, blockSize, state) : checkNode(plug, state));
  if (realize) return [realize];
  if (backend) state.busy.set(backend, plug);
  const placed = { device, values, backend, mapped: maps, gpa, size, slot, node: values.node.value, blockSize };
  state.placed.push(placed);
  if (maps) occupy(state.occupancy, placed);
  return kind === 'virtio-mem' ? virtioMemWarnings(plug, blockSize, state) : [];
}

/** Machines that give memory devices a place. The others take them without a word and map them nowhere. */
function mapsDevices(machine: MachineType): boolean {
  return machine.family !== 'none' && machine.family !== 'microvm' && machine.family !== 'riscv-virt';
}

function checkMemdev({ device, values }: Plug, words: string): Finding | undefined {
  if (values.memdev.span || !device.list.complete) return undefined;
  const message = `${device.driver} needs the memory it consists of: add memdev=ID, the id of a memory backend.`;
  return refusal('missing-property', device.driverSpan, `'memdev' property ${words}`, message);
}

function checkRegion({ device }: Plug, state: PlugState): Finding | undefined {
  if (!state.regionIsKnown || state.region || !state.config.complete) return undefined;
  const words = qemuAtLeast(state.config.setting.version, '8.1')
    ? 'the configuration is not prepared for memory devices (e.g., for memory hotplug), consider specifying the maxmem option'
    : isX86(state.machine)
      ? 'memory devices (e.g. for memory hotplug) are not enabled, please specify the maxmem option'
      : 'memory devices (e.g. for memory hotplug) are not supported by the machine';
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
  const { used } = state.occupancy;
  if (used !== undefined && room !== undefined && used + size > room) {
    const words = `not enough space, currently ${hex(used)} in use of total space for memory devices ${hex(room)}`;
    const need = state.ram === undefined ? undefined : state.ram + used + size;
    const message = `maxmem leaves ${formatSize(room)} for memory devices, of which ${formatSize(used)} are taken; this one needs ${formatSize(size)}.${need === undefined ? '' : ` Make maxmem at least ${writeQemuSize(need)}.`}`;
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
  const legacy =
    !state.machine?.alignedDimms &&
    (device.type.kind === 'pc-dimm' || device.type.kind === 'nvdimm') &&
    state.machine?.family !== 'pseries';
  const align = legacy && isX86(state.machine) ? 4096n : larger(blockSize ?? 0n, backend.align);
  // From 8.2 on the size is compared with the backend's own alignment, before anything else; until then, with all of it.
  const early = qemuAtLeast(state.config.setting.version, '8.2');
  const sizeFault = checkDeviceSize(plug, size, early ? backend.align : align);
  if (sizeFault && early) return { fault: sizeFault };
  const hint = values.addr.value;
  if (sizeFault && (hint === undefined || isAligned(hint, align))) return { fault: sizeFault };
  if (hint === undefined) return {};
  if (!state.occupancy.rangesAreKnown && hint === 0n) return {};
  const placement = placeDevice(region, state.occupancy, hint === 0n ? undefined : hint, size, align);
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

/** A device is a whole number of its backend's alignment. */
function checkDeviceSize({ device, values, backend }: Plug, size: bigint, align: bigint): Finding | undefined {
  if (!backend || isAligned(size, align)) return undefined;
  const words = `backend memory size must be multiple of ${hex(align)}`;
  const message = `${backend.id} has ${formatSize(size)}, which is no multiple of ${formatSize(align)}, its alignment: make it ${writeQemuSize(alignDown(size, align))} or ${writeQemuSize(alignUp(size, align))}.`;
  return refusal('dimm-size', values.memdev.span ?? device.driverSpan, words, message, sizeOf(backend));
}

/** Whether the backend is free. */
function checkBusy({ device, values, backend }: Plug, state: PlugState): Finding | undefined {
  if (!backend || !state.busy.has(backend)) return undefined;
  const words =
    device.type.kind === 'virtio-mem'
      ? `'memdev' property specifies a busy memdev: ${backend.id}`
      : `can't use already busy memdev: ${backend.id}`;
  const message = `${backend.id} is in use already: every device needs a backend of its own.`;
  const other = state.busy.get(backend);
  const related = other ? [{ span: other.values.memdev.span ?? other.device.driverSpan, message: 'used here' }] : [];
  return refusal('backend-busy', values.memdev.span ?? device.driverSpan, words, message, related);
}
