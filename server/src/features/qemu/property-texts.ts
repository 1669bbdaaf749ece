import { BACKEND_TYPES, findObjectType, GUEST_MEMFD_OBJECTS, OTHER_OBJECT_TYPES } from '../../model/qemu/backend-types';
import { findDeviceType, MEMORY_DEVICE_DRIVERS } from '../../model/qemu/device-types';
import { wordTable } from '../../text/word-table';

/** What can be said of a key of an option. */
export interface PropertyText {
  readonly name: string;
  /** A type of QEMU's schema, or the words that the value can be. */
  readonly type: string | readonly string[];
  /** The QEMU release that brought it; `undefined`: it was there before 2.0. */
  readonly since?: string | undefined;
  readonly default?: string | undefined;
  readonly mandatory?: true | undefined;
  /** What it does, in a sentence or two. */
  readonly summary: string;
}

/** A type of an option: of object, device, machine or NUMA setting. */
export interface TypeText {
  readonly name: string;
  readonly since?: string | undefined;
  readonly summary: string;
}

/** The keys of an option, for the type that it names: `object` and `memory-backend-ram`. */
export function propertiesOfOption(option: string, type: string | undefined): readonly PropertyText[] {
  switch (option) {
    case 'object': {
      const known = type === undefined ? undefined : findObjectType(type);
      return [OBJECT_TYPE, OBJECT_ID, ...(known?.properties ?? [])];
    }
    case 'device': {
      const known = type === undefined ? undefined : findDeviceType(type);
      return [DRIVER, DEVICE_ID, ...(known?.properties ?? [])];
    }
    case 'numa':
      return [NUMA_TYPE, ...(NUMA.get(type ?? 'node') ?? [])];
    default:
      return PROPERTIES.get(option) ?? [];
  }
}

/** What is known of a key; `undefined` where nothing is. */
export function propertyText(option: string, type: string | undefined, key: string): PropertyText | undefined {
  // Underscores in the names of machine properties count as dashes.
  const name = option === 'machine' ? key.replaceAll('_', '-') : key;
  return propertiesOfOption(option, type).find((property) => property.name === name);
}

/** The types that the first value of an option names. */
export function typesOfOption(option: string): readonly TypeText[] {
  switch (option) {
    case 'object':
      return OBJECT_TYPES;
    case 'device':
      return DEVICES;
    case 'machine':
      return MACHINES;
    case 'numa':
      return NUMA_FORMS;
    default:
      return [];
  }
}

/** The key that names the type of an option. */
export function typeKeyOf(option: string): string | undefined {
  return TYPE_KEYS[option];
}

const TYPE_KEYS: Readonly<Record<string, string>> = wordTable({
  object: 'qom-type',
  device: 'driver',
  machine: 'type',
  numa: 'type',
});

/** Options that have to do with memory. */
export const MEMORY_OPTIONS: readonly TypeText[] = [
  { name: 'm', summary: 'How much RAM, and how much more can be plugged: size, slots, maxmem.' },
  { name: 'machine', summary: 'The machine type and its properties, among them the backend that is the RAM.' },
  { name: 'object', summary: 'Makes an object, such as a memory backend.' },
  { name: 'numa', summary: 'A NUMA node of the guest, or the distance between two.' },
  { name: 'device', summary: 'A device, such as a DIMM or virtio-mem.' },
  { name: 'mem-path', summary: 'The RAM comes from a file, or from a temporary one in this directory (hugetlbfs).' },
  { name: 'mem-prealloc', summary: 'Allocates the memory of every backend before the guest starts.' },
  {
    name: 'overcommit',
    summary: 'Whether guest memory is locked in RAM (mem-lock), and whether idle CPUs sleep (cpu-pm).',
  },
  { name: 'smp', summary: 'How many CPUs, and how they are arranged.' },
  { name: 'accel', summary: 'What runs the guest: kvm or tcg.' },
  { name: 'cpu', summary: 'The CPU model; its address width limits how much memory there can be.' },
  { name: 'enable-kvm', summary: 'The same as -accel kvm.' },
];

/** What an option does; `undefined` for one that has nothing to do with memory. */
export function optionText(option: string): TypeText | undefined {
  return MEMORY_OPTIONS.find(({ name }) => name === option);
}

const OBJECT_TYPE: PropertyText = {
  name: 'qom-type',
  type: 'str',
  mandatory: true,
  summary: 'The type of the object. As the first value it needs no key.',
};

