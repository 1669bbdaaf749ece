import {
  ACCESS,
  attribute,
  element,
  ON_OFF,
  sizeElement,
  type VocabularyElement,
  words,
  YES_NO,
} from './vocabulary-element';

const MODELS = [
  { name: 'dimm', summary: 'A `pc-dimm`: plugged as a whole, in a memory slot.', since: '1.2.14' },
  { name: 'nvdimm', summary: 'An `nvdimm`: a file or a DAX device, which outlives the guest.', since: '3.2' },
  {
    name: 'virtio-mem',
    summary: 'A region of which the guest gets more or less, block by block, while it runs.',
    since: '7.9',
  },
  { name: 'virtio-pmem', summary: 'A file as persistent memory that the guest flushes by a request.', since: '7.1' },
  { name: 'sgx-epc', summary: 'Memory of SGX enclaves: a part of the machine, no device of its own.' },
];

const MEMORY_DEVICE = element(
  'memory',
  'Memory beside the RAM at boot, behind it in guest-physical space. Its size is rounded up to 2 MiB (256 MiB on ppc64).',
  {
    many: true,
    attributes: [
      attribute('model', MODELS, 'What kind of device it is.', { required: true }),
      attribute('access', ACCESS, 'For this device, rather than what its cell and `<memoryBacking>` say.', {
        since: '3.2',
      }),
      attribute('discard', YES_NO, 'For this device, rather than what its cell and `<memoryBacking>` say.', {
        since: '4.4',
      }),
    ],
    alsoKnown: ['acpi'],
    children: [
      element('source', 'Where the memory comes from.', {
        children: [
          sizeElement('pagesize', 'The size of its pages on the host, whatever `<hugepages>` says.', {
            models: ['dimm', 'virtio-mem'],
          }),
          element('nodemask', 'The host nodes that it comes from, whatever `<numatune>` says.', {
            text: 'nodes',
            models: ['dimm', 'virtio-mem', 'sgx-epc'],
          }),
          element('path', 'The file or the DAX device.', {
            text: 'path',
            required: true,
            models: ['nvdimm', 'virtio-pmem'],
          }),
          sizeElement('alignsize', 'What the mapping is aligned to: `align=`. A DAX device needs its own alignment.', {
            models: ['nvdimm'],
            since: '5.0',
          }),
          element('pmem', 'The file is on persistent memory, and writes are made to last: `pmem=on`.', {
            models: ['nvdimm'],
            since: '5.0',
          }),
        ],
      }),
      element('target', 'How the guest sees it.', {
        required: true,
        attributes: [
          attribute(
            'dynamicMemslots',
            YES_NO,
            'virtio-mem takes memslots of KVM as it needs them, rather than one for all of its region.',
          ),
        ],
        children: [
          sizeElement('size', 'How much it is; of virtio-mem the most that it can ever give the guest.', {
            required: true,
          }),
          element('node', 'The guest cell it belongs to.', {
            text: 'cell',
            models: ['dimm', 'nvdimm', 'virtio-mem', 'sgx-epc'],
          }),
          sizeElement(
            'block',
            'The pieces in which it is given: a power of two, at least a transparent huge page (2 MiB) and at least one of its own pages.',
            { models: ['virtio-mem'], required: true },
          ),
          sizeElement('requested', 'How much of it the guest is to use now: a multiple of `<block>`.', {
            models: ['virtio-mem'],
            required: true,
          }),
          sizeElement(
            'current',
            'How much of it the guest uses. libvirt writes it for running guests and never reads it.',
            {
              models: ['virtio-mem'],
            },
          ),
          element('label', 'The label area at the end of the file, which is no memory for the guest.', {
            models: ['nvdimm'],
            children: [sizeElement('size', 'At least 128 KiB.', { required: true })],
          }),
          element('readonly', 'The guest cannot write to it: `unarmed=on`.', { models: ['nvdimm'], since: '5.0' }),
          element('address', 'Where in guest-physical space it begins.', {
            closed: false,
            attributes: [
              attribute('type', 'text', 'Not needed here.'),
              attribute('base', 'address', 'The guest-physical address: `memaddr=`.'),
            ],
            models: ['virtio-mem', 'virtio-pmem'],
            since: '9.4',
          }),
        ],
      }),
      element(
        'address',
        'Of a DIMM the memory slot and the place in guest-physical space; of virtio devices the bus.',
        {
          closed: false,
          attributes: [
            attribute('type', words('dimm', 'pci', 'ccw'), '`dimm` for dimm and nvdimm, `pci` or `ccw` for virtio.', {
              required: true,
            }),
            attribute('slot', 'number', 'The memory slot of a DIMM.', { default: 'the first that is free' }),
            attribute('base', 'address', 'Where a DIMM begins: aligned to its pages, and to 2 MiB at least.'),
          ],
        },
      ),
      element('driver', 'Options of the virtio device.', {
        closed: false,
        attributes: ['iommu', 'ats', 'packed', 'page_per_vq'].map((name) =>
          attribute(name, ON_OFF, 'An option of every virtio device.'),
        ),
        models: ['virtio-mem', 'virtio-pmem'],
      }),
      element('alias', "The name that QEMU's object and device get: it has to begin with `ua-`.", {
        closed: false,
        attributes: [attribute('name', 'text', 'The name, with `ua-` in front.', { required: true })],
      }),
      element('uuid', 'Of an NVDIMM of a pseries guest.', { text: 'text', models: ['nvdimm'], since: '6.2' }),
    ],
  },
);

