import type { ConfSetting } from '../../syntax/proxmox/read-conf';
import { splitArgs } from '../../syntax/proxmox/split-args';
import { readOptions } from '../../syntax/qemu/read-options';
import { type Span, spanOf } from '../../text/span';
import { literalWord } from '../../text/word';
import { type MemoryOption, type MemoryOptionValue, toOptionGroup } from '../libvirt/memory-option';
import type { HostMount, HostProfile } from '../qemu/host-profile';
import { QEMU_TARGETS } from '../qemu/machine-type';
import type { QemuSetting } from '../qemu/qemu-setting';
import { KIB } from '../qemu/units';
import type { VmmQemu } from '../vmm/vmm-configuration';
import { isOpen, type ProxmoxVm } from './proxmox-vm';
import { backendsOf, mostMemory, type ProxmoxBackend, pageOf, staticMemory } from './vm-memory';

/** What a machine is judged by, besides its settings. */
export type ProxmoxSetting = Omit<QemuSetting, 'target'>;

/**
 * QEMU's command line as far as it decides where the memory lies and what it consists of, with the words of `args` behind it.
 * (qemu-server, src/PVE/QemuServer.pm: config_to_command)
 */
export function qemuOptions(vm: ProxmoxVm, place: Span, setting: ProxmoxSetting): VmmQemu {
  const { settings } = vm;
  const known = backendsOf(vm, place);
  const options = [
    ...machineOptions(vm, place, setting),
    ...(known ?? []).flatMap((backend) => backendOptions(vm, backend, setting.host)),
  ];
  const args = settings.get('args');
  const words = args && splitArgs(args.value);
  const own = readOptions({
    block: place.block,
    program: literalWord('', spanOf(place.block, 0, 0)),
    arguments: words ?? [],
    complete: !args || !isOpen(args.text),
  });
  // With memory that is encrypted the command line is another one.
  const plain = ![...ENCRYPTED].some((key) => settings.has(key)) && !settings.has('ivshmem');
  const arch = archOf(vm, setting.host);
  return {
    options: [...options.map(toOptionGroup), ...own.options],
    problems: own.problems,
    complete:
      own.complete &&
      plain &&
      known !== undefined &&
      ![...settings.values()].some(({ key, text }) => key !== 'args' && isOpen(text) && DECISIVE.test(key)),
    written: args?.value,
    setting: { ...setting, target: QEMU_TARGETS.find((name) => name === arch), host: withMounts(setting.host) },
  };
}

const ENCRYPTED = ['amd-sev', 'intel-tdx'];
/** What else than a value that is read here decides which options there are. */
const DECISIVE = /^(?:machine|arch|bios|vga|hostpci\d+|virtiofs\d+|kvm|ostype)$/;

function archOf({ settings }: ProxmoxVm, host: HostProfile): string | undefined {
  return settings.get('arch')?.text ?? host.arch ?? 'x86_64';
}

/** Proxmox mounts what it takes huge pages from. (qemu-server, src/PVE/QemuServer/Memory.pm: hugepages_mount) */
function withMounts(host: HostProfile): HostProfile {
  const mounts = [2048n, 1_048_576n].map(
    (size): HostMount => ({ path: pathOf(size * KIB), type: 'hugetlbfs', pageSize: size * KIB }),
  );
  return { ...host, mounts: [...(host.mounts ?? []), ...mounts], ...(!host.mounts && { mountsArePartial: true }) };
}

function pathOf(page: bigint): string {
  return `/run/hugepages/kvm/${page / KIB}kB`;
}

type Entry = readonly [key: string, value: MemoryOptionValue];

function option(name: string, span: Span, entries: readonly Entry[]): MemoryOption {
  return { option: name, json: false, span, entries: entries.map(([key, value]) => ({ key, value, span })) };
}

function machineOptions(vm: ProxmoxVm, place: Span, { host }: ProxmoxSetting): readonly MemoryOption[] {
  const { settings, memory, numa, hotplug, virtiofs } = vm;
  const at = (key: string): Span => settings.get(key)?.value ?? place;
  const isOff = (key: string): boolean => /^(?:0|off|no|false)$/i.test(settings.get(key)?.text ?? '');
  const ofHost = settings.has('arch') && host.arch !== settings.get('arch')!.text ? undefined : 'kvm';
  const firmware = settings.get('bios')?.text === 'ovmf' || archOf(vm, host) !== 'x86_64';
  const shared = virtiofs && numa.value === false;
  const mib = memory.value === undefined ? undefined : `${memory.value}`;
  const cpu = settings.get('cpu');
  const cpus = vm.sockets.value && vm.cores.value ? vm.sockets.value * vm.cores.value : undefined;
  const { most, isExact } = mostMemory(cpu, host);
  const start = staticMemory(vm);
  const passed = [...settings.values()].filter(({ key }) => key.startsWith('hostpci'));
  return [
    option('machine', at('machine'), [
      ['', machineType(vm, archOf(vm, host))],
      ['accel', isOff('kvm') ? 'tcg' : ofHost],
      ...(isOff('allow-ksm') ? [['mem-merge', 'off'] as const] : []),
      ...(firmware ? [['pflash0', 'pflash0'] as const] : []),
      ...(shared ? [['memory-backend', 'virtiofs-mem'] as const] : []),
    ]),
    option('cpu', at('cpu'), [
      ['', cpu && /^(?:cputype=)?(?:host|max)$/.test(cpu.text) ? cpu.text.replace('cputype=', '') : undefined],
    ]),
    option('smp', at('sockets'), [
      ['cpus', settings.get('vcpus')?.text ?? cpus?.toString()],
      ['maxcpus', cpus?.toString()],
    ]),
    option('nodefaults', place, []),
    ...videoOptions(vm, at('vga'), passed),
    option(
      'm',
      at('memory'),
      hotplug.value === false
        ? [['', mib]]
        : [
            ['size', hotplug.value && start !== undefined ? `${start}` : undefined],
            ['slots', '255'],
            ['maxmem', isExact ? `${most}M` : undefined],
          ],
    ),
    ...(shared
      ? [
          option('object', virtiofs.name, [
            ['qom-type', 'memory-backend-memfd'],
            ['id', 'virtiofs-mem'],
            ['size', mib && `${mib}M`],
            ['share', 'on'],
          ]),
        ]
      : []),
    ...(virtiofs ? [option('device', virtiofs.name, [['driver', 'vhost-user-fs-pci']])] : []),
    ...passed.map(({ name }) => option('device', name, [['driver', 'vfio-pci']])),
  ];
}

