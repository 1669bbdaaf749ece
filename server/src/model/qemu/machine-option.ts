import type { Span } from '../../text/span';
import { formatSize, hex } from '../format';
import { byDefault, type Fact } from './fact';
import { caution, type Finding, refusal } from './finding';
import type { MachineFamily, MachineType } from './machine-type';
import type { MemoryOption } from './memory-option';
import { type Property, propertyText } from './property';
import { inPropertyOrder } from './property-order';
import type { QemuSetting } from './qemu-setting';
import { formatQemuVersion } from './qemu-version';
import { GIB, MIB } from './units';
import { type Visited, visitBoolean, visitEnum, visitSize, visitUnsigned } from './visit-value';

/** What -machine says, as far as it matters to memory. */
export interface MachineOptions {
  /** The id of the backend that is the RAM. */
  readonly memoryBackend: Fact<string>;
  /** Bytes; no span: the machine's own split. */
  readonly maxRamBelow4g: Fact<bigint>;
  readonly nvdimm: Fact<boolean>;
  readonly memMerge: Fact<boolean>;
  readonly dumpGuestCore: Fact<boolean>;
  readonly acpi: Fact<string>;
  readonly highmem: Fact<boolean>;
  /** The id of the confidential guest object (also `memory-encryption`). */
  readonly confidentialGuest: Fact<string>;
  /** RAM, rounded up to 8 KiB; what holds until a memory backend says otherwise. */
  readonly ramSize: Fact<bigint>;
  readonly maxRamSize: Fact<bigint>;
  readonly slots: Fact<bigint>;
}

/** Families that have a machine property. A property of no family here is not checked at all. */
const OWNERS: ReadonlyMap<string, readonly MachineFamily[]> = new Map<string, readonly MachineFamily[]>([
  ['max-ram-below-4g', ['i440fx', 'q35', 'isapc']],
  ['nvdimm', ['i440fx', 'q35', 'isapc', 'arm-virt', 'pseries']],
]);

/**
 * Sets the machine's properties in QEMU's order. `properties` are all keys of all -machine options with the last value of
 * each. `open`: a -machine that may have further keys, so that what is not written is not known. `hasEarlyObject`: whether
 * there is an object of that id before the memory backends are made.
 * (system/vl.c: qemu_apply_machine_options; hw/core/machine.c, hw/i386/pc.c)
 */
