import type { Span } from '../../text/span';
import { formatSize, hex } from '../format';
import { type DeviceProperty, type DeviceType, findDeviceType } from './device-types';
import type { Fact } from './fact';
import { type Finding, refusal } from './finding';
import { isWellFormedId } from './identifier';
import { malformedId } from './memory-object';
import { findProperty, lastProperties, type Property, type PropertyList, propertyText } from './property';
import { inPropertyOrder } from './property-order';
import type { QemuSetting } from './qemu-setting';
import { qemuAtLeast } from './qemu-version';
import { KIB, MIB } from './units';
import {
  type Visited,
  type Visitor,
  visitBoolean,
  visitEnum,
  visitInt32,
  visitorOf,
  visitSize,
  visitString,
  visitUnsigned,
} from './visit-value';

/** One -device that has to do with memory. */
export interface DeviceOption {
  readonly list: PropertyList;
  readonly driver: string;
  readonly driverSpan: Span;
  readonly type: DeviceType;
  readonly id: string | undefined;
}

/** The properties of a device as they are after it was set up. No span: not written. */
export interface DeviceValues {
  readonly memdev: Fact<string>;
  /** `addr` of a DIMM, `memaddr` of a virtio device; 0: QEMU chooses. */
  readonly addr: Fact<bigint>;
  readonly slot: Fact<bigint>;
  readonly node: Fact<bigint>;
  readonly labelSize: Fact<bigint>;
  readonly unarmed: Fact<boolean>;
  readonly blockSize: Fact<bigint>;
  readonly requestedSize: Fact<bigint>;
  readonly unpluggedInaccessible: Fact<string>;
  readonly dynamicMemslots: Fact<boolean>;
  readonly prealloc: Fact<boolean>;
}

/** The -device as an option: its driver and id. `undefined` where the driver has nothing to do with memory. */
export function readDeviceOption(
  list: PropertyList,
  takenIds: ReadonlyMap<string, Span>,
): { device: DeviceOption | undefined; id: string | undefined; findings: Finding[] } {
  const idProperty = findProperty(list, 'id');
  const id = propertyText(idProperty);
  const findings: Finding[] = [];
  if (id !== undefined && idProperty && list.carrier !== 'json') {
    const other = takenIds.get(id);
    if (!isWellFormedId(id)) findings.push(malformedId(id, idProperty.valueSpan));
    else if (other) {
      const message = `Another device is called ${id} already; every id must be used once.`;
      const related = [{ span: other, message: `the first device called ${id}` }];
      findings.push(refusal('duplicate-id', idProperty.valueSpan, `Duplicate ID '${id}' for device`, message, related));
    }
  }
  const driverProperty = findProperty(list, 'driver');
  const driver = propertyText(driverProperty);
  const type = driver === undefined ? undefined : findDeviceType(driver);
  const device =
    type && driver !== undefined && driverProperty
      ? { list, driver, driverSpan: driverProperty.valueSpan, type, id }
      : undefined;
  return { device, id, findings };
}

/** hw/virtio/virtio-mem.c: VIRTIO_MEM_MIN_BLOCK_SIZE. */
const LEAST_BLOCK = MIB;

/** include/hw/mem/nvdimm.h: MIN_NAMESPACE_LABEL_SIZE. */
const LEAST_LABEL = 128n * KIB;

/**
 * Sets the properties of a device in QEMU's order, each checked as its setter does.
 * (system/qdev-monitor.c: qdev_device_add_from_qdict; hw/virtio/virtio-mem.c; hw/mem/nvdimm.c)
 */
export function readDeviceValues(
  device: DeviceOption,
  hasObject: (id: string) => boolean,
  setting: QemuSetting,
): { values: DeviceValues; findings: Finding[] } {
  const findings: Finding[] = [];
  const visitor = visitorOf(device.list.carrier, false);
  const read = new Map<string, Fact<bigint | boolean | string>>();
  for (const property of inPropertyOrder(lastProperties(device.list))) {
    if (property.name === 'driver' || property.name === 'id' || property.name === 'bus') continue;
    const member = device.type.properties.find((candidate) => candidate.name === property.name);
    if (!member || !qemuAtLeast(setting.version, member.since) || isForeign(member, setting)) {
      const finding = unknownProperty(device, property, member, setting);
      if (finding) findings.push(finding);
      continue;
    }
    const visited = visit(property, member, visitor, setting);
    const finding =
      visited.fault === undefined
        ? check(device, property, visited.value, hasObject)
        : malformed(device, property, member, visited.fault);
    if (finding) findings.push(finding);
    read.set(property.name, {
      value: finding || visited.fault !== undefined ? undefined : visited.value,
      span: property.valueSpan,
    });
  }
  const fact = <T extends bigint | boolean | string>(name: string, otherwise: T | undefined): Fact<T> =>
    (read.get(name) as Fact<T> | undefined) ?? { value: device.list.complete ? otherwise : undefined, span: undefined };
  const addr = device.type.kind === 'virtio-mem' || device.type.kind === 'virtio-pmem' ? 'memaddr' : 'addr';
  const values: DeviceValues = {
    memdev: fact<string>('memdev', undefined),
    addr: fact(addr, 0n),
    slot: fact('slot', -1n),
    node: fact('node', 0n),
    labelSize: fact('label-size', 0n),
    unarmed: fact('unarmed', false),
    blockSize: fact<bigint>('block-size', undefined),
    requestedSize: fact('requested-size', 0n),
    unpluggedInaccessible: fact<string>('unplugged-inaccessible', undefined),
    dynamicMemslots: fact('dynamic-memslots', false),
    prealloc: fact('prealloc', false),
  };
  return { values, findings };
}

