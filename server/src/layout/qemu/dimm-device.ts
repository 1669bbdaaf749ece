import { formatSize, hex } from '../../model/format';
import { type Finding, refusal } from '../../model/qemu/finding';
import type { MachineType } from '../../model/qemu/machine-type';
import { MIB } from '../../model/qemu/units';
import { alignDown } from '../align';

import { nodeMessage, type Plug, type PlugState, sizeOf } from './plug-state';

export function checkHotplug(plug: Plug, machine: MachineType, state: PlugState): Finding | undefined {
  const { device } = plug;
  const { options } = state.config;
  if (machine.family === 'pseries') return checkPseries(plug);
  const x86 = machine.family === 'i440fx' || machine.family === 'q35' || machine.family === 'isapc';
  const noAcpi = options.acpi.value === 'off' ? options.acpi.span : undefined;
  if (x86 && (machine.family === 'isapc' || noAcpi)) {
    const words = 'memory hotplug is not enabled: missing acpi device or acpi disabled';
    const message =
      machine.family === 'isapc'
        ? 'isapc has no ACPI, which memory devices need.'
        : 'Memory devices need ACPI: leave out acpi=off.';
    return refusal('memory-hotplug', noAcpi ?? device.driverSpan, words, message);
  }
  if (machine.family === 'arm-virt' && (noAcpi || !machine.eventDevice || isWithoutFirmware(state))) {
    const words = 'memory hotplug is not enabled: missing acpi-ged device';
    const message = noAcpi
      ? 'Memory devices need ACPI: leave out acpi=off.'
      : machine.eventDevice
        ? 'Memory devices need ACPI, and on this machine that needs firmware: load one with -bios or -drive if=pflash.'
        : `${machine.name} has no device for memory hotplug: use virt-4.2 or newer.`;
    return refusal('memory-hotplug', noAcpi ?? device.driverSpan, words, message);
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

/** Whether surely nothing loads a firmware. On a 32-bit arm CPU there is no ACPI either, but -cpu is not looked into. */
function isWithoutFirmware(state: PlugState): boolean {
  return state.config.complete && !state.config.ownFirmware;
}

/** hw/ppc/spapr.c: spapr_memory_pre_plug; hw/ppc/spapr_nvdimm.c: spapr_nvdimm_validate. */
function checkPseries({ device, values, backend }: Plug): Finding | undefined {
  const size = backend?.size.value;
  const block = 256n * MIB;
  const span = values.memdev.span ?? device.driverSpan;
  if (device.type.kind === 'nvdimm') {
    const label = values.labelSize;
    if (label.value !== 0n) return undefined;
    const message = 'On pseries an NVDIMM needs labels: add label-size=128K.';
    return refusal(
      'label-size',
      label.span ?? device.driverSpan,
      'PAPR requires NVDIMM devices to have label-size set',
      message,
    );
  }
  if (!backend || size === undefined || size % block === 0n) return undefined;
  const message = `${backend.id} has ${formatSize(size)}; memory devices of pseries are multiples of 256 MiB.`;
  return refusal('dimm-size', span, 'Hotplugged memory size must be a multiple of 256 MB', message, sizeOf(backend));
}

/** hw/mem/pc-dimm.c: pc_dimm_pre_plug, pc_dimm_get_free_slot. */
export function checkSlot({ device, values }: Plug, state: PlugState): Finding | undefined {
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
  const { slots: taken, slotsAreKnown } = state.occupancy;
  if (!slotsAreKnown) return undefined;
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

/** The slot that was asked for, or the first free one. */
export function slotOf({ values }: Plug, state: PlugState): bigint | undefined {
  const wanted = values.slot.value;
  if (wanted === undefined || wanted !== -1n) return wanted;
  return state.occupancy.slotsAreKnown ? state.occupancy.firstFreeSlot : undefined;
}

/** The bytes a device shows to the guest. (hw/mem/nvdimm.c: nvdimm_prepare_memory_region) */
export function deviceSize({ device, values, backend }: Plug): bigint | undefined {
  const size = backend?.size.value;
  if (device.type.kind !== 'nvdimm' || size === undefined) return size;
  const label = values.labelSize.value;
  if (label === undefined || backend?.align === undefined || label > size) return undefined;
  return alignDown(size - label, backend.align);
}

/** hw/mem/nvdimm.c: nvdimm_prepare_memory_region. */
export function checkLabel({ device, values, backend }: Plug): Finding | undefined {
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

/** hw/mem/pc-dimm.c: pc_dimm_realize. */
export function checkNode({ device, values }: Plug, state: PlugState): Finding | undefined {
  const count = state.nodeCount;
  const node = values.node.value;
  if (count === undefined || node === undefined || device.type.kind === 'virtio-pmem') return undefined;
  const nodes = count > 0n ? count : 1n;
  if (node < nodes) return undefined;
  const { machine } = state;
  if (machine && !machine.numa) {
    const message = `The machine ${machine.name} has no NUMA nodes: leave out node=.`;
    return refusal('device-node', values.node.span ?? device.driverSpan, "machine doesn't support NUMA", message);
  }
  const words = `'DIMM property node has value ${node}' which exceeds the number of numa nodes: ${nodes}`;
  return refusal('device-node', values.node.span ?? device.driverSpan, words, nodeMessage(node, nodes));
}
