import { KIB } from '../qemu/units';
import { checkMount } from './check-hugepages';
import { setAttribute, setSize } from './edit-xml';
import { formatKib } from './format-kib';
import type { DeviceAddress, LibvirtDomain, MemoryDevice } from './libvirt-domain';
import { type LibvirtFinding, type Repair, refused, spoiled } from './libvirt-finding';
import type { LibvirtSetting } from './libvirt-setting';
import { libvirtAtLeast } from './libvirt-version';
import { hasHotplug, isPower, type SettledMemory } from './settle-memory';
import { pathOf } from './xml-values';

/** Whether each memory device, and all of them together, are acceptable. */
export function checkDevices(domain: LibvirtDomain, settled: SettledMemory, setting: LibvirtSetting): LibvirtFinding[] {
  return [
    ...domain.devices.flatMap((device) => [
      ...checkNvdimm(device, domain),
      ...checkVirtioPmem(device, setting),
      ...checkVirtioMem(device),
      ...checkSupported(device, domain),
      ...checkAddress(device, domain),
      ...checkNode(device, domain, settled),
      ...[checkMount(device.pageSize, domain, setting)].filter((finding) => finding !== undefined),
    ]),
    ...checkHotplug(domain, setting),
    ...checkSlots(domain, setting),
  ];
}

/** conf/domain_conf.c: virDomainMemoryDefParseXML; conf/domain_validate.c: virDomainMemoryDefValidate. */
function checkNvdimm(device: MemoryDevice, domain: LibvirtDomain): LibvirtFinding[] {
  if (device.model !== 'nvdimm') return [];
  const findings: LibvirtFinding[] = [];
  const { label, size, element } = device;
  const power = isPower(domain);
  if (!device.path.span) findings.push(noPath(device));
  if (device.discard.value === 'yes') {
    const words = 'unsupported configuration: discard is not supported for nvdimms';
    const message = 'The contents of an NVDIMM outlive the guest, so nothing of it is discarded: leave discard out.';
    findings.push(refused('libvirt-nvdimm', device.discard.span!, words, message));
  }
  if (label.value !== undefined && label.value > 0n && label.value < 128n) {
    const words = 'XML error: nvdimm label must be at least 128KiB';
    const message = `A label area has at least 128 KiB, and this one has ${formatKib(label.value)}.`;
    const repairs = [{ title: 'Set the label to 128 KiB', edits: setSize(device.label, 128n) }];
    findings.push(refused('libvirt-nvdimm', label.span!, words, message, { repairs }));
  }
  if (
    size.value !== undefined &&
    (label.element ? label.value : 0n) !== undefined &&
    (label.value ?? 0n) >= size.value
  ) {
    const words = 'XML error: label size must be smaller than NVDIMM size';
    const message = label.span
      ? `The label area of ${formatKib(label.value!)} leaves nothing of ${formatKib(size.value)}.`
      : 'An NVDIMM of 0 bytes is none.';
    findings.push(refused('libvirt-nvdimm', label.span ?? size.span!, words, message));
  }
  if (power && !label.element) {
    const words = 'unsupported configuration: label size is required for NVDIMM device';
    const message = "An NVDIMM of a pseries guest needs a label area: <label><size unit='KiB'>128</size></label>.";
    findings.push(refused('libvirt-nvdimm', element.nameSpan, words, message));
  }
  if (!power && device.uuid) {
    const words = 'unsupported configuration: UUID is not supported for NVDIMM device';
    findings.push(
      refused('libvirt-nvdimm', device.uuid.nameSpan, words, 'Only NVDIMMs of pseries guests have a UUID.'),
    );
  }
  if (power && size.value !== undefined && size.value - (label.value ?? 0n) < 256n << 10n) {
    const words = 'XML error: minimum target size for the NVDIMM must be 256MB plus the label size';
    const message = `Without its label it has ${formatKib(size.value - (label.value ?? 0n))}; a pseries guest needs 256 MiB.`;
    findings.push(refused('libvirt-nvdimm', size.span!, words, message));
  }
  return findings;
}

function noPath({ element, model }: MemoryDevice): LibvirtFinding {
  const words = `path is required for model '${model}'`;
  const message = `The memory of a ${model} device is a file: add <source><path>/…</path></source>.`;
  const code = model === 'nvdimm' ? 'libvirt-nvdimm' : 'libvirt-virtio-pmem';
  return refused(code, element.nameSpan, words, message);
}

