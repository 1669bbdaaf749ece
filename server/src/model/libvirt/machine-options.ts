import { childrenOf } from '../../syntax/xml/xml-tree';
import type { Span } from '../../text/span';
import { wordTable } from '../../text/word-table';
import { machineOf, targetOf } from './command-line';
import { hasAcpi } from './has-acpi';
import type { LibvirtDomain } from './libvirt-domain';
import type { MemoryOption, MemoryOptionValue } from './memory-option';
import { attributeText, pathOf } from './xml-values';

/** Video models that are a VGA adapter, with its window at 0xa0000, when they are the first one on x86. */
const VGA_MODELS: { readonly [model: string]: string } = wordTable({
  vga: 'VGA',
  cirrus: 'cirrus-vga',
  qxl: 'qxl-vga',
  virtio: 'virtio-vga',
  vmvga: 'vmware-svga',
});

/**
 * The rest of QEMU's command line as far as it decides where the guest's memory lies and who shares it: no part of what
 * libvirt's memory options are. (qemu/qemu_command.c: qemuBuildCommandLine)
 */
export function machineOptions(domain: LibvirtDomain): readonly MemoryOption[] {
  const span = domain.machine.span ?? domain.element.nameSpan;
  const options: MemoryOption[] = [];
  const add = (option: string, entries: readonly (readonly [string, MemoryOptionValue, Span?])[], from: Span = span) =>
    options.push({
      option,
      json: false,
      span: from,
      entries: entries.map(([key, value, at]) => ({ key, value, span: at ?? from })),
    });
  add('machine', [
    ['', machineOf(domain)],
    ['accel', acceleratorOf(domain), domain.type.span],
    // Machines that have ACPI are told where the domain has none.
    ...(hasAcpi(domain) ? [] : [['acpi', 'off'] as const]),
  ]);
  const security = domain.launchSecurity;
  if (security.element) {
    const type = security.value === undefined ? undefined : SECURITY_OBJECTS[security.value];
    // Where the domain does not say them, libvirt asks the host.
    const encryption: [string, undefined][] = type?.startsWith('sev')
      ? [
          ['cbitpos', undefined],
          ['reduced-phys-bits', undefined],
        ]
      : [];
    add('object', [['qom-type', type], ['id', 'lsec0'], ...encryption], security.element.nameSpan);
  }
  const model = cpuModel(domain);
  if (model) add('cpu', [['', model.value, model.span]], model.span);
  add('smp', [['cpus', domain.vcpus.value === undefined ? undefined : `${domain.vcpus.value}`]], domain.vcpus.span);
  add('nodefaults', []);
  const devices = pathOf(domain.element, 'devices');
  const video = devices && pathOf(devices, 'video', 'model');
  const target = targetOf(domain);
  const adapter = VGA_MODELS[attributeText(video, 'type').value ?? ''];
  const isX86 = target === 'x86_64' || target === 'i386';
  if (isX86 && video && adapter) add('device', [['driver', adapter]], video.nameSpan);
  // A screen without an adapter is given one.
  else if (isX86 && !video && devices && childrenOf(devices, 'graphics').length > 0) add('vga', [['type', 'std']]);
  const os = pathOf(domain.element, 'os');
  if (attributeText(os, 'firmware').span ?? pathOf(os, 'loader')) add('bios', [['file', undefined]]);
  for (const { element, name } of domain.sharers) {
    if (name === 'interface') add('netdev', [['type', 'vhost-user']], element.nameSpan);
    else
      add('device', [['driver', name === 'virtiofs' ? 'vhost-user-fs-pci' : 'vhost-user-blk-pci']], element.nameSpan);
  }
  for (const hostdev of domain.hostdevs) add('device', [['driver', 'vfio-pci']], hostdev.nameSpan);
  return options;
}

const SECURITY_OBJECTS: { readonly [type: string]: string } = wordTable({
  sev: 'sev-guest',
  'sev-snp': 'sev-snp-guest',
  tdx: 'tdx-guest',
  's390-pv': 's390-pv-guest',
});

function acceleratorOf({ type }: LibvirtDomain): string | undefined {
  return type.value === 'kvm' || type.value === 'hvf' ? type.value : type.value === 'qemu' ? 'tcg' : undefined;
}

/** Only a few CPU models say how wide addresses are; of the others nothing is known. */
function cpuModel({ element }: LibvirtDomain): { value: string | undefined; span: Span } | undefined {
  const cpu = pathOf(element, 'cpu');
  const mode = attributeText(cpu, 'mode');
  if (!cpu || (!mode.span && !pathOf(cpu, 'model'))) return undefined;
  const plain = mode.value === 'host-passthrough' && !pathOf(cpu, 'maxphysaddr');
  return { value: plain ? 'host' : undefined, span: mode.span ?? cpu.nameSpan };
}
