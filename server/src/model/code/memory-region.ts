import type { Block } from '../../text/block';
import { type Span, spanOf } from '../../text/span';
import { U64_LIMIT } from '../../text/u64';
import { knownAddress, UNKNOWN_ADDRESS } from '../host-address';
import { derived, type Quantity, UNKNOWN } from '../quantity';
import { KVM_MEM_GUEST_MEMFD, type SetMemoryRegion } from '../slot-operation';

/** The fields of struct kvm_userspace_memory_region2 in their order (include/uapi/linux/kvm.h), and what each is. */
export const REGION_FIELDS: { readonly [name: string]: string } = {
  slot: 'the id of the slot in bits 0 to 15, its address space in bits 16 to 31',
  flags: '`KVM_MEM_LOG_DIRTY_PAGES` (1), `KVM_MEM_READONLY` (2), `KVM_MEM_GUEST_MEMFD` (4)',
  guest_phys_addr: 'where the slot begins in guest-physical memory: a multiple of the page size',
  memory_size: 'bytes, a multiple of the page size; 0 deletes the slot',
  userspace_addr: 'the memory behind the slot; congruent to guest_phys_addr modulo 2 MiB, or KVM uses no huge pages',
  guest_memfd_offset: 'where the slot begins in its guest_memfd: a multiple of the page size',
  guest_memfd: 'the file of KVM_CREATE_GUEST_MEMFD; counts with `KVM_MEM_GUEST_MEMFD` only',
};

/** The fields of a struct by their names, as far as they are known. What is not in it is not known. */
export type RegionFields = ReadonlyMap<string, Quantity>;

/** Where a call of KVM_SET_USER_MEMORY_REGION stands, and what it is told. */
export interface RegionCall {
  readonly block: Block;
  readonly fields: RegionFields;
  /** The struct is that of KVM_SET_USER_MEMORY_REGION2. */
  readonly second: boolean;
  /** The ioctl is the first one, which does not know guest_memfd. */
  readonly legacy: boolean;
  /** `[start, end)` of what says all of it, and where that begins. */
  readonly start: number;
  readonly end: number;
  readonly head: Span;
}

/** The call as KVM sees it. */
export function memoryRegion({ block, fields, second, legacy, start, end, head }: RegionCall): SetMemoryRegion {
  const slot = quantityOf(fields, 'slot', 32n);
  const flags = quantityOf(fields, 'flags', 32n);
  const address = quantityOf(fields, 'userspace_addr', 64n);
  const bound = second && flags.value !== undefined && (flags.value & KVM_MEM_GUEST_MEMFD) !== 0n;
  return {
    kind: 'set-memory-region',
    source: 'code',
    ...(legacy && { legacy }),
    span: spanOf(block, start, end),
    headSpan: head,
    name: undefined,
    addressSpace: slot.value === undefined ? UNKNOWN : derived(slot.value >> 16n),
    slot: slot.value === undefined ? slot : { ...slot, value: slot.value & 0xffffn },
    gpa: quantityOf(fields, 'guest_phys_addr', 64n),
    size: quantityOf(fields, 'memory_size', 64n),
    // Nobody has memory at 0: it stands for an address that somebody else fills in, or for none.
    userspaceAddr: address.value ? knownAddress(address.value, address.span) : UNKNOWN_ADDRESS,
    offset: bound ? quantityOf(fields, 'guest_memfd_offset', 64n) : undefined,
    flags,
    backing: undefined,
    backingSpan: undefined,
    page: { kind: 'unknown' },
    guestMemfd: bound ? { id: undefined, size: UNKNOWN, span: undefined } : undefined,
    recorded: undefined,
  };
}

/** A field that its type can hold; else what the compiler makes of it is not looked at. */
function quantityOf(fields: RegionFields, name: string, bits: bigint): Quantity {
  const quantity = fields.get(name) ?? UNKNOWN;
  const { value, span } = quantity;
  return value !== undefined && (value < 0n || value >= (bits === 64n ? U64_LIMIT : 1n << bits))
    ? { value: undefined, span }
    : quantity;
}