/** QEMU's name for the type, without Proxmox's own revision. (qemu-server, src/PVE/QemuServer/Machine.pm: get_vm_machine) */
function machineType({ settings }: ProxmoxVm, arch: string | undefined): string | undefined {
  const written = settings.get('machine')?.text ?? '';
  const type =
    /^(?:type=)?([\w.+-]+)(?:,|$)/.exec(written)?.[1] ??
    (written === '' || /^[\w-]+=/.test(written) ? (arch === 'x86_64' ? 'pc' : 'virt') : undefined);
  const name = type?.replace(/\+pve\d+$/, '');
  // Windows keeps to a release where none is named: that of the machine's creation, if it is new enough, or 5.1.
  if ((name !== 'pc' && name !== 'q35') || !/^w/.test(settings.get('ostype')?.text ?? '')) return name;
  const [, major = '5', minor = '1'] =
    /(?:^|,)creation-qemu=(\d{1,3})\.(\d{1,3})/.exec(settings.get('meta')?.text ?? '') ?? [];
  const isNew = Number(major) > 9 || (Number(major) === 9 && Number(minor) > 0);
  return `pc-${name === 'pc' ? 'i440fx' : 'q35'}-${isNew ? `${major}.${minor}` : '5.1'}`;
}

/** Whether there is a VGA adapter; of a graphics card that is passed through nobody knows. */
function videoOptions({ settings }: ProxmoxVm, span: Span, passed: readonly ConfSetting[]): readonly MemoryOption[] {
  if (passed.some(({ text }) => /x-vga|legacy-igd/.test(text))) return [option('vga', span, [['type', undefined]])];
  const type = /^(?:type=)?(\w[\w-]*)/.exec(settings.get('vga')?.text ?? 'std')?.[1];
  return /^(?:none|serial\d)$/.test(type ?? '') ? [] : [option('device', span, [['driver', 'VGA']])];
}

/** (qemu-server, src/PVE/QemuServer/Memory.pm: print_mem_object) */
function backendOptions(vm: ProxmoxVm, backend: ProxmoxBackend, host: HostProfile): readonly MemoryOption[] {
  const { span, written, size, node, custom, isDimm } = backend;
  const type = vm.hugepages ? 'file' : vm.virtiofs && !isDimm ? 'memfd' : 'ram';
  const id = isDimm ? `mem-${backend.id}` : type === 'memfd' ? `virtiofs-mem${node}` : backend.id;
  const page = pageOf(vm, size, host);
  const object = option('object', span, [
    ['qom-type', `memory-backend-${type}`],
    ['id', id],
    ['size', written === undefined ? undefined : `${written}M`],
    ...(vm.hugepages
      ? ([
          ['mem-path', page && pathOf(page)],
          ['prealloc', 'on'],
        ] as const)
      : []),
    ...(type === 'ram' ? [] : [['share', 'on'] as const]),
    ...(custom?.hostIds ?? []).map((host) => ['host-nodes', `${host}`] as const),
    ...(custom?.hostnodes ? [['policy', custom.policy?.text] as const] : []),
  ]);
  if (isDimm)
    return [
      object,
      option('device', span, [
        ['driver', 'pc-dimm'],
        ['id', backend.id],
        ['memdev', id],
        ['node', `${node}`],
      ]),
    ];
  const { cores } = vm;
  const first = cores.value && cores.value * BigInt(node);
  const cpus = custom
    ? (custom.cpus?.text.split(';') ?? [])
    : [first === undefined ? undefined : cores.value === 1n ? `${first}` : `${first}-${first + cores.value! - 1n}`];
  return [
    object,
    option('numa', span, [
      ['', 'node'],
      ['nodeid', `${node}`],
      ...cpus.map((list) => ['cpus', list] as const),
      ['memdev', id],
    ]),
  ];
}
