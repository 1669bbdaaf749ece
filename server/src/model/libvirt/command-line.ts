import type { Span } from '../../text/span';
import { wordTable } from '../../text/word-table';
import { hostPageSize } from '../qemu/host-memory';
import { QEMU_TARGETS, type QemuTarget, resolveMachineType } from '../qemu/machine-type';
import { KIB } from '../qemu/units';
import { type BackendOptions, backendOptions } from './backend-options';
import { runsOf } from './bitmap';
import { distanceOf, usualDistance } from './cell-distance';
import { hugePageMount } from './huge-page-mounts';
import type { LibvirtDomain, MemoryDevice } from './libvirt-domain';
import type { LibvirtSetting } from './libvirt-setting';
import { libvirtAtLeast } from './libvirt-version';
import type { MemoryOption, MemoryOptionEntry } from './memory-option';
import { hasHotplug, type SettledCell, type SettledMemory } from './settle-memory';

/** The architectures by QEMU's names for them, where they differ from libvirt's. */
const TARGETS: ReadonlyMap<string, QemuTarget> = new Map([
  ['i686', 'i386'],
  ['armv7l', 'arm'],
  ['armv6l', 'arm'],
  ['ppc64le', 'ppc64'],
]);

/** Machine types that libvirt takes where a domain names none. (qemu/qemu_capabilities.c: virQEMUCapsGetPreferredMachine) */
const DEFAULT_MACHINES: { readonly [target: string]: string } = wordTable({
  x86_64: 'pc',
  i386: 'pc',
  aarch64: 'virt',
  arm: 'virt',
  riscv64: 'virt',
  riscv32: 'virt',
  loongarch64: 'virt',
  s390x: 's390-ccw-virtio',
  ppc64: 'pseries',
});

/** What a domain's QEMU emulates; `undefined` when that is not known. */
export function targetOf({ arch }: LibvirtDomain): QemuTarget | undefined {
  if (arch.value === undefined) return undefined;
  return TARGETS.get(arch.value) ?? QEMU_TARGETS.find((target) => target === arch.value);
}

/** The machine type that is written, or the one that libvirt takes. */
export function machineOf(domain: LibvirtDomain): string | undefined {
  const target = targetOf(domain);
  if (domain.machine.span) return domain.machine.value;
  return target && DEFAULT_MACHINES[target];
}

/** The memory part of the command line that libvirt starts QEMU with, in its order. (qemu/qemu_command.c: qemuBuildCommandLine) */
export function memoryCommandLine(
  domain: LibvirtDomain,
  settled: SettledMemory,
  setting: LibvirtSetting,
): readonly MemoryOption[] {
  const place = domain.memory.span ?? domain.element.nameSpan;
  const name = machineOf(domain);
  const machine = resolveMachineType(name, targetOf(domain), setting.qemu);
  const system =
    settled.cells.length === 0 && machine
      ? backendOptions(
          {
            id: machine.defaultRamId,
            span: place,
            size: settled.initial,
            sizeSpan: place,
            node: undefined,
            cell: undefined,
            device: undefined,
            isSystem: true,
          },
          domain,
          setting,
        )
      : undefined;
  const cells = cellOptions(domain, settled, setting, machine?.numaMem ?? false);
  return [
    machineOption(domain, system && machine?.defaultRamId),
    memoryOption(domain, settled, setting, place),
    ...(system?.options ?? []),
    { option: 'overcommit', json: false, span: place, entries: [lock(domain, place)] },
    ...cells.options,
    ...distanceOptions(domain),
    ...domain.devices.flatMap((device) => deviceOptions(device, domain, settled, setting, cells.filled)),
    ...domain.shmems.flatMap((shmem) => shmemOptions(shmem)),
  ];
}

/** -machine as far as it is about memory. (qemu/qemu_command.c: qemuBuildMachineCommandLine) */
function machineOption(domain: LibvirtDomain, ramId: string | undefined): MemoryOption {
  const span = domain.machine.span ?? domain.element.nameSpan;
  const entries: MemoryOptionEntry[] = [];
  const add = (key: string, value: string, from: Span = span) => entries.push({ key, value, span: from });
  const { nosharepages } = domain.backing;
  add('dump-guest-core', domain.dumpCore.value ?? 'off', domain.dumpCore.span);
  if (nosharepages) add('mem-merge', 'off', nosharepages.nameSpan);
  const nvdimm = domain.devices.find(({ model }) => model === 'nvdimm');
  if (nvdimm) add('nvdimm', 'on', nvdimm.element.nameSpan);
  if (domain.launchSecurity.element) add('confidential-guest-support', 'lsec0', domain.launchSecurity.span);
  if (ramId !== undefined) add('memory-backend', ramId, domain.memory.span);
  return { option: 'machine', json: false, span, entries };
}

