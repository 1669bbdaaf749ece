import type { XmlElement } from '../../syntax/xml/xml-tree';
import { QEMU_TARGETS } from '../qemu/machine-type';
import { QEMU_NAMESPACE } from './read-domain';
import { DEVICE_ELEMENTS } from './vocabulary-devices';
import { attribute, element, ON_OFF, sizeElement, type VocabularyElement, words, YES_NO } from './vocabulary-element';
import { MEMORY_ELEMENTS, NUMA_ELEMENT } from './vocabulary-memory';

const LAUNCH_SECURITY = element('launchSecurity', 'Memory that the host cannot read: `confidential-guest-support=`.', {
  closed: false,
  attributes: [
    attribute(
      'type',
      [
        { name: 'sev', summary: 'AMD SEV: the memory is encrypted, and all of it stays where it is in RAM.' },
        {
          name: 'sev-snp',
          summary: 'AMD SEV-SNP: the memory is private to the guest (guest_memfd) until it shares a page.',
          since: '10.5',
        },
        { name: 'tdx', summary: 'Intel TDX: the memory is private to the guest (guest_memfd) until it shares a page.' },
        { name: 's390-pv', summary: 'Protected virtualization of IBM Z.' },
      ],
      'Which technology it is.',
      { required: true },
    ),
    attribute('kernelHashes', YES_NO, 'Whether the kernel that is booted directly is measured (sev, sev-snp).'),
    attribute('authorKey', YES_NO, 'sev-snp: whether `<idAuth>` holds the key of an author.'),
    attribute('vcek', YES_NO, 'sev-snp: which key reports are signed with.'),
  ],
  children: [
    element('policy', 'What the guest allows the host, as a hexadecimal number.', { text: 'text', required: true }),
    element('cbitpos', 'The bit of an address that says that a page is encrypted.', { text: 'number' }),
    element('reducedPhysBits', 'How many bits of addresses the guest loses to encryption.', { text: 'number' }),
    ...['dhCert', 'session', 'handle', 'guestVisibleWorkarounds', 'idBlock', 'idAuth', 'hostData'].map((name) =>
      element(name, "A value of the guest's owner.", { text: 'text' as const }),
    ),
    ...['mrConfigId', 'mrOwner', 'mrOwnerConfig'].map((name) =>
      element(name, 'A value that a TDX guest is measured with.', { text: 'text' as const }),
    ),
    element('quoteGenerationService', 'Who signs the quotes of a TDX guest.', {
      closed: false,
      attributes: [attribute('path', 'path', 'Its socket.')],
    }),
  ],
});

const OS = element('os', 'What the guest boots, and on which machine.', {
  closed: false,
  attributes: [attribute('firmware', words('efi', 'bios'), 'libvirt chooses a firmware of this kind.')],
  children: [
    element('type', 'What is booted; for QEMU always `hvm`.', {
      text: words('hvm', 'xen', 'xenpvh', 'linux', 'exe'),
      attributes: [
        attribute('arch', words(...QEMU_TARGETS, 'i686', 'ppc64le', 'armv7l'), 'The architecture of the guest.'),
        attribute(
          'machine',
          'text',
          'The machine type: it decides where RAM is split around the PCI hole, and whether memory can be plugged in. libvirt replaces an alias by the newest version when the domain is defined.',
        ),
      ],
      required: true,
    }),
  ],
  alsoKnown: [
    ...['acpi', 'bios', 'boot', 'bootmenu', 'cmdline', 'dtb', 'firmware', 'init', 'initarg', 'initdir', 'initenv'],
    ...['initgroup', 'initrd', 'inituser', 'kernel', 'loader', 'nvram', 'root', 'shim', 'smbios', 'varstore'],
  ],
});

const CPU = element('cpu', 'The CPU that the guest sees, and its NUMA cells.', {
  closed: false,
  attributes: [
    attribute(
      'mode',
      words('custom', 'host-model', 'host-passthrough', 'maximum'),
      'Which CPU it is; `host-passthrough` has the address width of the host.',
    ),
  ],
  children: [
    NUMA_ELEMENT,
    element('maxphysaddr', "How wide the guest's physical addresses are: RAM and devices must fit in.", {
      attributes: [
        attribute('mode', words('passthrough', 'emulate'), 'That of the host, or `bits`.', { required: true }),
        attribute('bits', 'number', 'How many bits.'),
        attribute('limit', 'number', 'At most so many bits of those of the host.'),
      ],
    }),
  ],
  alsoKnown: ['cache', 'feature', 'model', 'topology', 'vendor'],
});

const FEATURES = element('features', 'What the machine has beside its CPUs and its memory.', {
  closed: false,
  children: [
    element('acpi', 'ACPI. On x86 and Arm the guest learns by it of memory that is plugged in.'),
    element('smm', 'System management mode of x86.', {
      attributes: [attribute('state', ON_OFF, 'Whether there is one.')],
      children: [sizeElement('tseg', 'How much of the RAM below 4 GiB firmware keeps for it (q35).')],
    }),
    element('hpt', 'The hash page table of a pseries guest.', {
      closed: false,
      attributes: [attribute('resizing', words('enabled', 'disabled', 'required'), 'Whether it grows with the RAM.')],
      children: [sizeElement('maxpagesize', 'The largest pages that the guest may use: they need such on the host.')],
    }),
  ],
  alsoKnown: [
    ...['aia', 'apic', 'async-teardown', 'capabilities', 'ccf-assist', 'cfpc', 'gic', 'hap', 'htm', 'hyperv', 'ibs'],
    ...['ioapic', 'kvm', 'msrs', 'nested-hv', 'pae', 'pmu', 'privnet', 'ps2', 'pvspinlock', 'ras', 'sbbc', 'tcg'],
    ...['viridian', 'vmcoreinfo', 'vmport', 'xen'],
  ],
});