const OBJECT_ID: PropertyText = {
  name: 'id',
  type: 'str',
  mandatory: true,
  summary: 'The name by which other options refer to the object: letters, digits, -, . and _, the first one a letter.',
};

const DRIVER: PropertyText = {
  name: 'driver',
  type: 'str',
  mandatory: true,
  summary: 'The kind of device. As the first value it needs no key.',
};

const DEVICE_ID: PropertyText = {
  name: 'id',
  type: 'str',
  summary: 'The name of the device, by which the monitor refers to it.',
};

const NUMA_TYPE: PropertyText = {
  name: 'type',
  type: ['node', 'dist', 'cpu', 'hmat-lb', 'hmat-cache'],
  mandatory: true,
  summary: 'What the option sets. As the first value it needs no key.',
};

/** hw/core/machine.c, hw/i386/pc.c, hw/arm/virt.c. */
const MACHINE: readonly PropertyText[] = [
  {
    name: 'type',
    type: 'str',
    summary:
      'The machine. It decides where RAM lies; a version in it, as in pc-q35-7.2, keeps the behaviour of that release.',
  },
  {
    name: 'memory-backend',
    type: 'str',
    since: '5.0',
    summary:
      'The id of the memory backend that is the RAM. Its size is the size of the RAM; a -m beside it has to say the same.',
  },
  {
    name: 'max-ram-below-4g',
    type: 'size',
    since: '2.1',
    summary:
      'At most so much RAM lies below 4 GiB, the rest above. q35 can only lower its split this way, pc can raise it up to 4 GiB. A multiple of 1 GiB keeps large pages possible on both sides.',
  },
  {
    name: 'nvdimm',
    type: 'bool',
    since: '2.6',
    default: 'off',
    summary: 'Whether nvdimm devices are accepted.',
  },
  {
    name: 'confidential-guest-support',
    type: 'str',
    since: '6.0',
    summary:
      'The id of the object that encrypts or isolates the guest. With sev-snp-guest and tdx-guest every RAM block gets a guest_memfd for its private half.',
  },
  {
    name: 'memory-encryption',
    type: 'str',
    since: '2.12',
    summary: 'The older name of confidential-guest-support.',
  },
  {
    name: 'mem-merge',
    type: 'bool',
    default: 'on',
    summary: 'Whether KSM may merge equal pages of all backends that say nothing else.',
  },
  {
    name: 'dump-guest-core',
    type: 'bool',
    default: 'on',
    summary: 'Whether core dumps of QEMU contain guest memory, for all backends that say nothing else.',
  },
  {
    name: 'memory.size',
    type: 'size',
    since: '7.1',
    summary: 'The RAM, as -m size= has it. -m wins where both are given.',
  },
  {
    name: 'memory.max-size',
    type: 'size',
    since: '7.1',
    summary: 'RAM and memory devices together, as -m maxmem= has it.',
  },
  { name: 'memory.slots', type: 'uint64', since: '7.1', summary: 'How many DIMMs there can be, as -m slots= has it.' },
  {
    name: 'accel',
    type: 'str',
    default: 'tcg',
    summary: 'What runs the guest: kvm or tcg, several separated by colons.',
  },
  {
    name: 'acpi',
    type: ['auto', 'on', 'off'],
    default: 'auto',
    summary: 'Whether there is ACPI, which DIMMs need to be plugged.',
  },
  {
    name: 'highmem',
    type: 'bool',
    default: 'on',
    summary: 'On arm: whether anything lies above 4 GiB. Off, RAM is at most 3 GiB.',
  },
  {
    name: 'hmat',
    type: 'bool',
    since: '5.0',
    default: 'off',
    summary: 'Whether the guest is told the latencies and bandwidths of its memory (ACPI HMAT).',
  },
  { name: 'smm', type: ['auto', 'on', 'off'], summary: 'System management mode: a second address space of memslots.' },
];

/** system/vl.c: qemu_mem_opts, parse_memory_options. */
const MEMORY: readonly PropertyText[] = [
  {
    name: 'size',
    type: 'size',
    summary:
      'The RAM. Without a suffix it counts MiB; it is rounded up to 8 KiB. Default: the size of the memory backend, else that of the machine (128 MiB for most).',
  },
  {
    name: 'slots',
    type: 'uint64',
    default: '0',
    summary: 'How many DIMMs can be plugged. It needs maxmem, larger than the RAM.',
  },
  {
    name: 'maxmem',
    type: 'size',
    summary:
      'The most that RAM and memory devices can have together; the difference to the RAM is the room for devices. Without a suffix it counts bytes, unlike size.',
  },
];

