import { childrenOf, type XmlElement } from '../../syntax/xml/xml-tree';
import type { Fact } from '../qemu/fact';
import { parseInteger } from '../qemu/parse-integer';
import { assignSlots } from './assign-slots';
import { setAttribute } from './edit-xml';
import type { DeviceAddress, DeviceModel, MemoryDevice, SizeFact } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import { readNodeText } from './read-nodes';
import { readSize } from './read-size';
import { ABSENT, attributeText, elementText, enumAttribute, numberAttribute, pathOf, placeOfText } from './xml-values';

export const DEVICE_MODELS: readonly DeviceModel[] = ['dimm', 'nvdimm', 'virtio-mem', 'virtio-pmem', 'sgx-epc'];

/** What the aliases of the models begin with. (qemu/qemu_alias.c: qemuAssignDeviceMemoryAlias) */
const ALIASES: { readonly [model in DeviceModel]: string } = {
  dimm: 'dimm',
  nvdimm: 'nvdimm',
  'virtio-mem': 'virtiomem',
  'virtio-pmem': 'virtiopmem',
  'sgx-epc': 'epc',
};

/** Reads every `<devices><memory>`. (conf/domain_conf.c: virDomainMemoryDefParseXML) */
export function readMemoryDevices(domain: XmlElement, findings: LibvirtFinding[]): readonly MemoryDevice[] {
  const devices = pathOf(domain, 'devices');
  const read = (devices ? childrenOf(devices, 'memory') : []).map((element) =>
    readDevice(element, readModel(element, findings), findings),
  );
  const slots = assignSlots(read);
  const counts = new Map<DeviceModel | undefined, number>();
  return read.map((device) => {
    const slot = slots.get(device);
    const count = counts.get(device.model) ?? 0;
    counts.set(device.model, count + 1);
    const prefix = device.model === undefined ? 'memory' : ALIASES[device.model];
    const own = attributeText(pathOf(device.element, 'alias'), 'name').value;
    const alias = own?.startsWith('ua-') ? own : `${prefix}${slot ?? count}`;
    return { slot, alias, ...device };
  });
}

function readModel(element: XmlElement, findings: LibvirtFinding[]): DeviceModel | undefined {
  const model = enumAttribute(element, 'model', DEVICE_MODELS, findings);
  if (!model.span) {
    const words = "XML error: Missing required attribute 'model' in element 'memory'";
    const message = `A memory device needs its model: ${DEVICE_MODELS.join(', ')}.`;
    findings.push(refused('libvirt-value', element.nameSpan, words, message));
  }
  return model.value;
}

function readDevice(
  element: XmlElement,
  model: DeviceModel | undefined,
  findings: LibvirtFinding[],
): Omit<MemoryDevice, 'alias' | 'slot'> {
  const source = pathOf(element, 'source');
  const target = pathOf(element, 'target');
  const size = (parent: XmlElement | undefined, name: string, path = `./${name}`): SizeFact =>
    readSize(pathOf(parent, name), { path }, findings);
  if (!target) {
    const words = 'XML error: missing <target> element for <memory> device';
    findings.push(refused('libvirt-value', element.nameSpan, words, 'A memory device needs a <target> with its size.'));
  }
  const sizeElement = pathOf(target, 'size');
  if (target && !sizeElement) {
    const words = "XML error: missing element or attribute './size'";
    findings.push(refused('libvirt-value', target.nameSpan, words, 'A memory device needs its <size>.'));
  }
  const label = pathOf(target, 'label');
  const targetAddress = pathOf(target, 'address');
  const address = pathOf(element, 'address');
  return {
    element,
    model,
    access: enumAttribute(element, 'access', ['shared', 'private'], findings),
    discard: enumAttribute(element, 'discard', ['yes', 'no'], findings),
    pageSize: size(source, 'pagesize'),
    nodeMask: readNodeText(elementText(pathOf(source, 'nodemask')), 'nodemask', 'host nodes', findings),
    path: elementText(pathOf(source, 'path')),
    alignSize: size(source, 'alignsize'),
    pmem: pathOf(source, 'pmem'),
    size: readSize(sizeElement, { path: './size', required: sizeElement !== undefined }, findings),
    node: readNode(pathOf(target, 'node'), findings),
    block: size(target, 'block'),
    requested: size(target, 'requested'),
    label: size(label, 'size', './label/size'),
    readonly: pathOf(target, 'readonly'),
    uuid: pathOf(element, 'uuid'),
    dynamicMemslots: enumAttribute(target, 'dynamicMemslots', ['yes', 'no'], findings),
    targetAddress: targetAddress && readAddress(targetAddress, findings),
    address: address && readSlotAddress(address, findings),
  };
}

function readNode(element: XmlElement | undefined, findings: LibvirtFinding[]): Fact<number> {
  if (!element) return ABSENT;
  const { value, span } = elementText(element);
  if (value === undefined) return { value: undefined, span };
  if (/^\d{1,9}$/.test(value)) return { value: Number(value), span };
  const words = 'XML error: invalid value of memory device node';
  findings.push(
    refused('libvirt-value', placeOfText(element), words, `The node is the number of a cell, not '${value}'.`),
  );
  return { value: undefined, span };
}

function readAddress(element: XmlElement, findings: LibvirtFinding[]): DeviceAddress {
  const type = attributeText(element, 'type');
  return {
    element,
    type,
    // That of a PCI address is another number, and written in hexadecimal.
    slot: type.value === 'dimm' ? numberAttribute(element, 'slot', findings) : ABSENT,
    base: readBase(element, findings),
  };
}

/** An address of a memory slot is of no use without the slot. */
function readSlotAddress(element: XmlElement, findings: LibvirtFinding[]): DeviceAddress {
  const address = readAddress(element, findings);
  if (address.type.value === 'dimm' && !address.slot.span) {
    const words = "XML error: Missing required attribute 'slot' in element 'address'";
    const message = 'An address of type dimm is a memory slot, and a base perhaps: add the slot.';
    findings.push(
      refused('libvirt-device-address', element.nameSpan, words, message, {
        repairs: [{ title: "Add slot='0'", edits: [setAttribute(element, 'slot', '0')] }],
      }),
    );
  }
  return address;
}

function readBase(element: XmlElement, findings: LibvirtFinding[]): Fact<bigint> {
  const { value, span } = attributeText(element, 'base');
  if (!span || value === undefined) return { value: undefined, span };
  const base = parseInteger(value);
  if (base !== undefined && base >= 0n && base < 1n << 64n) return { value: base, span };
  const words = `XML error: Invalid value for attribute 'base' in element 'address': '${value}'.`;
  findings.push(refused('libvirt-value', span, words, `base is an address such as 0x100000000, not '${value}'.`));
  return { value: undefined, span };
}