export function readMachineOptions(
  properties: readonly Property[],
  memory: MemoryOption,
  machine: MachineType | undefined,
  setting: QemuSetting,
  open: Span | undefined,
  hasEarlyObject: (id: string) => boolean,
): { options: MachineOptions; findings: Finding[] } {
  const findings: Finding[] = [];
  const visitor = 'keyval';
  const set = <T>(property: Property, read: Visited<T>, meaning: string): Fact<T> => {
    if (read.fault === undefined) return { value: read.value, span: property.valueSpan };
    findings.push(
      refusal('malformed-value', property.valueSpan, read.fault, `'${propertyText(property)}' is not ${meaning}.`),
    );
    return { value: undefined, span: property.valueSpan };
  };
  const unlessWritten = <T>(otherwise: T | undefined): Fact<T> =>
    open ? { value: undefined, span: open } : byDefault(otherwise);
  let memoryBackend = unlessWritten<string>(undefined);
  let maxRamBelow4g = unlessWritten<bigint>(undefined);
  let nvdimm = unlessWritten<boolean>(false);
  let memMerge = unlessWritten<boolean>(true);
  let dumpGuestCore = unlessWritten<boolean>(true);
  let acpi = unlessWritten<string>('auto');
  let highmem = unlessWritten<boolean>(true);
  let confidentialGuest = unlessWritten<string>(undefined);
  let sizes: Sizes = {
    ramSize: byDefault(machine?.defaultRamSize),
    maxRamSize: byDefault(machine?.defaultRamSize),
    slots: byDefault(0n),
  };

  const named = properties.map((property) => ({ name: property.name.split('.', 1)[0]!, property }));
  const entries = inPropertyOrder([...named, { name: 'memory', property: undefined }]);
  let sized = false;
  for (const { name, property } of entries) {
    const owners = OWNERS.get(name);
    if (property && machine && owners && !owners.includes(machine.family)) {
      findings.push(foreignProperty(property, machine));
      continue;
    }
    if (name === 'memory') {
      // `memory` is one property, whose parts come from -m and from `memory.size=` and the like.
      if (sized) continue;
      sized = true;
      const parts = named.filter((entry) => entry.name === 'memory').map((entry) => entry.property);
      const merged = mergeMemory(parts, memory, setting, findings);
      const result = setMemory(merged, machine);
      sizes = result.sizes;
      findings.push(...result.findings);
    }
    if (!property) continue;
    switch (name) {
      case 'memory-backend':
        memoryBackend = { value: propertyText(property), span: property.valueSpan };
        break;
      case 'max-ram-below-4g': {
        const limit = set(property, visitSize(property, visitor, setting.version), 'a size');
        const fault = limit.value === undefined ? undefined : checkLowLimit(limit.value, property.valueSpan);
        if (fault) findings.push(fault);
        maxRamBelow4g = fault?.severity === 'error' ? { value: undefined, span: property.valueSpan } : limit;
        break;
      }
      case 'nvdimm':
        nvdimm = set(property, visitBoolean(property, visitor), 'on or off');
        break;
      case 'mem-merge':
        memMerge = set(property, visitBoolean(property, visitor), 'on or off');
        break;
      case 'dump-guest-core':
        dumpGuestCore = set(property, visitBoolean(property, visitor), 'on or off');
        break;
      case 'highmem':
        highmem = set(property, visitBoolean(property, visitor), 'on or off');
        break;
      case 'acpi':
        acpi = set(property, visitEnum(property, visitor, ['auto', 'on', 'off']), 'on, off or auto');
        break;
      case 'confidential-guest-support':
      case 'memory-encryption':
        confidentialGuest = { value: propertyText(property), span: property.valueSpan };
        if (confidentialGuest.value !== undefined && !hasEarlyObject(confidentialGuest.value)) {
          findings.push(unknownGuard(name, confidentialGuest.value, property.valueSpan));
        }
        break;
    }
  }
  return {
    options: {
      memoryBackend,
      maxRamBelow4g,
      nvdimm,
      memMerge,
      dumpGuestCore,
      acpi,
      highmem,
      confidentialGuest,
      ...sizes,
    },
    findings,
  };
}

interface Sizes {
  readonly ramSize: Fact<bigint>;
  readonly maxRamSize: Fact<bigint>;
  readonly slots: Fact<bigint>;
}

/** What -m says, where it says something, and the parts of -machine otherwise. */
function mergeMemory(
  parts: readonly Property[],
  memory: MemoryOption,
  setting: QemuSetting,
  findings: Finding[],
): MemoryOption {
  // In the order of the schema; what -m gives is not even looked at here.
  const part = (name: string, given: Fact<bigint>): Fact<bigint> => {
    const property = parts.find((candidate) => candidate.name === `memory.${name}`);
    if (given.span || !property) return given;
    const read =
      name === 'slots' ? visitUnsigned(property, 'keyval', 64) : visitSize(property, 'keyval', setting.version);
    if (read.fault === undefined) return { value: read.value, span: property.valueSpan };
    const message = `'${propertyText(property)}' is not a value that ${property.name} can have.`;
    findings.push(refusal('malformed-value', property.valueSpan, read.fault, message));
    return { value: undefined, span: property.valueSpan };
  };
  const size = part('size', memory.size);
  const maxmem = part('max-size', memory.maxmem);
  const slots = part('slots', memory.slots);
  return { size, maxmem, slots, sizeFault: memory.sizeFault, span: memory.span ?? parts[0]?.valueSpan };
}