/** qemu/qemu_command.c: qemuBuildMemCommandLine. */
function memoryOption(
  domain: LibvirtDomain,
  { initial, max }: SettledMemory,
  setting: LibvirtSetting,
  span: Span,
): MemoryOption {
  const entries: MemoryOptionEntry[] = [];
  const kib = (value: bigint | undefined) => (value === undefined ? undefined : `${value}k`);
  const plug = hasHotplug(domain);
  if (!plug && !libvirtAtLeast(setting.version, '9.1')) {
    // In MiB, as one bare number.
    entries.push({ key: '', value: initial === undefined ? undefined : `${initial / 1024n}`, span });
    return { option: 'm', json: false, span, entries };
  }
  entries.push({ key: 'size', value: kib(initial), span });
  if (plug) {
    const { slots, maxMemory } = domain;
    // Without the attribute there are none.
    if (slots.span && slots.value !== 0)
      entries.push({ key: 'slots', value: slots.value === undefined ? undefined : `${slots.value}`, span: slots.span });
    entries.push({ key: 'maxmem', value: kib(max), span: maxMemory.span ?? span });
  }
  return { option: 'm', json: false, span, entries };
}

function lock({ backing }: LibvirtDomain, span: Span): MemoryOptionEntry {
  return { key: 'mem-lock', value: backing.locked ? 'on' : 'off', span: backing.locked?.nameSpan ?? span };
}

/** The cells, with or without backends. `filled`: -mem-prealloc is among the options. (qemu/qemu_command.c: qemuBuildNumaCommandLine) */
function cellOptions(
  domain: LibvirtDomain,
  settled: SettledMemory,
  setting: LibvirtSetting,
  numaMem: boolean,
): { options: readonly MemoryOption[]; filled: boolean } {
  const backends = settled.cells.map((cell): BackendOptions => {
    const place = cell.cell?.element.nameSpan ?? domain.maxMemory.element?.nameSpan ?? domain.element.nameSpan;
    return backendOptions(
      {
        id: `ram-node${cell.id}`,
        span: place,
        size: cell.size,
        sizeSpan: cell.cell?.memory.span ?? domain.memory.span ?? place,
        node: cell.id,
        cell,
        device: undefined,
        isSystem: false,
      },
      domain,
      setting,
    );
  });
  const useBackends = !numaMem || backends.some(({ needed }) => needed);
  const nodes = settled.cells.map((cell, i) => nodeOption(cell, backends[i]!.options.at(-1)!.span, useBackends));
  if (useBackends) return { options: nodes.flatMap((node, i) => [...backends[i]!.options, node]), filled: false };
  const whole = nodes.length > 0 ? wholeMemoryOptions(domain, setting) : [];
  return { options: [...whole, ...nodes], filled: whole.length > 0 };
}

function nodeOption({ id, cell, cpus, size }: SettledCell, span: Span, backend: boolean): MemoryOption {
  const entries: MemoryOptionEntry[] = [
    { key: '', value: 'node', span },
    { key: 'nodeid', value: `${id}`, span },
    ...runsOf(cpus).map(([first, last]) => ({
      key: 'cpus',
      value: first === last ? `${first}` : `${first}-${last}`,
      span: cell?.cpus.span ?? span,
    })),
    backend
      ? { key: 'memdev', value: `ram-node${id}`, span }
      : { key: 'mem', value: size === undefined ? undefined : `${size / 1024n}`, span },
  ];
  return { option: 'numa', json: false, span, entries };
}

/** Huge pages and allocation of machine types that have no backends for their cells. (qemu/qemu_command.c: qemuBuildMemPathStr) */
function wholeMemoryOptions({ backing }: LibvirtDomain, { host }: LibvirtSetting): MemoryOption[] {
  const master = backing.pages.find(({ nodes }) => !nodes.span)?.size;
  const bytes = master?.value === undefined ? undefined : master.value * KIB;
  const huge = backing.hugepages && bytes !== hostPageSize(host) ? backing.hugepages.nameSpan : undefined;
  const at = huge ?? (backing.allocation.value === 'immediate' ? backing.allocation.span : undefined);
  if (!at) return [];
  const prealloc: MemoryOption = { option: 'mem-prealloc', json: false, span: at, entries: [] };
  if (!huge) return [prealloc];
  const value = `${hugePageMount(bytes, host).path}/libvirt/qemu`;
  return [prealloc, { option: 'mem-path', json: false, span: huge, entries: [{ key: '', value, span: huge }] }];
}

