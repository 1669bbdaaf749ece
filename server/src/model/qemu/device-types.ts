import type { ValueType } from './visit-value';

/** What a device has to do with memory. */
export type DeviceKind =
  | 'pc-dimm'
  | 'nvdimm'
  | 'virtio-mem'
  | 'virtio-pmem'
  | 'ivshmem'
  | 'vhost-user'
  /** Served by the host's kernel. */
  | 'vhost'
  | 'vfio'
  | 'vga';

/** A property of a device that matters to memory. */
export interface DeviceProperty {
  readonly name: string;
  readonly type: ValueType | 'link' | 'pci-address';
  readonly since: string;
  /** Without it, the device is refused. */
  readonly mandatory?: true;
  readonly default?: string;
  readonly summary: string;
}

export interface DeviceType {
  readonly kind: DeviceKind;
  readonly properties: readonly DeviceProperty[];
  /** Names of further properties, of no matter to memory; `undefined`: there are others, which are not known. */
  readonly others: readonly string[] | undefined;
}

/** hw/mem/pc-dimm.c, hw/virtio/virtio-mem.c, hw/virtio/virtio-pmem.c, hw/misc/ivshmem-pci.c: realize() */
const MEMDEV: DeviceProperty = {
  name: 'memdev',
  type: 'link',
  since: '2.1',
  mandatory: true,
  summary: 'The id of the memory backend the device gets its memory from.',
};

const DIMM: readonly DeviceProperty[] = [
  {
    name: 'addr',
    type: 'uint64',
    since: '2.1',
    default: '0',
    summary: 'The guest-physical address, in bytes and without a suffix; 0: the first place that fits.',
  },
  MEMDEV,
  { name: 'node', type: 'uint32', since: '2.1', default: '0', summary: 'The guest NUMA node.' },
  {
    name: 'slot',
    type: 'int32',
    since: '2.1',
    default: '-1',
    summary: 'Which of the memory slots (-m slots=) it occupies; -1: the first free one.',
  },
];

/** hw/pci/pci.c, hw/virtio/virtio-pci.c, hw/virtio/virtio.c: what every virtio PCI device has besides. */
const VIRTIO_PCI = [
  'acpi-index',
  'aer',
  'any_layout',
  'ats',
  'busnr',
  'class',
  'disable-legacy',
  'disable-modern',
  'event_idx',
  'failover_pair_id',
  'in_order',
  'indirect_desc',
  'ioeventfd',
  'iommu_platform',
  'migrate-extra',
  'modern-pio-notify',
  'multifunction',
  'notify_on_empty',
  'packed',
  'page-per-vq',
  'queue_reset',
  'rombar',
  'romfile',
  'romsize',
  'size',
  'sriov-pf',
  'use-disabled-flag',
  'use-started',
  'vectors',
  'virtio-backend',
  'virtio-pci-bus-master-bug-migration',
];

const PCI_ADDRESS: DeviceProperty = {
  name: 'addr',
  type: 'pci-address',
  since: '0.12',
  summary: 'The place on the PCI bus (slot[.function]); the guest-physical address is memaddr.',
};

const VIRTIO_MEM: readonly DeviceProperty[] = [
  PCI_ADDRESS,
  {
    name: 'block-size',
    type: 'size',
    since: '5.1',
    summary:
      "The unit in which memory is given and taken, a power of two. Default: the size of a transparent huge page, or of the backend's huge page.",
  },
  {
    name: 'dynamic-memslots',
    type: 'bool',
    since: '8.2',
    default: 'off',
    summary: 'Whether KVM memslots exist only for the parts in use.',
  },
  {
    name: 'memaddr',
    type: 'uint64',
    since: '5.1',
    default: '0',
    summary: 'The guest-physical address, in bytes and without a suffix; 0: the first place that fits.',
  },
  MEMDEV,
  { name: 'node', type: 'uint32', since: '5.1', default: '0', summary: 'The guest NUMA node.' },
  {
    name: 'prealloc',
    type: 'bool',
    since: '7.0',
    default: 'off',
    summary: 'Whether memory is allocated when the guest plugs it.',
  },
  {
    name: 'requested-size',
    type: 'size',
    since: '5.1',
    default: '0',
    summary: 'How much of it the guest shall use; a multiple of block-size.',
  },
  {
    name: 'unplugged-inaccessible',
    type: ['auto', 'on', 'off'],
    since: '7.0',
    summary: 'Whether the guest must not touch memory that is not plugged.',
  },
];

const TYPES: ReadonlyMap<string, DeviceType> = new Map<string, DeviceType>([
  ['pc-dimm', { kind: 'pc-dimm', properties: DIMM, others: ['size'] }],
  [
    'nvdimm',
    {
      kind: 'nvdimm',
      properties: [
        ...DIMM,
        {
          name: 'label-size',
          type: 'size',
          since: '2.7',
          default: '0',
          summary: 'Bytes for labels, at the end of the backend; 0 or at least 128 KiB.',
        },
        {
          name: 'unarmed',
          type: 'bool',
          since: '2.12',
          default: 'off',
          summary: 'Whether the guest is told that writes do not persist.',
        },
      ],
      others: ['size', 'uuid'],
    },
  ],
  ['virtio-mem-pci', { kind: 'virtio-mem', properties: VIRTIO_MEM, others: VIRTIO_PCI }],
  ['virtio-mem-pci-non-transitional', { kind: 'virtio-mem', properties: VIRTIO_MEM, others: VIRTIO_PCI }],
  [
    'virtio-mem-ccw',
    { kind: 'virtio-mem', properties: VIRTIO_MEM.filter((property) => property !== PCI_ADDRESS), others: undefined },
  ],
  [
    'virtio-pmem-pci',
    {
      kind: 'virtio-pmem',
      properties: [
        PCI_ADDRESS,
        {
          name: 'memaddr',
          type: 'uint64',
          since: '4.1',
          default: '0',
          summary: 'The guest-physical address, in bytes and without a suffix; 0: the first place that fits.',
        },
        MEMDEV,
      ],
      others: VIRTIO_PCI,
    },
  ],
  ['ivshmem-plain', { kind: 'ivshmem', properties: [PCI_ADDRESS, MEMDEV], others: undefined }],
  ['vfio-pci', { kind: 'vfio', properties: [], others: undefined }],
  ['vfio-pci-nohotplug', { kind: 'vfio', properties: [], others: undefined }],
]);

const VGA: ReadonlySet<string> = new Set([
  'VGA',
  'cirrus-vga',
  'isa-cirrus-vga',
  'isa-vga',
  'qxl-vga',
  'virtio-vga',
  'virtio-vga-gl',
  'virtio-vga-rutabaga',
  'vmware-svga',
  'ati-vga',
  'vhost-user-vga',
]);

const VHOST_USER: DeviceType = { kind: 'vhost-user', properties: [], others: undefined };
const VHOST: DeviceType = { kind: 'vhost', properties: [], others: undefined };
const VGA_DEVICE: DeviceType = { kind: 'vga', properties: [], others: undefined };

/** The device type of that driver name; `undefined` where it has nothing to do with memory. */
export function findDeviceType(driver: string): DeviceType | undefined {
  if (VGA.has(driver)) return VGA_DEVICE;
  if (driver.startsWith('vhost-user-')) return VHOST_USER;
  return TYPES.get(driver) ?? (/^vhost-(?:vsock|scsi)-/.test(driver) ? VHOST : undefined);
}

/** The drivers with properties of their own here, for completion. */
export const MEMORY_DEVICE_DRIVERS: readonly string[] = [...TYPES.keys()];