function checkVirtioPmem(device: MemoryDevice, { version }: LibvirtSetting): LibvirtFinding[] {
  if (device.model !== 'virtio-pmem') return [];
  const findings: LibvirtFinding[] = [];
  const refuse = (span: LibvirtFinding['span'], words: string, message: string, repairs: readonly Repair[] = []) =>
    findings.push(refused('libvirt-virtio-pmem', span, words, message, { repairs }));
  if (!device.path.span) findings.push(noPath(device));
  if (device.discard.value === 'yes')
    refuse(
      device.discard.span!,
      "unsupported configuration: discard is not supported for model 'virtio-pmem'",
      'The contents outlive the guest, so nothing of it is discarded: leave discard out.',
    );
  if (!libvirtAtLeast(version, '9.1'))
    refuse(
      device.element.nameSpan,
      'internal error: virtio-pmem memory device info is not handled yet',
      'libvirt 9.0 defines a domain with virtio-pmem, and cannot start it.',
    );
  if (device.access.value === 'private')
    refuse(
      device.access.span!,
      'unsupported configuration: shared access mode required for virtio-pmem device',
      'What the guest flushes has to reach the file, which private memory never does: make it shared.',
      [{ title: "Change to 'shared'", edits: [{ span: device.access.span!, newText: 'shared' }] }],
    );
  if (device.node.span)
    refuse(
      device.node.span,
      'unsupported configuration: virtio-pmem does not support NUMA nodes',
      'virtio-pmem belongs to no NUMA cell: leave out <node>.',
    );
  const base = device.targetAddress?.base ?? device.address?.base;
  if (base?.value !== undefined && base.value % 4096n !== 0n)
    refuse(
      base.span!,
      'unsupported configuration: memory address must be aligned to 4096 bytes',
      `0x${base.value.toString(16)} is no multiple of 4096.`,
    );
  return findings;
}

/** Of the host: the size of a transparent huge page, 2 MiB with pages of 4 KiB. */
const LEAST_BLOCK = 2048n;

/** conf/domain_validate.c: virDomainMemoryDefValidate. */
function checkVirtioMem(device: MemoryDevice): LibvirtFinding[] {
  if (device.model !== 'virtio-mem') return [];
  const findings: LibvirtFinding[] = [];
  const { requested, size, block } = device;
  const refuse = (span: LibvirtFinding['span'], words: string, message: string, repairs: readonly Repair[] = []) =>
    findings.push(refused('libvirt-virtio-mem', span, words, message, { repairs }));
  const place = block.span ?? device.element.nameSpan;
  const blockSize = block.element ? block.value : 0n;
  if (requested.value !== undefined && size.value !== undefined && requested.value > size.value)
    refuse(
      requested.span!,
      `requested size must be smaller than or equal to @size (${size.value}KiB)`,
      `The guest is to have ${formatKib(requested.value)} of a device with ${formatKib(size.value)}.`,
      [{ title: `Set it to ${formatKib(size.value)}`, edits: setSize(requested, size.value) }],
    );
  if (blockSize === undefined) return findings;
  if (blockSize === 0n || (blockSize & (blockSize - 1n)) !== 0n)
    refuse(
      place,
      'block size must be a power of two',
      block.element
        ? `${formatKib(blockSize)} is no power of two.`
        : 'A virtio-mem device needs its <block>: 2 MiB, say.',
      block.span ? [{ title: 'Set it to 2 MiB', edits: setSize(block, LEAST_BLOCK) }] : [],
    );
  else if (blockSize < LEAST_BLOCK)
    refuse(
      place,
      `block size too small, must be at least ${LEAST_BLOCK}KiB`,
      `${formatKib(blockSize)} is less than a transparent huge page of the host.`,
      [{ title: 'Set it to 2 MiB', edits: setSize(block, LEAST_BLOCK) }],
    );
  if (blockSize > 0n && requested.value !== undefined && requested.value % blockSize !== 0n) {
    const down = (requested.value / blockSize) * blockSize;
    refuse(
      requested.span!,
      'requested size must be an integer multiple of block size',
      `${formatKib(requested.value)} is no multiple of the blocks of ${formatKib(blockSize)}.`,
      [down, down + blockSize].map((value) => ({
        title: `Set it to ${formatKib(value)}`,
        edits: setSize(requested, value),
      })),
    );
  }
  const base = device.targetAddress?.base;
  if (base?.value !== undefined && blockSize > 0n && base.value % (blockSize * KIB) !== 0n)
    refuse(
      base.span!,
      'unsupported configuration: memory device address must be aligned to blocksize',
      `0x${base.value.toString(16)} is no multiple of the blocks of ${formatKib(blockSize)}.`,
    );
  return findings;
}