/** hw/core/machine.c: machine_set_mem. */
function setMemory(memory: MemoryOption, machine: MachineType | undefined): { sizes: Sizes; findings: Finding[] } {
  const findings: Finding[] = memory.sizeFault ? [memory.sizeFault] : [];
  const given = memory.size.span ? memory.size.value : machine?.defaultRamSize;
  const ram = given === undefined ? undefined : BigInt.asUintN(64, ((given + 8191n) / 8192n) * 8192n);
  const ramSize: Fact<bigint> = { value: ram, span: memory.size.span };
  const slots: Fact<bigint> = memory.slots.span ? memory.slots : byDefault(0n);
  const { maxmem } = memory;
  if (!maxmem.span) {
    if (memory.slots.span) {
      const message =
        'Memory slots need room for the devices in them: add maxmem, the RAM plus everything that may be plugged in.';
      findings.push(refusal('slots-without-maxmem', memory.slots.span, 'slots specified but no max-size', message));
    }
    return { sizes: { ramSize, maxRamSize: ramSize, slots }, findings };
  }
  if (maxmem.value !== undefined && ram !== undefined) {
    if (maxmem.value < ram) {
      const words = `invalid value of maxmem: maximum memory size (${hex(maxmem.value)}) must be at least the initial memory size (${hex(ram)})`;
      const unit = maxmem.value < MIB ? ' Without a suffix maxmem counts bytes, unlike size.' : '';
      findings.push(
        refusal(
          'maxmem-below-size',
          maxmem.span,
          words,
          `maxmem is ${formatSize(maxmem.value)}, less than the ${formatSize(ram)} of RAM.${unit}`,
        ),
      );
    } else if (slots.value !== undefined && slots.value > 0n && maxmem.value === ram) {
      const words = `invalid value of maxmem: memory slots were specified but maximum memory size (${hex(maxmem.value)}) is equal to the initial memory size (${hex(ram)})`;
      findings.push(
        refusal(
          'maxmem-equals-size',
          maxmem.span,
          words,
          `maxmem equals the RAM, so that the ${slots.value} slots have no room: make it larger, or leave out both.`,
        ),
      );
    }
  }
  const valid = findings.length === 0;
  return {
    sizes: { ramSize, maxRamSize: { value: valid ? maxmem.value : undefined, span: maxmem.span }, slots },
    findings,
  };
}

/** hw/i386/pc.c: pc_machine_set_max_ram_below_4g. */
function checkLowLimit(limit: bigint, span: Span): Finding | undefined {
  if (limit > 4n * GIB) {
    const words = `Machine option 'max-ram-below-4g=${limit}' expects size less than or equal to 4G`;
    return refusal('low-ram-limit', span, words, `max-ram-below-4g is ${formatSize(limit)}; it can be at most 4 GiB.`);
  }
  if (limit < MIB) {
    const words = `Only ${limit} bytes of RAM below the 4GiB boundary,BIOS may not work with less than 1MiB`;
    return caution(
      'low-ram-limit',
      span,
      words,
      `Only ${formatSize(limit)} of RAM lie below 4 GiB: the firmware may not work with less than 1 MiB.`,
    );
  }
  return undefined;
}

function foreignProperty(property: Property, machine: MachineType): Finding {
  const words = `Property '${machineClassName(machine)}.${property.name}' not found`;
  return refusal(
    'unknown-property',
    property.keySpan,
    words,
    `The machine ${machine.name} has no property ${property.name}.`,
  );
}

function unknownGuard(property: string, id: string, span: Span): Finding {
  const words =
    property === 'memory-encryption' ? `No such memory encryption object '${id}'` : `Device '${id}' not found`;
  const message = `No -object has the id ${id}: define a sev-snp-guest, tdx-guest or the like with id=${id}.`;
  return refusal('unknown-object', span, words, message);
}

/** The QOM type of a machine, as its messages name it. */
export function machineClassName(machine: MachineType): string {
  const version = formatQemuVersion(machine.version);
  if (machine.name === 'pc') return `pc-i440fx-${version}-machine`;
  if (machine.name === 'q35') return `pc-q35-${version}-machine`;
  if (machine.name === 'virt' && machine.family === 'arm-virt') return `virt-${version}-machine`;
  if (machine.name === 's390-ccw-virtio' || machine.name === 'pseries') return `${machine.name}-${version}-machine`;
  return `${machine.name}-machine`;
}
