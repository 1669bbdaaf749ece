/** What a value has to be. `text`: whatever the setting's own format says. */
export type SettingType = 'integer' | 'boolean' | 'number' | 'text';

/** The settings whose values are checked, or that memory depends on. (qemu-server, src/PVE/QemuServer.pm: $confdesc) */
const TYPES: ReadonlyMap<string, SettingType> = new Map(
  Object.entries({
    integer: 'balloon shares cpuunits smp sockets cores vcpus migrate_speed snaptime',
    boolean:
      'onboot autostart reboot numa keephugepages acpi kvm tdf localtime freeze template tablet protection ciupgrade allow-ksm',
    number: 'cpulimit migrate_downtime',
    text: 'memory hugepages hotplug machine args numa0 numa1 numa2 numa3 numa4 numa5 numa6 numa7',
  }).flatMap(([type, names]) => names.split(' ').map((name) => [name, type as SettingType] as const)),
);

/** What a setting has to be; `undefined` for one that is no matter of ours. */
export function settingType(key: string): SettingType | undefined {
  return TYPES.get(key);
}

/** The names of those that are known here. */
export const SETTING_NAMES: readonly string[] = [...TYPES.keys()];

/** Markdown for those that memory depends on: what each does, its unit, its limits. */
export const SETTING_HELP: { readonly [key: string]: string } = {
  memory: 'the memory of the guest in MiB, at least 16; 512 where it is not given',
  balloon: 'what the balloon leaves to the guest where the host runs short, in MiB; 0: there is no balloon',
  hugepages:
    '`2` or `1024`: pages of so many MiB; `any`: of 1 GiB where the host and the size allow it. Needs `numa: 1`',
  keephugepages: 'leaves the huge pages to the next start when the guest ends',
  numa: 'divides the memory over the sockets, or as `numa0` to `numa7` say',
  numaN:
    'a guest node: `cpus=`, `memory=` in MiB, `hostnodes=`, `policy=preferred|bind|interleave`; lists are separated by `;`',
  hotplug:
    'what can be plugged while the guest runs; with `memory` the guest starts with 1024 MiB, and the rest is DIMMs',
  sockets: 'how many CPU sockets; with `numa: 1` each is a node',
  cores: 'how many cores a socket has',
  'allow-ksm': '`0`: identical pages of this guest are not merged (`-machine mem-merge=off`)',
  args: 'arguments for QEMU, behind all that Proxmox gives it',
  machine: 'the machine type; `pc` (i440fx) where it is not given',
};