const SHMEM = element(
  'shmem',
  "Memory that the guest shares with others through an ivshmem PCI device: a file on /dev/shm, beside the guest's RAM.",
  {
    many: true,
    attributes: [
      attribute('name', 'text', 'The file is `/dev/shm/NAME`.', { required: true }),
      attribute(
        'role',
        [
          { name: 'master', summary: 'The contents migrate with the guest.' },
          { name: 'peer', summary: 'The contents belong to another; the guest cannot be migrated.' },
        ],
        'Whether migration takes the contents along.',
        { since: '6.6' },
      ),
    ],
    alsoKnown: ['acpi', 'alias', 'address'],
    children: [
      element('model', 'What kind of ivshmem it is. Without it libvirt means the old `ivshmem`.', {
        required: true,
        attributes: [
          attribute(
            'type',
            [
              { name: 'ivshmem-plain', summary: 'Memory alone.' },
              { name: 'ivshmem-doorbell', summary: 'With interrupts, by way of an ivshmem server.' },
              { name: 'ivshmem', summary: "The old device that was both; today's QEMU has it no more." },
            ],
            'What kind of ivshmem it is.',
            { required: true },
          ),
        ],
      }),
      sizeElement('size', 'A power of two of at least 1 MiB. **Without a unit it counts bytes.**', {
        default: '4 MiB',
      }),
      element('server', 'The socket of the ivshmem server whose memory it is.', {
        attributes: [attribute('path', 'path', 'The socket.')],
      }),
      element('msi', 'Interrupts by way of the server.', {
        attributes: [
          attribute('vectors', 'number', 'How many.'),
          attribute('ioeventfd', ON_OFF, 'Whether they go past QEMU.'),
        ],
      }),
    ],
    since: '1.2.10',
  },
);

