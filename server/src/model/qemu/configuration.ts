import type { OptionGroup } from '../../syntax/qemu/argument-list';
import type { Span } from '../../text/span';
import { type CpuModel, readCpuModel } from './cpu-model';
import { type DeviceOption, readDeviceOption } from './device-option';
import { byDefault, type Fact } from './fact';
import { type Finding, refusal } from './finding';
import { isWellFormedId } from './identifier';
import { type MachineOptions, readMachineOptions } from './machine-option';
import { type MachineType, resolveMachineType } from './machine-type';
import { type MemoryObject, malformedId, readObject } from './memory-object';
import { addMemoryOption, type MemoryOption, NO_MEMORY_OPTION } from './memory-option';
import { type NumaOption, readNumaOption } from './numa-option';
import { parseInteger } from './parse-integer';
import { findProperty, type Property, type PropertyList, propertiesOf, propertyText } from './property';
import type { QemuSetting } from './qemu-setting';
import { usesVhostNet } from './vhost-netdev';

/** Everything the options of one QEMU say about its memory. */
export interface QemuConfiguration {
  readonly setting: QemuSetting;
  /** Where findings about the whole are shown: the program's name or the first option. */
  readonly span: Span;
  /** False: there may be options that cannot be known. */
  readonly complete: boolean;
  /** `undefined`: a type that is not known here, or not known at all. */
  readonly machine: MachineType | undefined;
  readonly machineSpan: Span | undefined;
  readonly memory: MemoryOption;
  readonly options: MachineOptions;
  readonly memPath: Fact<string>;
  readonly memPrealloc: Fact<boolean>;
  /** -overcommit mem-lock. */
  readonly memLock: Fact<boolean>;
  /** In the order in which QEMU makes them. */
  readonly objects: readonly MemoryObject[];
  /** QEMU reads them only after the backends were made. */
  readonly numa: readonly NumaOption[];
  /** Those with something to do with memory, in the order in which QEMU makes them. */
  readonly devices: readonly DeviceOption[];
  /** Network and character devices that hand guest memory to another process: `-netdev vhost-user`. */
  readonly vhostUserNetdevs: readonly PropertyList[];
  /** Network devices that the host's kernel serves: `-netdev tap,vhost=on`. */
  readonly vhostNetdevs: readonly PropertyList[];
  /** The most CPUs there can be. */
  readonly maxCpus: Fact<bigint>;
  /** Whether a VGA adapter occupies [0xa0000, 0xc0000); `undefined` when that is not known. */
  readonly vga: boolean | undefined;
  /** Whether a microvm has a PCI bus (pcie=on). */
  readonly microvmPcie: boolean;
  /** `kvm`, `tcg`, …; `undefined` when not known. */
  readonly accelerator: Fact<string>;
  readonly cpu: CpuModel;
  /** Whether -bios, -pflash or a firmware drive replaces the default firmware, whose size is then not known. */
  readonly ownFirmware: boolean;
  /** What is wrong with the options as such, in the order in which QEMU comes upon it. */
  readonly findings: readonly Finding[];
}

/** Options that QEMU keeps as one key=value list each, whose id it checks when it reads them. */
const OPTIONS_WITH_IDS = new Set(['numa', 'netdev', 'chardev', 'drive']);

/**
 * Reads the options of one QEMU as its command line loop does, then sets up the machine's properties.
 * (system/vl.c: qemu_init)
 */
