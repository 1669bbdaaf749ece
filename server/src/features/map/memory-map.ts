import type { Range } from '../../text/text-lines';

/**
 * The guest-physical memory of one machine as it is drawn. An address is a `bigint`, but in messages, which have none: a
 * text such as `0x80000000` there.
 */
export interface MemoryMap<Address = bigint> {
  /** In the order of their addresses, those that are set before those that are refused. */
  readonly slots: readonly MapSlot<Address>[];
  readonly backings: readonly MapBacking<Address>[];
  /** Page sizes that KVM can map, ascending. */
  readonly mappable: readonly Address[];
  /** The region for memory devices, free or not. */
  readonly deviceMemory: MapExtent<Address> | undefined;
  /** What is to be known of the whole, in sentences. */
  readonly notes: readonly string[];
}

/** `[start, end)`, in bytes. */
export interface MapExtent<Address = bigint> {
  readonly start: Address;
  readonly end: Address;
}

/** A memslot, or one that was refused. */
export interface MapSlot<Address = bigint> extends MapExtent<Address> {
  readonly kind: 'ram' | 'device' | 'firmware';
  /** What it is, in a few words. */
  readonly name: string;
  /** KVM's address space: 1 is that of x86's SMM. */
  readonly space: number;
  /** `doubtful`: it is not known whether KVM takes it. */
  readonly state: 'set' | 'refused' | 'doubtful';
  /** Larger pages are lost because addresses are not congruent. */
  readonly misaligned: boolean;
  /** The pages KVM maps it with, in the order of the addresses; none where they are not known. */
  readonly segments: readonly MapSegment<Address>[];
  /** Its memory: the index of a backing, and where it begins there. */
  readonly backing: number | undefined;
  readonly at: Address | undefined;
  /** What else is known of it, in sentences or lines of a few words. */
  readonly notes: readonly string[];
  readonly place: MapPlace | undefined;
}

export interface MapSegment<Address = bigint> extends MapExtent<Address> {
  readonly pageSize: Address;
}

/** What slots take their memory from: a file, anonymous memory, a stretch of a process's addresses. */
export interface MapBacking<Address = bigint> {
  readonly name: string;
  /** What it is: `memfd, 2M pages`. */
  readonly what: string;
  /** Its first byte as slots count: 0 in a file, a userspace_addr in a process. */
  readonly start: Address;
  readonly size: Address | undefined;
  /** The host nodes that give it, as their numbers and the policy; `undefined`: nothing is known of them. */
  readonly nodes: string | undefined;
  readonly place: MapPlace | undefined;
}

/** Where something is written. */
export interface MapPlace {
  /** The URI of another file; not there: it is the document. */
  readonly file?: string;
  readonly range: Range;
}

/** The map with its addresses written in another way. */
export function mapAddresses<A, B>(map: MemoryMap<A>, write: (address: A) => B): MemoryMap<B> {
  const extent = ({ start, end }: MapExtent<A>): MapExtent<B> => ({ start: write(start), end: write(end) });
  const some = (address: A | undefined): B | undefined => (address === undefined ? undefined : write(address));
  return {
    ...map,
    slots: map.slots.map((slot) => ({
      ...slot,
      ...extent(slot),
      at: some(slot.at),
      segments: slot.segments.map((segment) => ({ ...extent(segment), pageSize: write(segment.pageSize) })),
    })),
    backings: map.backings.map((backing) => ({ ...backing, start: write(backing.start), size: some(backing.size) })),
    mappable: map.mappable.map(write),
    deviceMemory: map.deviceMemory && extent(map.deviceMemory),
  };
}