/** Devices that QEMU has not for every architecture. (qemu/qemu_validate.c: qemuValidateDomainDeviceDefMemory) */
function checkSupported({ model, element }: MemoryDevice, { arch }: LibvirtDomain): LibvirtFinding[] {
  const { value } = arch;
  if (value === undefined || model === undefined) return [];
  const refuse = (what: string) => {
    const words = `unsupported configuration: ${what} isn't supported by this QEMU binary`;
    return [refused('libvirt-device-address', element.nameSpan, words, `QEMU for ${value} has no ${model}.`)];
  };
  const plain = model === 'dimm' || model === 'nvdimm';
  if (plain && (value === 's390x' || value.startsWith('riscv')))
    return refuse(model === 'dimm' ? 'memory hotplug' : 'nvdimm');
  return model === 'virtio-mem' && value.startsWith('ppc64') ? refuse('virtio-mem') : [];
}

/** qemu/qemu_domain.c: qemuDomainDefValidateMemoryHotplugDevice. */
function checkAddress({ model, address }: MemoryDevice, domain: LibvirtDomain): LibvirtFinding[] {
  const type = address?.type.value;
  if (!address || type === undefined || model === undefined || model === 'sgx-epc') return [];
  const bus = model === 'dimm' || model === 'nvdimm' ? 'dimm' : domain.arch.value === 's390x' ? 'ccw' : 'pci';
  if (type === bus) return [];
  const span = address.type.span!;
  if (bus === 'dimm') {
    const message = `A ${model} sits in a memory slot: its address is of type dimm. libvirt takes the numbers of another type for a slot and a base.`;
    return [spoiled('libvirt-device-address', 'warning', span, message)];
  }
  const words = `unsupported configuration: only '${bus}' addresses are supported for the ${model} device`;
  const message = `A ${model} is a ${bus} device; its place in guest-physical memory is <target><address base='…'/></target>.`;
  return [refused('libvirt-device-address', span, words, message)];
}

/** qemu/qemu_domain.c: qemuDomainDefValidateMemoryHotplug; qemu/qemu_command.c: qemuBuildMemoryBackendProps. */
function checkNode(device: MemoryDevice, domain: LibvirtDomain, settled: SettledMemory): LibvirtFinding[] {
  const { model, node, element } = device;
  if (model === undefined || model === 'virtio-pmem') return [];
  if (!node.span) {
    if (settled.devices.get(device)?.node !== undefined || model === 'sgx-epc' || domain.cells.length === 0) return [];
    const words = 'unsupported configuration: target NUMA node needs to be specified for memory device';
    const target = pathOf(element, 'target') ?? element;
    return [
      refused(
        'libvirt-device-node',
        target.nameSpan,
        words,
        'The guest has NUMA cells: say which one the memory belongs to, <node>0</node>.',
      ),
    ];
  }
  if (node.value === undefined) return [];
  const count = Math.max(settled.cells.length, domain.cells.length);
  if (node.value < count) return [];
  const words =
    count === 0
      ? "can't add memory backend as guest has no NUMA nodes configured"
      : `can't add memory backend for guest node '${node.value}' as the guest has only '${count}' NUMA nodes configured`;
  const message =
    count === 0
      ? 'The guest has no NUMA cells.'
      : `The guest has ${count === 1 ? 'cell 0 only' : `cells 0 to ${count - 1}`}.`;
  const repairs = count === 1 ? [{ title: 'Change to 0', edits: [{ span: node.span, newText: '0' }] }] : [];
  return [refused('libvirt-device-node', node.span, words, message, { repairs })];
}

function checkHotplug(domain: LibvirtDomain, setting: LibvirtSetting): LibvirtFinding[] {
  const old = !libvirtAtLeast(setting.version, '9.4');
  const first = domain.devices.find(({ model }) => old || model !== 'sgx-epc');
  if (!first || hasHotplug(domain) || (domain.maxMemory.span && domain.maxMemory.value === undefined)) return [];
  const words = "unsupported configuration: cannot use/hotplug a memory device when domain 'maxMemory' is not defined";
  const message = 'A memory device needs room to be plugged into: add <maxMemory> with its slots.';
  return [refused('libvirt-max-memory', first.element.nameSpan, words, message, { repairs: addMaxMemory(domain) })];
}

