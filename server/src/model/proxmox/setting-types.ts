/** What a value has to be. `text`: whatever the setting's own format says. */
export type SettingType = 'integer' | 'boolean' | 'number' | 'text';

/** The settings that have one number or none. (qemu-server, src/PVE/QemuServer.pm: $confdesc, $confdesc_cloudinit) */
const SINGLE: ReadonlyMap<string, SettingType> = new Map(
  Object.entries({
    integer: 'balloon shares cpuunits smp sockets cores vcpus migrate_speed snaptime',
    boolean:
      'onboot autostart reboot numa keephugepages acpi kvm tdf localtime freeze template tablet protection ciupgrade allow-ksm',
    number: 'cpulimit migrate_downtime',
    text:
      'hotplug lock memory amd-sev intel-tdx keyboard name scsihw description ostype boot bootdisk hugepages agent vga watchdog ' +
      'startdate startup args cdrom cpu parent vmstate vmstatestorage runningmachine runningcpu running-nets-host-mtu machine ' +
      'arch smbios1 bios vmgenid hookscript ivshmem audio0 spice_enhancements tags rng0 meta affinity citype ciuser ' +
      'cipassword cicustom searchdomain nameserver sshkeys efidisk0 tpmstate0 snapstate',
  }).flatMap(([type, names]) => names.split(' ').map((name) => [name, type as SettingType] as const)),
);

const NUMBERED = /^(?:numa[0-7]|(?:net|ipconfig|parallel|serial|hostpci|usb|ide|scsi|virtio|sata|unused|virtiofs)\d+)$/;

/** What a setting has to be; `undefined` for one that is not known here. */
export function settingType(key: string): SettingType | undefined {
  return SINGLE.get(key) ?? (NUMBERED.test(key) ? 'text' : undefined);
}

/** The names that have no number. */
export const SETTING_NAMES: Iterable<string> = [...SINGLE.keys()];

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