export function readConfiguration(
  groups: readonly OptionGroup[],
  span: Span,
  complete: boolean,
  setting: QemuSetting,
): QemuConfiguration {
  const findings: Finding[] = [];
  const objects: MemoryObject[] = [];
  const devices: DeviceOption[] = [];
  const jsonDevices: DeviceOption[] = [];
  const numaLists: PropertyList[] = [];
  const vhostUserNetdevs: PropertyList[] = [];
  const vhostNetdevs: PropertyList[] = [];
  const machineProperties = new Map<string, Property>();
  const objectIds = new Map<string, Span>();
  const deviceIds = new Map<string, Span>();
  let memory: MemoryOption = NO_MEMORY_OPTION;
  let memPath: Fact<string> = byDefault<string>(undefined);
  let memPrealloc: Fact<boolean> = byDefault(false);
  let memLock: Fact<boolean> = byDefault(false);
  let openMachine: Span | undefined;
  let smp: PropertyList | undefined;
  let cpu: PropertyList | undefined;
  let accelerator: Fact<string> = byDefault('tcg');
  let ownFirmware = false;
  const display = { nodefaults: false, vga: undefined as Fact<string> | undefined, adapter: false };

  for (const group of groups) {
    const list = propertiesOf(group);
    switch (group.option) {
      case 'object': {
        const { object, findings: found } = readObject(list, objectIds, setting);
        findings.push(...found);
        objects.push(object);
        if (group.carrier === 'command-line' && object.id !== undefined && !objectIds.has(object.id))
          objectIds.set(object.id, object.idSpan);
        break;
      }
      case 'device': {
        const { device, id, findings: found } = readDeviceOption(list, deviceIds);
        findings.push(...found);
        if (device) (group.carrier === 'json' ? jsonDevices : devices).push(device);
        if (id !== undefined && group.carrier !== 'json' && !deviceIds.has(id))
          deviceIds.set(id, findProperty(list, 'id')!.valueSpan);
        if (device?.type.kind === 'vga') display.adapter = true;
        break;
      }
      case 'm':
      case 'memory': {
        const added = addMemoryOption(memory, list, setting.version);
        memory = added.option;
        findings.push(...added.findings);
        break;
      }
      case 'machine':
      case 'M':
        addMachineProperties(list, machineProperties);
        if (!list.complete) openMachine = list.span;
        break;
      case 'numa':
        numaLists.push(list);
        break;
      case 'smp':
      case 'smp-opts':
        smp = list;
        break;
      case 'overcommit': {
        const lock = findProperty(list, 'mem-lock');
        if (lock)
          memLock = {
            value: lock.text === 'on' ? true : lock.text === 'off' ? false : undefined,
            span: lock.valueSpan,
          };
        break;
      }
      case 'mem-path':
        memPath = { value: firstText(list), span: list.span };
        break;
      case 'mem-prealloc':
        memPrealloc = { value: true, span: list.span };
        break;
      case 'nodefaults':
        display.nodefaults = true;
        break;
      case 'vga':
        display.vga = { value: firstText(list), span: list.span };
        break;
      case 'enable-kvm':
        accelerator = { value: 'kvm', span: list.span };
        break;
      case 'accel':
        if (!accelerator.span) accelerator = { value: firstText(list), span: list.span };
        break;
      case 'cpu':
        cpu = list;
        break;
      case 'bios':
      case 'pflash':
        ownFirmware = true;
        break;
      case 'drive':
        if (propertyText(findProperty(list, 'if')) === 'pflash') ownFirmware = true;
        break;
      case 'netdev':
        if (list.properties.some((property) => property.name === 'type' && propertyText(property) === 'vhost-user'))
          vhostUserNetdevs.push(list);
        if (usesVhostNet(list)) vhostNetdevs.push(list);
        break;
      case 'net':
      case 'nic':
        if (usesVhostNet(list)) vhostNetdevs.push(list);
        break;
    }
    if (OPTIONS_WITH_IDS.has(group.option) && group.carrier !== 'json') findings.push(...checkListId(list));
  }

  const typeProperty = machineProperties.get('type');
  const typeText = propertyText(typeProperty);
  const machine =
    typeProperty && typeText === undefined
      ? undefined
      : !typeProperty && !complete
        ? undefined
        : resolveMachineType(typeText, setting.target, setting.version);
  const arm = setting.target === 'aarch64' || setting.target === 'arm';
  if (!typeProperty && arm && complete) {
    const message = 'QEMU for Arm has no default machine: add -machine virt.';
    findings.push(refusal('no-machine', span, 'No machine specified, and there is no default', message));
  }
  const accelProperty = machineProperties.get('accel');
  if (accelProperty && !accelerator.span)
    accelerator = { value: propertyText(accelProperty)?.split(':')[0], span: accelProperty.valueSpan };
  for (const name of ['firmware', 'pflash0']) if (machineProperties.has(name)) ownFirmware = true;
  const early = new Set<string>();
  let allKnown = complete;
  for (const { id, typeName } of objects) {
    if (id === undefined || typeName === undefined) allKnown = false;
    else if (!typeName.startsWith('memory-backend-')) early.add(id);
  }
  const hasEarlyObject = (id: string): boolean => !allKnown || early.has(id);
  const memoryBackend = machineProperties.get('memory-backend');
  if (memoryBackend && memPath.span) findings.push(pathAndBackend(memPath.span, memoryBackend));
  const { options, findings: machineFindings } = readMachineOptions(
    [...machineProperties.values()],
    memory,
    machine,
    setting,
    openMachine,
    hasEarlyObject,
  );
  findings.push(...machineFindings);

  return {
    setting,
    span,
    complete,
    machine,
    machineSpan: typeProperty?.valueSpan,
    memory,
    options,
    memPath,
    memPrealloc,
    memLock,
    objects,
    numa: numaLists.map((list) => readNumaOption(list, setting.version)),
    devices: [...devices, ...jsonDevices],
    vhostUserNetdevs,
    vhostNetdevs,
    maxCpus: maxCpusOf(smp, machineProperties),
    vga: hasVga(display, machine, complete),
    microvmPcie:
      propertyText(machineProperties.get('pcie')) !== undefined &&
      propertyText(machineProperties.get('pcie')) !== 'off',
    accelerator,
    cpu: complete || cpu ? readCpuModel(cpu, accelerator, setting.host) : { amd: undefined, physBits: undefined },
    ownFirmware,
    findings,
  };
}