const NUMA: ReadonlyMap<string, readonly PropertyText[]> = new Map<string, readonly PropertyText[]>([
  [
    'node',
    [
      {
        name: 'nodeid',
        type: 'uint16',
        summary: 'The number of the node, 0 to 127; without it the next one. The numbers have no gaps.',
      },
      {
        name: 'memdev',
        type: 'str',
        since: '2.1',
        summary:
          'The id of the memory backend that is the memory of the node. The backends follow one another by node number, and together they are the RAM.',
      },
      {
        name: 'cpus',
        type: 'uint16List',
        summary: 'The CPUs of the node: a number or a range such as 0-3. It can be given several times.',
      },
      {
        name: 'mem',
        type: 'size',
        summary:
          'How much of the RAM the node has; without a suffix it counts MiB. Machine types from 5.1 on refuse it: use memdev.',
      },
      {
        name: 'initiator',
        type: 'uint16',
        since: '5.0',
        summary: 'The node whose CPUs are nearest to this memory (needs -machine hmat=on).',
      },
    ],
  ],
  [
    'dist',
    [
      { name: 'src', type: 'uint16', since: '2.10', mandatory: true, summary: 'The node that accesses.' },
      { name: 'dst', type: 'uint16', since: '2.10', mandatory: true, summary: 'The node that is accessed.' },
      {
        name: 'val',
        type: 'uint16',
        since: '2.10',
        mandatory: true,
        summary: 'The distance, 10 to 254; 10 is a node to itself, 255 out of reach.',
      },
    ],
  ],
  [
    'cpu',
    [
      { name: 'node-id', type: 'uint16', since: '2.10', summary: 'The node that the CPUs belong to.' },
      { name: 'socket-id', type: 'uint16', since: '2.10', summary: 'The CPUs of this socket.' },
      { name: 'die-id', type: 'uint16', since: '4.1', summary: 'The CPUs of this die.' },
      { name: 'core-id', type: 'uint16', since: '2.10', summary: 'The CPUs of this core.' },
      { name: 'thread-id', type: 'uint16', since: '2.10', summary: 'This hardware thread.' },
    ],
  ],
]);

const PROPERTIES: ReadonlyMap<string, readonly PropertyText[]> = new Map<string, readonly PropertyText[]>([
  ['machine', MACHINE],
  ['m', MEMORY],
  [
    'overcommit',
    [
      {
        name: 'mem-lock',
        type: ['on', 'on-fault', 'off'],
        since: '3.0',
        default: 'off',
        summary: 'Whether all memory of QEMU is locked in RAM (mlockall); on-fault (10.0): as it is touched.',
      },
      {
        name: 'cpu-pm',
        type: 'bool',
        since: '3.0',
        default: 'off',
        summary: 'Whether idle guest CPUs sleep without leaving the guest.',
      },
    ],
  ],
  [
    'smp',
    [
      { name: 'cpus', type: 'uint32', summary: 'The CPUs at the start. prealloc uses as many threads.' },
      { name: 'maxcpus', type: 'uint32', summary: 'The CPUs that there can be; -numa node,cpus= counts them from 0.' },
      { name: 'sockets', type: 'uint32', summary: 'How many sockets.' },
      { name: 'dies', type: 'uint32', since: '4.1', summary: 'Dies in each socket.' },
      { name: 'clusters', type: 'uint32', since: '7.0', summary: 'Clusters in each die.' },
      { name: 'cores', type: 'uint32', summary: 'Cores in each die, or cluster.' },
      { name: 'threads', type: 'uint32', summary: 'Threads of each core.' },
    ],
  ],
  ['mem-path', [{ name: '', type: 'str', summary: optionText('mem-path')!.summary }]],
]);