/** How far cells are from each other, where any distance is written that is not the default. (conf/numa_conf.c: virDomainNumaNodesDistancesAreBeingSet) */
function distanceOptions({ cells }: LibvirtDomain): MemoryOption[] {
  const written = cells.some(({ distances }, i) =>
    [...distances].some(([other, value]) => value !== usualDistance(i, other)),
  );
  if (!written) return [];
  return cells.flatMap(({ element: { nameSpan: span } }, src) =>
    cells.map(
      (_, dst): MemoryOption => ({
        option: 'numa',
        json: false,
        span,
        entries: [
          { key: '', value: 'dist', span },
          { key: 'src', value: `${src}`, span },
          { key: 'dst', value: `${dst}`, span },
          { key: 'val', value: `${distanceOf(cells, src, dst)}`, span },
        ],
      }),
    ),
  );
}

/** qemu/qemu_command.c: qemuBuildMemoryDimmBackendStr, qemuBuildMemoryDeviceProps. */
function deviceOptions(
  device: MemoryDevice,
  domain: LibvirtDomain,
  settled: SettledMemory,
  setting: LibvirtSetting,
  filled: boolean,
): MemoryOption[] {
  const { model, alias, slot, element } = device;
  if (model === undefined) return [];
  const span = element.nameSpan;
  const place = settled.devices.get(device);
  const backend = backendOptions(
    {
      id: `mem${alias}`,
      span,
      size: place?.size,
      sizeSpan: device.size.span ?? span,
      node: place?.node,
      cell: place?.cell,
      device,
      isSystem: false,
    },
    domain,
    setting,
    filled,
  );
  if (model === 'sgx-epc') return [...backend.options];
  const entries: MemoryOptionEntry[] = [{ key: 'driver', value: driverOf(model, domain), span }];
  const add = (key: string, value: MemoryOptionEntry['value'], from: Span = span) =>
    entries.push({ key, value, span: from });
  const bytes = (kib: bigint | undefined) => (kib === undefined ? undefined : kib * KIB);
  if (place?.node !== undefined) add('node', BigInt(place.node), device.node.span);
  if (model === 'nvdimm' && device.label.value) add('label-size', bytes(device.label.value), device.label.span);
  if (model === 'nvdimm' && device.readonly) add('unarmed', true, device.readonly.nameSpan);
  if (model === 'virtio-mem') {
    if (device.block.span) add('block-size', bytes(device.block.value), device.block.span);
    if (device.requested.value !== 0n && device.requested.span)
      add('requested-size', bytes(device.requested.value), device.requested.span);
  }
  add('memdev', `mem${alias}`);
  if (model === 'virtio-mem') {
    if (backend.prealloc) add('prealloc', true);
    if (device.dynamicMemslots.value) add('dynamic-memslots', device.dynamicMemslots.value === 'yes');
  }
  const base = device.targetAddress?.base;
  if (base?.span && libvirtAtLeast(setting.version, '9.4')) add('memaddr', base.value, base.span);
  add('id', alias);
  if (slot !== undefined) {
    add('slot', BigInt(slot), device.address?.slot.span);
    const address = device.address?.base;
    if (address?.span && address.value !== 0n) add('addr', address.value, address.span);
  }
  return [...backend.options, { option: 'device', json: true, span, entries }];
}

function driverOf(model: 'dimm' | 'nvdimm' | 'virtio-mem' | 'virtio-pmem', { arch }: LibvirtDomain): string {
  if (model === 'dimm') return 'pc-dimm';
  if (model === 'nvdimm') return 'nvdimm';
  return `${model}-${arch.value === 's390x' ? 'ccw' : 'pci'}`;
}

/** qemu/qemu_command.c: qemuBuildShmemBackendMemProps, qemuBuildShmemDevProps. */
function shmemOptions({
  element,
  name,
  role,
  model,
  size,
  server,
  index,
}: LibvirtDomain['shmems'][number]): MemoryOption[] {
  if (server || model.value !== 'ivshmem-plain') return [];
  const span = element.nameSpan;
  const path = name.value === undefined ? undefined : `/dev/shm/${name.value}`;
  const bytes = size.span ? (size.value === undefined ? undefined : size.value * KIB) : 4n << 20n;
  return [
    {
      option: 'object',
      json: true,
      span,
      entries: [
        { key: 'qom-type', value: 'memory-backend-file', span },
        { key: 'id', value: `shmmem-shmem${index}`, span },
        { key: 'mem-path', value: path, span: name.span ?? span },
        { key: 'size', value: bytes, span: size.span ?? span },
        { key: 'share', value: true, span },
      ],
    },
    {
      option: 'device',
      json: true,
      span,
      entries: [
        { key: 'driver', value: 'ivshmem-plain', span },
        { key: 'id', value: `shmem${index}`, span },
        { key: 'memdev', value: `shmmem-shmem${index}`, span },
        ...(role.value ? [{ key: 'master', value: role.value === 'master' ? 'on' : 'off', span: role.span! }] : []),
      ],
    },
  ];
}