/** A `<maxMemory>` for all that is there, before `<memory>`. */
function addMaxMemory(domain: LibvirtDomain): readonly Repair[] {
  const { memory, devices, maxMemory } = domain;
  if (!memory.element || maxMemory.element) return [];
  const cells = domain.cells.length > 0 ? domain.cells.map((cell) => cell.memory.value) : [memory.value];
  const parts = [...cells, ...(domain.cells.length > 0 ? devices.map((device) => device.size.value) : [])];
  if (parts.some((part) => part === undefined)) return [];
  const most = parts.reduce<bigint>((total, part) => total + part!, 0n) + BigInt(devices.length) * 2048n;
  const { block, start } = memory.element.startTag;
  const lineStart = block.text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^[ \t]*/.exec(block.text.slice(lineStart, start))![0];
  const slots = Math.max(devices.length, 1);
  const newText = `<maxMemory slots='${slots}' unit='KiB'>${most}</maxMemory>\n${indent}`;
  return [
    {
      title: `Add <maxMemory slots='${slots}'> of ${formatKib(most)}`,
      edits: [{ span: { block, start, end: start }, newText }],
    },
  ];
}

/** Memory slots: those that are written, then the first free ones. (qemu/qemu_domain_address.c: qemuDomainAssignMemoryDeviceSlot) */
function checkSlots(domain: LibvirtDomain, setting: LibvirtSetting): LibvirtFinding[] {
  const findings: LibvirtFinding[] = [];
  const { slots, maxMemory } = domain;
  if (!hasHotplug(domain) || (slots.span && slots.value === undefined)) return findings;
  const count = slots.value ?? 0;
  const place = slots.span ?? maxMemory.element!.nameSpan;
  const counted = domain.devices.filter(({ model }) => model === 'dimm' || model === 'nvdimm');
  const taken = new Map<number, DeviceAddress>();
  const bases = new Map<bigint, DeviceAddress>();
  for (const { address } of counted) {
    const slot = address?.slot.value;
    if (address && slot !== undefined) {
      const other = taken.get(slot);
      if (slot >= count) {
        const words = `unsupported configuration: memory device slot '${slot}' exceeds slots count '${count}'`;
        const message = `There are ${count} slots, numbered from 0; slot ${slot} is none of them.`;
        findings.push(
          refused('libvirt-device-slots', address.slot.span!, words, message, { repairs: moreSlots(domain, slot + 1) }),
        );
      } else if (other) {
        const words = `unsupported configuration: memory device slot '${slot}' is already being used by another memory device`;
        const related = [{ span: other.slot.span!, message: 'the other device' }];
        findings.push(
          refused('libvirt-device-slots', address.slot.span!, words, `Slot ${slot} is taken.`, { related }),
        );
      } else taken.set(slot, address);
    }
    const base = address?.base.value;
    if (address && base !== undefined && base > 0n) {
      const other = bases.get(base);
      if (other) {
        const words = `unsupported configuration: memory device base '0x${base.toString(16)}' is already being used by another memory device`;
        const related = [{ span: other.base.span!, message: 'the other device' }];
        findings.push(
          refused('libvirt-device-address', address.base.span!, words, 'Two devices are at one address.', { related }),
        );
      } else bases.set(base, address);
    }
  }
  const unplaced = counted.filter(({ address }) => address?.slot.value === undefined).length;
  if (taken.size + unplaced > count) {
    const words = 'internal error: failed to find an empty memory slot';
    const message = `${counted.length} devices need a slot each, and there ${count === 1 ? 'is 1' : `are ${count}`}.`;
    findings.push(
      refused('libvirt-device-slots', place, words, message, { repairs: moreSlots(domain, counted.length) }),
    );
  } else if (!libvirtAtLeast(setting.version, '9.4')) {
    const all = domain.devices.filter(({ model }) => model !== 'sgx-epc' && model !== 'virtio-pmem').length;
    if (all > count) {
      const words = `unsupported configuration: memory device count '${all}' exceeds slots count '${count}'`;
      const message = `libvirt before 9.4 counts virtio-mem devices among those that need a slot: ${all}, and there are ${count}.`;
      findings.push(refused('libvirt-device-slots', place, words, message, { repairs: moreSlots(domain, all) }));
    }
  }
  return findings;
}

function moreSlots({ maxMemory }: LibvirtDomain, count: number): readonly Repair[] {
  return [{ title: `Set slots to ${count}`, edits: [setAttribute(maxMemory.element!, 'slots', `${count}`)] }];
}
