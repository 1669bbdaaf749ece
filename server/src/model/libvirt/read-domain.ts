import { childrenOf, type XmlElement } from '../../syntax/xml/xml-tree';
import type { Fact } from '../qemu/fact';
import type { LibvirtDomain, MemorySharer, Shmem } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import type { LibvirtSetting } from './libvirt-setting';
import { readCells } from './read-cells';
import { readLaunchSecurity } from './read-launch-security';
import { readMemoryBacking } from './read-memory-backing';
import { readMemoryDevices } from './read-memory-device';
import { readNumatune } from './read-numatune';
import { readSize } from './read-size';
import { attributeText, elementText, enumAttribute, pathOf } from './xml-values';

/** The namespace of `<qemu:commandline>`. */
export const QEMU_NAMESPACE = 'http://libvirt.org/schemas/domain/qemu/1.0';

/** Reads what a `<domain>` says about memory, in libvirt's order. (conf/domain_conf.c: virDomainDefParseXML) */
export function readDomain(
  element: XmlElement,
  setting: LibvirtSetting,
): { domain: LibvirtDomain; findings: LibvirtFinding[] } {
  const findings: LibvirtFinding[] = [];
  const devices = pathOf(element, 'devices');
  const maxMemory = pathOf(element, 'maxMemory');
  const memory = pathOf(element, 'memory');
  const size = (name: string) => readSize(pathOf(element, name), { path: `./${name}[1]` }, findings);
  const sizes = { memory: size('memory'), currentMemory: size('currentMemory'), maxMemory: size('maxMemory') };
  const slots = readSlots(maxMemory, findings);
  const backing = readMemoryBacking(element, findings);
  const vcpus = readVcpus(pathOf(element, 'vcpu'), findings);
  const { numa, cells } = readCells(element, vcpus, findings);
  const numatune = readNumatune(element, cells, setting, findings);
  const type = pathOf(element, 'os', 'type');
  const security = pathOf(element, 'launchSecurity');
  const domain: LibvirtDomain = {
    element,
    type: attributeText(element, 'type'),
    arch: attributeText(type, 'arch'),
    machine: attributeText(type, 'machine'),
    emulator: elementText(pathOf(devices, 'emulator')),
    ...sizes,
    dumpCore: enumAttribute(memory, 'dumpCore', ['on', 'off'], findings),
    slots,
    backing,
    vcpus,
    numa,
    cells,
    numatune,
    devices: readMemoryDevices(element, findings),
    shmems: devices ? childrenOf(devices, 'shmem').map((shmem, i) => readShmem(shmem, i, findings)) : [],
    sharers: devices ? sharersOf(devices) : [],
    hostdevs: devices ? childrenOf(devices, 'hostdev').filter((hostdev) => hostdev.hasValue('type', 'pci')) : [],
    launchSecurity: readLaunchSecurity(security, setting, findings),
    hardLimit: readSize(pathOf(element, 'memtune', 'hard_limit'), { path: './memtune/hard_limit' }, findings),
    limits: ['soft_limit', 'min_guarantee', 'swap_hard_limit'].map((name) =>
      readSize(pathOf(element, 'memtune', name), { path: `./memtune/${name}` }, findings),
    ),
    arguments: argumentsOf(element, findings),
  };
  return { domain, findings };
}

function readSlots(maxMemory: XmlElement | undefined, findings: LibvirtFinding[]): Fact<number> {
  const { value, span } = attributeText(maxMemory, 'slots');
  if (!span || value === undefined) return { value: undefined, span };
  if (/^\s*\+?\d{1,10}$/.test(value) && Number(value) <= 0xffff_ffff) return { value: Number(value), span };
  const words = 'XML error: Failed to parse memory slot count';
  findings.push(refused('libvirt-value', span, words, `slots is how many devices can be plugged in, not '${value}'.`));
  return { value: undefined, span };
}

function readVcpus(element: XmlElement | undefined, findings: LibvirtFinding[]): Fact<number> {
  const { value, span } = elementText(element);
  if (!element) return { value: 1, span: undefined };
  if (value === undefined) return { value: undefined, span };
  if (value.trim() === '') return { value: 1, span };
  if (/^\s*\+?\d{1,9}$/.test(value) && Number(value) > 0) return { value: Number(value), span };
  const none = /^\s*0+\s*$/.test(value);
  const words = none
    ? 'internal error: CPU IDs in <numa> exceed the <vcpu> count'
    : 'XML error: maximum vcpus count must be an integer';
  findings.push(refused('libvirt-value', span!, words, `<vcpu> is how many CPUs there are, not '${value}'.`));
  return { value: undefined, span };
}

function readShmem(element: XmlElement, index: number, findings: LibvirtFinding[]): Shmem {
  return {
    element,
    name: attributeText(element, 'name'),
    role: enumAttribute(element, 'role', ['master', 'peer'], findings),
    model: attributeText(pathOf(element, 'model'), 'type'),
    size: readSize(pathOf(element, 'size'), { path: './size[1]', defaultUnit: 1n }, findings),
    server: pathOf(element, 'server') !== undefined,
    index,
  };
}

/** What hands the guest's memory to another process, in the order in which libvirt builds it. */
function sharersOf(devices: XmlElement): readonly MemorySharer[] {
  const found: MemorySharer[] = [];
  for (const element of devices.children) {
    if (element.isNamed('disk')) {
      if (element.hasValue('type', 'vhostuser')) found.push({ element, name: 'vhostuser' });
    } else if (element.isNamed('interface')) {
      if (element.hasValue('type', 'vhostuser')) found.push({ element, name: 'interface' });
    } else if (element.isNamed('filesystem') && pathOf(element, 'driver')?.hasValue('type', 'virtiofs'))
      found.push({ element, name: 'virtiofs' });
  }
  return found;
}

/** `<qemu:arg value=…/>` of `<qemu:commandline>`. */
function argumentsOf(domain: XmlElement, findings: LibvirtFinding[]): readonly XmlElement[] {
  const elements = domain.children
    .filter(({ localName, namespace }) => localName === 'commandline' && namespace === QEMU_NAMESPACE)
    .flatMap(({ children }) => children.filter(({ localName }) => localName === 'arg'));
  for (const element of elements) {
    if (attributeText(element, 'value').span) continue;
    const words = 'internal error: No qemu command-line argument specified';
    findings.push(
      refused('libvirt-value', element.nameSpan, words, `<${element.name}> needs its value: one word for QEMU.`),
    );
  }
  return elements;
}
