/** What a value has to be. `text`: whatever the setting's own format says. */
export type SettingType = 'integer' | 'boolean' | 'number' | 'text';

/** The settings whose values are checked, or that memory depends on. (qemu-server, src/PVE/QemuServer.pm: $confdesc) */
const TYPES: ReadonlyMap<string, SettingType> = new Map(
  Object.entries({
    integer: 'balloon shares cpuunits smp sockets cores vcpus migrate_speed snaptime',
    boolean:
      'onboot autostart reboot numa keephugepages acpi kvm tdf localtime freeze template tablet protection ciupgrade allow-ksm',
    number: 'cpulimit migrate_downtime',
    text: 'memory hugepages hotplug machine args snapstate numa0 numa1 numa2 numa3 numa4 numa5 numa6 numa7',
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
  memory: 'the memory of the guest in MiB, at least 16; 512 by default',
  balloon: 'what the balloon leaves to the guest, in MiB; `0`: no balloon',
  hugepages: 'pages of `2` or `1024` MiB; `any`: of 1 GiB where host and size allow it. Needs `numa: 1`',
  keephugepages: 'keeps the huge pages for the next start',
  numa: 'a node for each socket, or those of `numa0` to `numa7`',
  numaN: 'a guest node: `cpus=0-1;3,memory=MIB,hostnodes=0,policy=preferred|bind|interleave`',
  hotplug: 'what can be plugged; with `memory`, all but the first 1024 MiB are DIMMs',
  sockets: 'CPU sockets; with `numa: 1` each is a node',
  cores: 'cores of a socket',
  'allow-ksm': '`0`: `-machine mem-merge=off`',
  args: 'more arguments for QEMU',
  machine: 'the machine type; `pc` by default',
};
