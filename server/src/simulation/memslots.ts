import { IntervalMap } from '../layout/interval-map';
import { KVM_MEM_GUEST_MEMFD, type SetMemoryRegion } from '../model/slot-operation';

/**
 * The memslots of one machine at one moment. What a call did whose outcome is not known is kept apart: it may be set, or
 * may not, and whatever meets it is not known either.
 */
export interface Memslots {
  /** By address space and id, see `slotKey`. */
  readonly byKey: Map<number, Memslot>;
  /** By address space: where slots are, in guest-physical addresses. */
  readonly spaces: Map<number, Ranges>;
  /** By guest_memfd: which of its bytes slots are bound to. */
  readonly files: Map<string, Ranges>;
  /** Slots that may be set, of which not even the key is known. */
  readonly unnamed: Memslot[];
}

/** A slot as the call left it that set it last. */
export interface Memslot {
  readonly key: number | undefined;
  readonly region: SetMemoryRegion;
  /** The index of that call among the machine's operations. */
  readonly index: number;
  /** Whether the slot is surely set. */
  readonly certain: boolean;
}

/** Where slots surely are, and where there may be one. */
export interface Ranges {
  readonly certain: IntervalMap<Memslot>;
  /** Ranges that touch are joined; they only grow. */
  readonly doubtful: IntervalMap<Memslot>;
}

export function noMemslots(): Memslots {
  return { byKey: new Map(), spaces: new Map(), files: new Map(), unnamed: [] };
}

/** The same slots once more, to be changed on their own. */
export function copyMemslots({ byKey, spaces, files, unnamed }: Memslots): Memslots {
  return { byKey: new Map(byKey), spaces: copyRanges(spaces), files: copyRanges(files), unnamed: [...unnamed] };
}

function copyRanges<Id>(all: ReadonlyMap<Id, Ranges>): Map<Id, Ranges> {
  const copy = new Map<Id, Ranges>();
  for (const [id, ranges] of all)
    for (const kind of ['certain', 'doubtful'] as const)
      for (const { start, end, value } of ranges[kind]) rangesOf(copy, id)[kind].insert(start, end, value);
  return copy;
}

/**
 * `slot` of the ioctl: the address space in bits 16 to 31, the id below; the call has no more bits. `undefined` when either
 * is not known.
 */
export function slotKey({ addressSpace, slot }: SetMemoryRegion): number | undefined {
  if (addressSpace.value === undefined || slot.value === undefined) return undefined;
  return Number(BigInt.asUintN(32, (addressSpace.value << 16n) | slot.value));
}

/** The number of an address space as the call has it. */
export function addressSpaceId(value: bigint): number {
  return Number(BigInt.asUintN(16, value));
}

/** Sets a slot, in the place of the one with its key. Where it is certain nothing certain may be in its way. */
export function setMemslot(memslots: Memslots, slot: Memslot): void {
  if (slot.key !== undefined) {
    deleteMemslot(memslots, slot.key);
    memslots.byKey.set(slot.key, slot);
  } else if (!slot.certain) {
    memslots.unnamed.push(slot);
  }
  const place = gpaRange(slot.region);
  if (place !== undefined) occupy(rangesOf(memslots.spaces, place.id), place, slot);
  const binding = fileRange(slot.region);
  if (binding !== undefined) occupy(rangesOf(memslots.files, binding.id), binding, slot);
}

/** Takes out whatever is in the way of a slot. Where a log says that KVM set it, it cannot have been there. */
export function makeRoom(memslots: Memslots, region: SetMemoryRegion): void {
  const place = gpaRange(region);
  const space = place && memslots.spaces.get(place.id);
  if (place && space) {
    for (const { value } of space.certain.removeOverlaps(place.start, place.end)) {
      if (value.key !== undefined) deleteMemslot(memslots, value.key);
    }
  }
  const binding = fileRange(region);
  if (binding) memslots.files.get(binding.id)?.certain.removeOverlaps(binding.start, binding.end);
}

/** Takes a slot out. Ranges that may be covered stay so. */
export function deleteMemslot(memslots: Memslots, key: number): void {
  const slot = memslots.byKey.get(key);
  if (slot === undefined) return;
  memslots.byKey.delete(key);
  if (!slot.certain) return;
  const place = gpaRange(slot.region);
  if (place !== undefined) removeOwn(memslots.spaces.get(place.id), place.start, slot);
  const binding = fileRange(slot.region);
  if (binding !== undefined) removeOwn(memslots.files.get(binding.id), binding.start, slot);
}

/** Takes out the slot that begins at the address: of a delete that does not say which slot it is. */
export function deleteMemslotAt(memslots: Memslots, { addressSpace, gpa }: SetMemoryRegion): void {
  if (addressSpace.value === undefined || gpa.value === undefined) return;
  const found = memslots.spaces.get(addressSpaceId(addressSpace.value))?.certain.findOverlap(gpa.value, gpa.value + 1n);
  if (found?.start === gpa.value && found.value.key !== undefined) deleteMemslot(memslots, found.value.key);
}

/** Makes a slot that is surely set one that may be: a call that may have changed it went by. */
export function doubtMemslot(memslots: Memslots, key: number): void {
  const slot = memslots.byKey.get(key);
  if (slot !== undefined) setMemslot(memslots, { ...slot, certain: false });
}

/** `[start, end)` of what `id` names. */
interface Range<Id> {
  readonly id: Id;
  readonly start: bigint;
  readonly end: bigint;
}

/** Where a slot lies in its address space; `undefined` when that is not known. */
export function gpaRange({ addressSpace, gpa, size }: SetMemoryRegion): Range<number> | undefined {
  if (addressSpace.value === undefined || gpa.value === undefined || size.value === undefined) return undefined;
  return { id: addressSpaceId(addressSpace.value), start: gpa.value, end: gpa.value + size.value };
}

/** Which bytes of which guest_memfd a slot is bound to; `undefined` when it has none or that is not known. */
export function fileRange({ flags, guestMemfd, offset, size }: SetMemoryRegion): Range<string> | undefined {
  if (flags.value === undefined || (flags.value & KVM_MEM_GUEST_MEMFD) === 0n) return undefined;
  if (guestMemfd?.id === undefined || offset?.value === undefined || size.value === undefined) return undefined;
  return { id: guestMemfd.id, start: offset.value, end: offset.value + size.value };
}

function occupy({ certain, doubtful }: Ranges, { start, end }: Range<unknown>, slot: Memslot): void {
  if (slot.certain) certain.insert(start, end, slot);
  else doubtful.cover(start, end, slot);
}

/** Removes the interval at `start` if it is the slot's own: another may have taken its place. */
function removeOwn(ranges: Ranges | undefined, start: bigint, slot: Memslot): void {
  if (ranges?.certain.findOverlap(start, start + 1n)?.value === slot) ranges.certain.remove(start);
}

function rangesOf<Id>(all: Map<Id, Ranges>, id: Id): Ranges {
  let ranges = all.get(id);
  if (ranges === undefined) {
    ranges = { certain: new IntervalMap(), doubtful: new IntervalMap() };
    all.set(id, ranges);
  }
  return ranges;
}