const FILESYSTEM = element(
  'filesystem',
  "A directory of the host for the guest. By virtiofs the guest's memory must be shared: virtiofsd maps it.",
  {
    many: true,
    closed: false,
    attributes: [
      attribute('type', words('mount', 'block', 'file', 'template', 'ram', 'bind'), '`mount` is a directory.'),
      attribute(
        'accessmode',
        words('passthrough', 'mapped', 'squash'),
        'Who files belong to; virtiofs takes `passthrough` alone.',
      ),
    ],
    children: [
      element('driver', 'How the guest gets at it.', {
        closed: false,
        attributes: [
          attribute(
            'type',
            [
              { name: 'virtiofs', summary: "By virtiofsd, which maps all of the guest's memory." },
              { name: 'path', summary: 'By 9p, inside QEMU.' },
            ],
            'Which protocol it is.',
          ),
          attribute('queue', 'number', 'How long the queue of virtiofs is.'),
        ],
      }),
      element('binary', 'The virtiofsd that libvirt starts.', {
        closed: false,
        attributes: [attribute('path', 'path', 'The program.'), attribute('xattr', ON_OFF, 'Extended attributes.')],
        alsoKnown: ['cache', 'sandbox', 'lock', 'thread_pool', 'openfiles'],
      }),
      element('source', 'The directory, or the socket of a virtiofsd that runs already.', {
        closed: false,
        attributes: [
          attribute('dir', 'path', 'The directory.'),
          attribute('socket', 'path', 'The socket of virtiofsd.'),
        ],
      }),
      element('target', 'The tag by which the guest mounts it.', {
        closed: false,
        attributes: [attribute('dir', 'text', 'The tag.', { required: true })],
      }),
    ],
    alsoKnown: ['alias', 'acpi', 'boot', 'address', 'readonly', 'space_hard_limit', 'space_soft_limit', 'idmap'],
  },
);

const SOCKET = (what: string) =>
  element('source', `The socket of ${what}.`, {
    closed: false,
    attributes: [
      attribute('type', words('unix'), 'A Unix socket.'),
      attribute('path', 'path', 'Where it is.'),
      attribute('mode', words('client', 'server'), 'Which end QEMU is.'),
    ],
  });

/** The elements of `<devices>` that the guest's memory has to do with. */
export const DEVICE_ELEMENTS: readonly VocabularyElement[] = [
  MEMORY_DEVICE,
  SHMEM,
  FILESYSTEM,
  element('interface', 'A network card. With `type="vhostuser"` another process maps the guest\'s memory.', {
    many: true,
    closed: false,
    attributes: [
      attribute(
        'type',
        [
          { name: 'vhostuser', summary: 'A switch in another process (OVS-DPDK): the memory must be shared.' },
          ...words('network', 'bridge', 'direct', 'ethernet', 'user', 'hostdev', 'vdpa'),
        ],
        'What it is connected to.',
        { required: true },
      ),
    ],
    children: [SOCKET('the switch')],
  }),
  element('disk', 'A disk. With `type="vhostuser"` another process maps the guest\'s memory.', {
    many: true,
    closed: false,
    attributes: [
      attribute(
        'type',
        [
          { name: 'vhostuser', summary: 'A server in another process (SPDK): the memory must be shared.' },
          ...words('file', 'block', 'dir', 'network', 'volume', 'nvme', 'vhostvdpa'),
        ],
        'What it comes from.',
      ),
    ],
    children: [SOCKET('the server')],
  }),
  element(
    'hostdev',
    "A device of the host for the guest. Of a PCI device the DMA reaches all of the guest's memory, so all of it is allocated and locked, and a balloon frees nothing.",
    {
      many: true,
      closed: false,
      attributes: [
        attribute('mode', words('subsystem', 'capabilities'), '`subsystem` for PCI, USB and mediated devices.'),
        attribute('type', words('pci', 'usb', 'scsi', 'scsi_host', 'mdev'), 'What kind of device it is.', {
          required: true,
        }),
        attribute('managed', YES_NO, 'Whether libvirt takes it from its driver at the start, and gives it back.'),
      ],
    },
  ),
  element('memballoon', 'The balloon: it takes memory from the guest and gives it back to the host.', {
    closed: false,
    attributes: [
      attribute(
        'model',
        words('virtio', 'virtio-transitional', 'virtio-non-transitional', 'xen', 'none'),
        '`none` for no balloon.',
        { required: true, default: 'virtio' },
      ),
      attribute('autodeflate', ON_OFF, 'Whether the guest may take memory back before it kills a process.'),
      attribute('freePageReporting', ON_OFF, 'Whether the guest tells the host of pages that it does not use.'),
    ],
  }),
];
