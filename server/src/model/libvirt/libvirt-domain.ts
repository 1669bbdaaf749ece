import type { XmlElement } from '../../syntax/xml/xml-tree';
import type { Fact } from '../qemu/fact';

/** A size as written, and as libvirt keeps it. Without a span where it is not written. */
export interface SizeFact extends Fact<bigint> {
  /** KiB, rounded up. `undefined`: not written, not known, or refused. */
  readonly value: bigint | undefined;
  /** Before it was rounded, in bytes. */
  readonly bytes: bigint | undefined;
  readonly unit: Fact<string>;
  /** The element that it, and its unit, are written in. */
  readonly element: XmlElement | undefined;
  /** Whether the number is the text of the element, and not an attribute of it. */
  readonly isText: boolean;
}

export type Access = 'shared' | 'private';
export type NumaMode = 'strict' | 'preferred' | 'interleave' | 'restrictive';

/** One `<page>` of `<hugepages>`. */
export interface HugePage {
  readonly element: XmlElement;
  readonly size: SizeFact;
  /** The guest cells it is for; without a span: for all that no other entry names. */
  readonly nodes: Fact<readonly number[]>;
}

/** `<memoryBacking>`. */
export interface MemoryBacking {
  readonly element: XmlElement | undefined;
  readonly hugepages: XmlElement | undefined;
  readonly pages: readonly HugePage[];
  readonly nosharepages: XmlElement | undefined;
  readonly locked: XmlElement | undefined;
  readonly source: Fact<'file' | 'anonymous' | 'memfd'>;
  readonly access: Fact<Access>;
  readonly allocation: Fact<'immediate' | 'ondemand'>;
  readonly threads: Fact<number>;
  readonly discard: XmlElement | undefined;
}

/** One `<cell>` of `<cpu><numa>`. */
export interface Cell {
  readonly element: XmlElement;
  /** Its number: the id, or its place among the others. */
  readonly id: number | undefined;
  readonly cpus: Fact<readonly number[]>;
  readonly memory: SizeFact;
  readonly memAccess: Fact<Access>;
  readonly discard: Fact<'yes' | 'no'>;
  /** `<distances>`: to other cells, by their numbers. */
  readonly distances: ReadonlyMap<number, number>;
}

/** Host nodes for memory. */
export interface NumaBinding {
  readonly element: XmlElement;
  readonly mode: Fact<NumaMode>;
  readonly nodes: Fact<readonly number[]>;
}

/** `<numatune>`. */
export interface Numatune {
  readonly element: XmlElement | undefined;
  /** `<memory>`; `undefined`: none. */
  readonly memory: (NumaBinding & { readonly auto: boolean }) | undefined;
  /** `<memnode>`s by their cells. */
  readonly cells: ReadonlyMap<number, NumaBinding>;
}

export type DeviceModel = 'dimm' | 'nvdimm' | 'virtio-mem' | 'virtio-pmem' | 'sgx-epc';

/** `<address>` of a memory device. */
export interface DeviceAddress {
  readonly element: XmlElement;
  readonly type: Fact<string>;
  readonly slot: Fact<number>;
  readonly base: Fact<bigint>;
}

/** One `<memory model=…>` of `<devices>`. */
export interface MemoryDevice {
  readonly element: XmlElement;
  readonly model: DeviceModel | undefined;
  /** `dimm0`, `virtiomem1`: by its slot, or by its place among those of its kind. */
  readonly alias: string;
  /** The memory slot it gets, written or not. */
  readonly slot: number | undefined;
  readonly access: Fact<Access>;
  readonly discard: Fact<'yes' | 'no'>;
  readonly pageSize: SizeFact;
  readonly nodeMask: Fact<readonly number[]>;
  readonly path: Fact<string>;
  readonly alignSize: SizeFact;
  readonly pmem: XmlElement | undefined;
  readonly size: SizeFact;
  /** The cell it belongs to. */
  readonly node: Fact<number>;
  readonly block: SizeFact;
  readonly requested: SizeFact;
  readonly label: SizeFact;
  readonly readonly: XmlElement | undefined;
  readonly uuid: XmlElement | undefined;
  readonly dynamicMemslots: Fact<'yes' | 'no'>;
  /** `<target><address base=…/>` of virtio-mem and virtio-pmem. */
  readonly targetAddress: DeviceAddress | undefined;
  readonly address: DeviceAddress | undefined;
}

/** One `<shmem>`. */
export interface Shmem {
  readonly element: XmlElement;
  readonly name: Fact<string>;
  readonly role: Fact<'master' | 'peer'>;
  readonly model: Fact<string>;
  readonly size: SizeFact;
  /** Memory of another process, behind a socket. */
  readonly server: boolean;
  readonly index: number;
}

/** Something that hands the guest's memory to another process. */
export interface MemorySharer {
  readonly element: XmlElement;
  /** As libvirt calls it in its message; it says nothing about an interface. */
  readonly name: 'virtiofs' | 'vhostuser' | 'interface';
}

/** What a domain says about memory. */
export interface LibvirtDomain {
  readonly element: XmlElement;
  /** `kvm`, `qemu`, `xen`, … */
  readonly type: Fact<string>;
  readonly arch: Fact<string>;
  readonly machine: Fact<string>;
  readonly emulator: Fact<string>;
  readonly memory: SizeFact;
  readonly dumpCore: Fact<'on' | 'off'>;
  readonly currentMemory: SizeFact;
  readonly maxMemory: SizeFact;
  readonly slots: Fact<number>;
  readonly backing: MemoryBacking;
  readonly vcpus: Fact<number>;
  /** `<cpu><numa>`. */
  readonly numa: XmlElement | undefined;
  /** By their numbers. */
  readonly cells: readonly Cell[];
  readonly numatune: Numatune;
  readonly devices: readonly MemoryDevice[];
  readonly shmems: readonly Shmem[];
  readonly sharers: readonly MemorySharer[];
  /** PCI devices that are handed to the guest: all of its memory is locked for them. */
  readonly hostdevs: readonly XmlElement[];
  readonly launchSecurity: Fact<string> & { readonly element?: XmlElement };
  /** `<memtune><hard_limit>`. */
  readonly hardLimit: SizeFact;
  /** What else `<memtune>` limits. */
  readonly limits: readonly SizeFact[];
  /** The arguments of `<qemu:commandline>`. */
  readonly arguments: readonly XmlElement[];
}