function visit(
  property: Property,
  member: DeviceProperty,
  visitor: Visitor,
  setting: QemuSetting,
): Visited<bigint | boolean | string> {
  switch (member.type) {
    case 'size':
      return visitSize(property, visitor, setting.version);
    case 'bool':
      return visitBoolean(property, visitor);
    case 'uint32':
      return visitUnsigned(property, visitor, 32);
    case 'uint64':
      return visitUnsigned(property, visitor, 64);
    case 'int32':
      return visitInt32(property, visitor);
    case 'str':
    case 'link':
    case 'pci-address':
    case 'uint16':
    case 'uint16List':
      return visitString(property, visitor);
    default:
      return visitEnum(property, visitor, member.type);
  }
}

/** Only x86 had guests that did not know of it. (hw/virtio/virtio-mem.c: VIRTIO_MEM_HAS_LEGACY_GUESTS) */
function isForeign(member: DeviceProperty, setting: QemuSetting): boolean {
  const { target } = setting;
  return member.name === 'unplugged-inaccessible' && target !== undefined && target !== 'x86_64' && target !== 'i386';
}

/** What the setters refuse. */
function check(
  device: DeviceOption,
  property: Property,
  value: bigint | boolean | string | undefined,
  hasObject: (id: string) => boolean,
): Finding | undefined {
  const span = property.valueSpan;
  if (property.name === 'memdev' && typeof value === 'string' && !hasObject(value)) {
    const message = `No -object has the id ${value}: define a memory-backend-* with id=${value}, or name one that exists.`;
    return refusal('unknown-backend', span, `Device '${value}' not found`, message);
  }
  if (property.name === 'block-size' && typeof value === 'bigint') {
    if (value < LEAST_BLOCK) {
      return refusal(
        'block-size',
        span,
        `'block-size' property has to be at least ${hex(LEAST_BLOCK)}`,
        `block-size is ${formatSize(value)}; the least is 1 MiB.`,
      );
    }
    if ((value & (value - 1n)) !== 0n) {
      return refusal(
        'block-size',
        span,
        "'block-size' property has to be a power of two",
        `block-size is ${formatSize(value)}, which is not a power of two.`,
      );
    }
  }
  if (property.name === 'label-size' && typeof value === 'bigint' && value < LEAST_LABEL) {
    const words = `Property '${device.driver}.label-size' (${hex(value)}) is required at least ${hex(LEAST_LABEL)}`;
    return refusal('label-size', span, words, `label-size is ${formatSize(value)}; labels take at least 128 KiB.`);
  }
  if (property.name === 'addr' && typeof value === 'string' && device.type.kind !== 'pc-dimm' && !isPciAddress(value)) {
    const words = `Property '${device.driver}.addr' doesn't take value '${value}'`;
    const memaddr = device.type.properties.some(({ name }) => name === 'memaddr');
    const message = `addr is the device's place on the PCI bus (slot[.function]).${memaddr ? ` The guest-physical address of its memory is memaddr=${value}.` : ''}`;
    return refusal('pci-address', span, words, message);
  }
  return undefined;
}

/** `slot[.function]` in hexadecimal. (hw/core/qdev-properties-system.c: set_pci_devfn) */
function isPciAddress(text: string): boolean {
  const match = /^\s*(?:0[xX])?([0-9a-fA-F]{1,8})(?:\.(?:0[xX])?([0-9a-fA-F]{1,8}))?$/.exec(text);
  if (!match) return false;
  return Number.parseInt(match[1]!, 16) <= 31 && Number.parseInt(match[2] ?? '0', 16) <= 7;
}

function malformed(device: DeviceOption, property: Property, member: DeviceProperty, fault: string): Finding {
  const text = propertyText(property);
  const given = text === undefined ? 'This' : `'${text}'`;
  const form =
    member.type === 'uint64'
      ? 'a number of bytes, in decimal or with 0x, without a suffix'
      : member.type === 'size'
        ? 'a number with at most one suffix letter, such as 2M'
        : member.type === 'bool'
          ? 'on or off'
          : Array.isArray(member.type)
            ? member.type.join(', ')
            : 'a whole number';
  return refusal(
    'malformed-value',
    property.valueSpan,
    fault,
    `${given} is not a value that ${property.name} of ${device.driver} can have: it is ${form}.`,
  );
}

function unknownProperty(
  device: DeviceOption,
  property: Property,
  later: DeviceProperty | undefined,
  setting: QemuSetting,
): Finding | undefined {
  const words = `Property '${device.driver}.${property.name}' not found`;
  if (property.name === 'size' && device.type.others?.includes('size')) {
    const message = `The size of ${device.driver} is that of its backend and cannot be set.`;
    return refusal(
      'unknown-property',
      property.keySpan,
      `Property '${device.type.kind}.size' is not writable`,
      message,
    );
  }
  if (later && isForeign(later, setting)) {
    const message = `On this target ${device.driver} has no property ${property.name}.`;
    return refusal('unknown-property', property.keySpan, words, message);
  }
  if (later) {
    return refusal(
      'unknown-property',
      property.keySpan,
      words,
      `${property.name} came with QEMU ${later.since}; this is for an older one.`,
    );
  }
  const { others } = device.type;
  if (!others || others.includes(property.name) || property.name.startsWith('x-')) return undefined;
  return refusal('unknown-property', property.keySpan, words, `${device.driver} has no property ${property.name}.`);
}
