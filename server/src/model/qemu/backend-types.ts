import type { ValueType } from './visit-value';

/** The memory backends, by the last part of their qom-type. */
export type BackendKind = 'ram' | 'file' | 'memfd' | 'shm' | 'epc';

/** A property of an object type in QEMU's schema. */
export interface PropertyType {
  readonly name: string;
  readonly type: ValueType;
  /** The QEMU release that brought it. */
  readonly since: string;
  readonly mandatory?: true;
  /** What holds when it is not written, as one would write it; `undefined` where that depends on other things. */
  readonly default?: string;
  /** What it does, in a sentence. */
  readonly summary: string;
}

export interface ObjectType {
  readonly name: string;
  readonly since: string;
  /** In the order of the schema, which is the order in which QEMU checks them. */
  readonly properties: readonly PropertyType[];
  /** There are further properties, which are of no matter to memory and not known here. */
  readonly open?: true;
}

const COMMON_BEFORE_SIZE: readonly PropertyType[] = [
  {
    name: 'dump',
    type: 'bool',
    since: '2.1',
    summary: "Whether a core dump contains this memory. Default: the machine's dump-guest-core.",
  },
  {
    name: 'host-nodes',
    type: 'uint16List',
    since: '2.1',
    summary: 'The host NUMA nodes, 0 to 127, that the policy refers to.',
  },
  {
    name: 'merge',
    type: 'bool',
    since: '2.1',
    summary: "Whether KSM may merge equal pages (MADV_MERGEABLE). Default: the machine's mem-merge.",
  },
  {
    name: 'policy',
    type: ['default', 'preferred', 'bind', 'interleave'],
    since: '2.1',
    default: 'default',
    summary: 'How the kernel chooses among the host nodes (mbind).',
  },
  {
    name: 'prealloc',
    type: 'bool',
    since: '2.1',
    default: 'off',
    summary: 'Whether all pages are allocated at the start. -mem-prealloc turns it on for every backend.',
  },
  {
    name: 'prealloc-threads',
    type: 'uint32',
    since: '5.0',
    summary: 'How many threads allocate. Default: the number of guest CPUs.',
  },
  {
    name: 'prealloc-context',
    type: 'str',
    since: '7.2',
    summary: 'The thread-context object whose CPU affinity those threads get.',
  },
  {
    name: 'share',
    type: 'bool',
    since: '2.1',
    summary:
      'Whether other processes may map the same memory (MAP_SHARED). Default: off for ram and file, on for memfd, shm and epc.',
  },
  {
    name: 'reserve',
    type: 'bool',
    since: '6.1',
    default: 'on',
    summary: 'Whether swap space or huge pages are reserved for all of it (off: MAP_NORESERVE).',
  },
];

const COMMON_AFTER_SIZE: readonly PropertyType[] = [
  { name: 'size', type: 'size', since: '2.1', mandatory: true, summary: 'How many bytes. It cannot change later.' },
  {
    name: 'x-use-canonical-path-for-ramblock-id',
    type: 'bool',
    since: '4.0',
    summary: 'Names the RAM block /objects/ID, for migration with machine types up to 4.0.',
  },
];

const COMMON = [...COMMON_BEFORE_SIZE, ...COMMON_AFTER_SIZE];