/** Adds the keys of one -machine; the last value of each counts, underscores in names count as dashes. (util/keyval.c) */
function addMachineProperties(list: PropertyList, properties: Map<string, Property>): void {
  for (const property of list.properties) {
    const name = property.name.replaceAll('_', '-');
    properties.set(name, { ...property, name });
  }
}

/** system/vl.c: qemu_apply_legacy_machine_options. */
function pathAndBackend(path: Span, backend: Property): Finding {
  const words = "'-mem-path' can't be used together with'-machine memory-backend'";
  const message =
    'The RAM comes from the memory backend: put the path into it (memory-backend-file,mem-path=) and leave out -mem-path.';
  return refusal('mem-path-and-backend', path, words, message, [
    { span: backend.valueSpan, message: 'the memory backend' },
  ]);
}

function checkListId(list: PropertyList): Finding[] {
  const property = findProperty(list, 'id');
  const id = propertyText(property);
  return property && id !== undefined && !isWellFormedId(id) ? [malformedId(id, property.valueSpan)] : [];
}

/** The value of an option that is one word, or the first word of several. */
function firstText(list: PropertyList): string | undefined {
  const first = list.properties[0];
  return first?.text;
}

/** hw/core/machine-smp.c: machine_parse_smp_config. Without `maxcpus` it is `cpus`, and without that the product of the rest. */
function maxCpusOf(smp: PropertyList | undefined, machine: ReadonlyMap<string, Property>): Fact<bigint> {
  const number = (name: string): Fact<bigint> | undefined => {
    const property = (smp && findProperty(smp, name)) ?? machine.get(`smp.${name}`);
    if (!property) return undefined;
    const text = propertyText(property);
    return { value: text === undefined ? undefined : parseInteger(text), span: property.valueSpan };
  };
  const most = number('maxcpus') ?? (smp && !smp.complete ? { value: undefined, span: smp.span } : number('cpus'));
  if (most) return most;
  let product = 1n;
  for (const name of ['drawers', 'books', 'sockets', 'dies', 'clusters', 'modules', 'cores', 'threads']) {
    const part = number(name);
    if (part && part.value === undefined) return part;
    product *= part?.value ?? 1n;
  }
  return byDefault(product);
}

/**
 * Without -nodefaults a PC has a VGA adapter, unless -vga says otherwise or a -device is one. A microvm has none but by
 * -device, and isapc only those that need no PCI bus. (system/vl.c: default_vga; hw/isa/isa-bus.c: isa_vga_init)
 */
function hasVga(
  display: { nodefaults: boolean; vga: Fact<string> | undefined; adapter: boolean },
  machine: MachineType | undefined,
  complete: boolean,
): boolean | undefined {
  if (display.adapter) return true;
  if (machine?.family === 'microvm') return complete ? false : undefined;
  if (display.vga) {
    const name = display.vga.value;
    if (name === undefined) return undefined;
    return name !== 'none' && (machine?.family !== 'isapc' || name === 'std' || name === 'cirrus');
  }
  if (!complete) return undefined;
  return (
    !display.nodefaults && (machine?.family === 'i440fx' || machine?.family === 'q35' || machine?.family === 'isapc')
  );
}