const COMMANDLINE = element(
  'qemu:commandline',
  'Arguments for QEMU that libvirt hands on as they are. They come last: what they say about memory is added to what libvirt says.',
  {
    children: [
      element('qemu:arg', 'One argument: an option and its value are two of them.', {
        many: true,
        attributes: [attribute('value', 'text', 'The argument.', { required: true })],
      }),
      element('qemu:env', "A variable of QEMU's environment.", {
        many: true,
        attributes: [
          attribute('name', 'text', 'Its name.', { required: true }),
          attribute('value', 'text', 'Its value.'),
        ],
      }),
    ],
  },
);

/**
 * Every element, attribute and word of a domain that has to do with the guest's memory. What is `closed` is completely
 * known: `<memoryBacking>`, `<memtune>`, `<numatune>`, `<cpu><numa>`, `<vcpu>`, `<shmem>`, `<devices><memory>` and
 * `<qemu:commandline>` with nearly all that is in them; libvirt drops anything else there without a word. Of the others
 * (`<domain>`, `<devices>`, `<cpu>`, `<os>`, `<features>`, `<launchSecurity>`, `<filesystem>`, …) a part is known, and
 * where `alsoKnown` is not empty the names of all their children are. (libvirt 9.0: domaincommon.rng, cputypes.rng; later
 * additions: libvirt's formatdomain.rst)
 */
export const VOCABULARY: VocabularyElement = element('domain', 'A machine, as libvirt keeps it.', {
  closed: false,
  attributes: [
    attribute(
      'type',
      words('kvm', 'qemu', 'hvf', 'xen', 'lxc', 'test', 'bhyve', 'vz', 'hyperv', 'openvz', 'vmware', 'vbox'),
      'What runs it. Under `kvm` each piece of its memory is a memslot.',
      { required: true },
    ),
    attribute('id', 'number', 'libvirt writes it for running guests.'),
  ],
  children: [
    ...MEMORY_ELEMENTS,
    element('vcpu', 'How many vCPUs the guest can have.', {
      text: 'number',
      attributes: [
        attribute('placement', words('static', 'auto'), 'Whether numad chooses the host CPUs; then its memory, too.'),
        attribute('cpuset', 'cpus', 'The host CPUs that they run on.'),
        attribute('current', 'number', 'How many there are at the start.'),
      ],
      default: '1',
    }),
    OS,
    CPU,
    FEATURES,
    LAUNCH_SECURITY,
    element('devices', 'The devices, memory that is plugged in among them.', {
      closed: false,
      children: DEVICE_ELEMENTS,
      alsoKnown: [
        ...['audio', 'channel', 'console', 'controller', 'crypto', 'emulator', 'graphics', 'hub', 'input', 'iommu'],
        ...['lease', 'nvram', 'panic', 'parallel', 'pstore', 'redirdev', 'redirfilter', 'rng', 'serial', 'smartcard'],
        ...['sound', 'tpm', 'video', 'vsock', 'watchdog'],
      ],
    }),
    COMMANDLINE,
  ],
  alsoKnown: [
    ...['blkiotune', 'bootloader', 'bootloader_args', 'clock', 'cputune', 'defaultiothread', 'description', 'genid'],
    ...['hwuuid', 'idmap', 'iothreadids', 'iothreads', 'keywrap', 'metadata', 'name', 'on_crash', 'on_lockfailure'],
    ...['on_poweroff', 'on_reboot', 'perf', 'pm', 'qemu:capabilities', 'qemu:deprecation', 'qemu:override'],
    ...['resource', 'seclabel', 'sysinfo', 'throttlegroups', 'title', 'uuid', 'vcpus'],
  ],
});

/** What an element is called in the vocabulary; `undefined` for one of a namespace that is not known here. */
export function vocabularyName(element: XmlElement): string | undefined {
  const { namespace } = element;
  if (namespace === QEMU_NAMESPACE) return `qemu:${element.localName}`;
  return namespace === '' ? element.name : undefined;
}

/** What is known of an element inside one that is known; `undefined` where nothing is. */
export function vocabularyChild(parent: VocabularyElement, child: XmlElement): VocabularyElement | undefined {
  const name = vocabularyName(child);
  return name === undefined ? undefined : CHILDREN.get(parent)!.get(name);
}

/** The elements inside each, by their names. */
const CHILDREN: ReadonlyMap<VocabularyElement, ReadonlyMap<string, VocabularyElement>> = childrenByName(VOCABULARY);

function childrenByName(root: VocabularyElement): Map<VocabularyElement, ReadonlyMap<string, VocabularyElement>> {
  const byName = new Map<VocabularyElement, ReadonlyMap<string, VocabularyElement>>();
  const open = [root];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    byName.set(entry, new Map(entry.children.map((child) => [child.name, child])));
    open.push(...entry.children);
  }
  return byName;
}