/** qapi/qom.json: MemoryBackendProperties and the structs on it. */
export const BACKEND_TYPES: readonly (ObjectType & { readonly kind: BackendKind })[] = [
  { kind: 'ram', name: 'memory-backend-ram', since: '2.1', properties: COMMON },
  {
    kind: 'file',
    name: 'memory-backend-file',
    since: '2.1',
    properties: [
      ...COMMON,
      {
        name: 'align',
        type: 'size',
        since: '2.12',
        default: '0',
        summary:
          "What the mapping's address is a multiple of; also the alignment of a DIMM on it. 0: the page size of the file system.",
      },
      {
        name: 'offset',
        type: 'size',
        since: '8.1',
        default: '0',
        summary: 'Where in the file the memory begins; a multiple of the page size.',
      },
      {
        name: 'discard-data',
        type: 'bool',
        since: '2.10',
        default: 'off',
        summary: 'Whether the contents may be thrown away when QEMU ends, instead of being written to the file.',
      },
      {
        name: 'mem-path',
        type: 'str',
        since: '2.1',
        mandatory: true,
        summary:
          'A file, which is created when it is missing, or a directory in which an unlinked temporary file is made.',
      },
      {
        name: 'pmem',
        type: 'bool',
        since: '3.1',
        default: 'off',
        summary: 'Whether the file lies on persistent memory (MAP_SYNC together with share=on).',
      },
      {
        name: 'readonly',
        type: 'bool',
        since: '6.0',
        default: 'off',
        summary: 'Whether the file is opened for reading only.',
      },
      {
        name: 'rom',
        type: ['auto', 'on', 'off'],
        since: '8.2',
        default: 'auto',
        summary: 'Whether the guest sees read-only memory; auto: the same as readonly.',
      },
    ],
  },
  {
    kind: 'memfd',
    name: 'memory-backend-memfd',
    since: '2.12',
    properties: [
      ...COMMON,
      {
        name: 'hugetlb',
        type: 'bool',
        since: '2.12',
        default: 'off',
        summary: 'Whether the memory consists of huge pages (MFD_HUGETLB).',
      },
      {
        name: 'hugetlbsize',
        type: 'size',
        since: '2.12',
        summary:
          "The size of the huge pages, a power of two. Without hugetlb=on it has no effect. Default: the host's default huge page.",
      },
      {
        name: 'seal',
        type: 'bool',
        since: '2.12',
        default: 'on',
        summary: 'Whether the size is sealed against changes.',
      },
    ],
  },
  { kind: 'shm', name: 'memory-backend-shm', since: '9.1', properties: COMMON },
  { kind: 'epc', name: 'memory-backend-epc', since: '6.2', properties: COMMON },
];

const SEV_COMMON: readonly PropertyType[] = [
  {
    name: 'sev-device',
    type: 'str',
    since: '2.12',
    default: '/dev/sev',
    summary: 'The device of the platform security processor.',
  },
  {
    name: 'cbitpos',
    type: 'uint32',
    since: '2.12',
    default: '0',
    summary: 'Which bit of a page table entry marks an encrypted page.',
  },
  {
    name: 'reduced-phys-bits',
    type: 'uint32',
    since: '2.12',
    mandatory: true,
    summary: 'By how many bits encryption shortens physical addresses.',
  },
  {
    name: 'kernel-hashes',
    type: 'bool',
    since: '6.2',
    default: 'off',
    summary: 'Whether the firmware gets hashes of kernel, initrd and command line.',
  },
];

/** Other objects that matter to memory. (qapi/qom.json) */
export const OTHER_OBJECT_TYPES: readonly ObjectType[] = [
  {
    name: 'thread-context',
    since: '7.2',
    properties: [
      {
        name: 'cpu-affinity',
        type: 'uint16List',
        since: '7.2',
        summary: "The host CPUs the context's threads run on.",
      },
      {
        name: 'node-affinity',
        type: 'uint16List',
        since: '7.2',
        summary: "The host nodes on whose CPUs the context's threads run.",
      },
    ],
  },
  { name: 'sev-guest', since: '2.12', properties: SEV_COMMON, open: true },
  { name: 'sev-snp-guest', since: '9.1', properties: SEV_COMMON, open: true },
  {
    name: 'tdx-guest',
    since: '10.1',
    properties: [
      {
        name: 'sept-ve-disable',
        type: 'bool',
        since: '10.1',
        summary: 'Whether touching memory that is not accepted stays with the host.',
      },
    ],
    open: true,
  },
];

/** The type of that name, whatever the QEMU version. */
export function findObjectType(name: string): ObjectType | undefined {
  return BACKEND_TYPES.find((type) => type.name === name) ?? OTHER_OBJECT_TYPES.find((type) => type.name === name);
}

/** Objects of confidential guests whose memory KVM keeps in a guest_memfd. (target/i386/sev.c, target/i386/kvm/tdx.c) */
export const GUEST_MEMFD_OBJECTS: readonly string[] = ['sev-snp-guest', 'tdx-guest'];
