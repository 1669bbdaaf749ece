/** How the value of a command line option is taken apart. */
export type OptionGrammar =
  /** The option has no value. */
  | { readonly kind: 'flag' }
  /** One value as it stands: `-mem-path DIR`. */
  | { readonly kind: 'text' }
  /** util/qemu-option.c: doubled commas, bare words are booleans. */
  | { readonly kind: 'qemu-opts'; readonly impliedKey: string | undefined; readonly json: boolean }
  /** util/keyval.c: doubled commas, every key but the first needs its `=`. */
  | { readonly kind: 'keyval'; readonly impliedKey: string | undefined; readonly json: boolean }
  /** `-cpu model,feature,+feature,feature=on`: no doubled commas. */
  | { readonly kind: 'cpu' }
  /** `-global driver.property=value`: everything behind the first `=` is the value. */
  | { readonly kind: 'property' };

export interface KnownOption {
  /** The name that the option goes by: `machine` for `-M`. */
  readonly name: string;
  readonly grammar: OptionGrammar;
}

/**
 * The option of that name, without its one or two dashes; `undefined` for one that no QEMU from 2.0 to 10.2 has.
 * (qemu-options.hx, system/vl.c: qemu_init)
 */
export function findOption(name: string): KnownOption | undefined {
  return OPTIONS.get(name);
}

const OPTIONS = new Map<string, KnownOption>();

function add(grammar: OptionGrammar, names: string): void {
  for (const name of names.split(/\s+/)) OPTIONS.set(name, { name, grammar });
}

function qemuOpts(impliedKey: string | undefined, json = false): OptionGrammar {
  return { kind: 'qemu-opts', impliedKey, json };
}

function keyval(impliedKey: string | undefined, json = false): OptionGrammar {
  return { kind: 'keyval', impliedKey, json };
}

// Options without a value, those of releases and of machines past included: one that is missing here would shift nothing,
// but a word behind one that is taken for its value would be lost.
add(
  { kind: 'flag' },
  `help version S async-teardown audio-help daemonize enable-kvm enable-sync-profile full-screen mem-prealloc no-acpi
  no-fd-bootchk no-hpet no-reboot no-shutdown no-user-config nodefaults nographic only-migratable portrait preconfig s
  singlestep snapshot usb win2k-hack xen-attach xen-create xen-domid-restrict perfmap jitdump no-kvm no-kvm-irqchip
  no-kvm-pit no-kvm-pit-reinjection no-frame alt-grab ctrl-grab no-quit sdl curses nodefconfig old-param semihosting
  rtc-td-hack localtime tdf enable-fips no-cpu-alert enable-nesting enable-hax show-cursor`,
);

add(
  { kind: 'text' },
  `mem-path append audio bios cdrom chroot d D debugcon dfilter dtb dump-vmstate echr fda fdb g gdb hda hdb hdc hdd
  incoming initrd k kernel L loadvm monitor mtdblock option-rom parallel pflash pidfile prom-env qmp qmp-pretty
  qtest qtest-log readconfig rotate runas sd seed serial soundhw startdate tb-size usbdevice uuid vga vnc watchdog
  watchdog-action writeconfig xen-domid balloon bt clock redir smb tftp bootp virtioconsole shim
  display compat iscsi`,
);

add({ kind: 'property' }, 'global set');
add({ kind: 'cpu' }, 'cpu');

add(qemuOpts('qom-type', true), 'object');
add(qemuOpts('driver', true), 'device');
add(qemuOpts('type', true), 'netdev');
add(qemuOpts('size'), 'm');
add(qemuOpts('type'), 'numa tpmdev net nic');
add(qemuOpts('accel'), 'accel');
add(qemuOpts('backend'), 'chardev');
add(qemuOpts('fsdriver'), 'fsdev virtfs');
add(qemuOpts('guest'), 'name');
add(qemuOpts('name'), 'fw_cfg');
add(qemuOpts('chardev'), 'mon');
add(qemuOpts('enable'), 'sandbox trace semihosting-config');
add(qemuOpts('shift'), 'icount');
add(qemuOpts('file'), 'plugin acpitable');
add(qemuOpts(undefined), 'drive overcommit rtc smbios add-fd action msg spice run-with');

add(keyval('type'), 'machine');
add(keyval('cpus'), 'smp');
add(keyval('order'), 'boot');
add(keyval('driver', true), 'audiodev blockdev');

OPTIONS.set('M', OPTIONS.get('machine')!);
OPTIONS.set('h', OPTIONS.get('help')!);