const BACKENDS: Readonly<Record<string, string>> = {
  'memory-backend-ram': 'Anonymous memory, private unless share=on; the host joins it to transparent huge pages.',
  'memory-backend-file':
    'A file: on hugetlbfs its huge pages, on tmpfs or a disk base pages, on a DAX device that memory.',
  'memory-backend-memfd': 'A memfd, shared unless share=off; with hugetlb=on it consists of huge pages.',
  'memory-backend-shm': 'A POSIX shared memory object, always shared.',
  'memory-backend-epc': 'Memory of SGX enclaves, from /dev/sgx_vepc.',
  'sev-guest': 'AMD SEV or SEV-ES: memory is encrypted, and pinned.',
  'thread-context': 'The CPU affinity for the threads that allocate a backend (prealloc-context).',
};

const OBJECT_TYPES: readonly TypeText[] = [
  ...[...BACKEND_TYPES, ...OTHER_OBJECT_TYPES]
    .filter(({ name }) => !GUEST_MEMFD_OBJECTS.includes(name))
    .map(({ name, since }) => ({ name, since, summary: BACKENDS[name] ?? '' })),
  ...GUEST_MEMFD_OBJECTS.map((name) => ({
    name,
    since: name === 'tdx-guest' ? '10.1' : '9.1',
    summary: 'A confidential guest: every RAM block gets a guest_memfd for its private half, beside the shared one.',
  })),
];

const DEVICE_SUMMARIES: Readonly<Record<string, TypeText>> = {
  'pc-dimm': {
    name: 'pc-dimm',
    since: '2.1',
    summary:
      'A DIMM: a whole backend as memory that is plugged. It takes one of -m slots=, and maxmem has to leave room.',
  },
  nvdimm: {
    name: 'nvdimm',
    since: '2.6',
    summary: 'A DIMM whose contents persist. It needs -machine nvdimm=on and a slot.',
  },
  'virtio-mem-pci': {
    name: 'virtio-mem-pci',
    since: '5.1',
    summary: 'Memory that grows and shrinks in blocks up to the size of its backend. It needs maxmem, but no slot.',
  },
  'virtio-mem-ccw': {
    name: 'virtio-mem-ccw',
    since: '10.0',
    summary: 'virtio-mem of s390x.',
  },
  'virtio-pmem-pci': {
    name: 'virtio-pmem-pci',
    since: '4.1',
    summary: 'Persistent memory that the guest flushes through the device.',
  },
  'ivshmem-plain': {
    name: 'ivshmem-plain',
    since: '2.6',
    summary: 'A PCI device whose memory is a backend that other processes map too: it has to be shared.',
  },
  'vfio-pci': {
    name: 'vfio-pci',
    summary: 'A PCI device of the host. All guest memory is pinned, so that all of it is allocated at the start.',
  },
  'vhost-user-fs-pci': {
    name: 'vhost-user-fs-pci',
    since: '4.2',
    summary: 'virtiofs: another process serves it and maps guest memory, so every backend has to be shared.',
  },
};

const DEVICES: readonly TypeText[] = [
  ...MEMORY_DEVICE_DRIVERS.filter((name) => DEVICE_SUMMARIES[name]),
  'vhost-user-fs-pci',
].map((name) => DEVICE_SUMMARIES[name]!);

const MACHINES: readonly TypeText[] = [
  { name: 'q35', since: '1.3', summary: 'A PC with PCI Express: 2 GiB of a large RAM lie below 4 GiB.' },
  { name: 'pc', summary: 'A PC with i440FX: 3 GiB of a large RAM lie below 4 GiB.' },
  { name: 'microvm', since: '4.2', summary: 'A small x86 machine: up to 3 GiB of RAM lie below 4 GiB.' },
  { name: 'virt', summary: 'The virtual machine of arm (RAM from 1 GiB on), RISC-V (from 2 GiB) and LoongArch.' },
  { name: 's390-ccw-virtio', summary: 'The virtual machine of s390x: RAM from 0 on.' },
  { name: 'pseries', summary: 'The virtual machine of ppc64: RAM from 0 on.' },
  { name: 'none', summary: 'No machine at all.' },
];

const NUMA_FORMS: readonly TypeText[] = [
  { name: 'node', summary: 'A node with its memory and CPUs.' },
  { name: 'dist', since: '2.10', summary: 'The distance between two nodes.' },
  { name: 'cpu', since: '2.10', summary: 'Which node CPUs belong to, by their place in the topology.' },
  { name: 'hmat-lb', since: '5.0', summary: 'Latency or bandwidth between nodes.' },
  { name: 'hmat-cache', since: '5.0', summary: 'The cache in front of a node’s memory.' },
];
