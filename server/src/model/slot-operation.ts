import type { Span } from '../text/span';
import type { Backing, BackingPage } from './backing';
import type { HostAddress } from './host-address';
import type { Quantity } from './quantity';

/** Bits of kvm_userspace_memory_region.flags (include/uapi/linux/kvm.h). */
export const KVM_MEM_LOG_DIRTY_PAGES = 1n;
export const KVM_MEM_READONLY = 2n;
export const KVM_MEM_GUEST_MEMFD = 4n;

/** The guest_memfd that a call names. Two operations name the same file when `id` is equal. */
export interface GuestMemfd {
  /** A backing's name (`backing:ram`) or a file descriptor (`fd:19`); `undefined` when it is not known which file it is. */
  readonly id: string | undefined;
  /** The file's size in bytes, where known. */
  readonly size: Quantity;
  readonly span: Span | undefined;
}

/** One call of KVM_SET_USER_MEMORY_REGION or …REGION2, as somebody wrote it down. Size 0 deletes the slot. */
export interface SetMemoryRegion {
  readonly kind: 'set-memory-region';
  /** `list`: a line of a memslot list. `trace`: a line that QEMU logged. `code`: a program. */
  readonly source: 'list' | 'trace' | 'code';
  /** It is KVM_SET_USER_MEMORY_REGION for sure, which does not know KVM_MEM_GUEST_MEMFD. */
  readonly legacy?: boolean;
  /** The whole declaration, from its first to its last character that says something. */
  readonly span: Span;
  /** `Slot#1(ram_above_4G)`: where things that concern the slot as a whole are shown. */
  readonly headSpan: Span;
  /** The name in parentheses. */
  readonly name: string | undefined;
  readonly addressSpace: Quantity;
  /** The id within the address space, 0 to 65535. */
  readonly slot: Quantity;
  /** guest_phys_addr. */
  readonly gpa: Quantity;
  /** memory_size. */
  readonly size: Quantity;
  /** userspace_addr. */
  readonly userspaceAddr: HostAddress;
  /** The offset in the backing, or in the guest_memfd where there is one. `undefined`: the slot has none. */
  readonly offset: Quantity | undefined;
  /** KVM_MEM_* bits. */
  readonly flags: Quantity;
  readonly backing: Backing | undefined;
  readonly backingSpan: Span | undefined;
  /** The pages of the memory at userspace_addr. */
  readonly page: BackingPage;
  /** `undefined`: the call names no guest_memfd (fd -1, or an ordinary backing). */
  readonly guestMemfd: GuestMemfd | undefined;
  /** What the kernel really answered (`ret=`, 0 or a negative errno), where a log says so. */
  readonly recorded: Quantity | undefined;
}

/** KVM_SET_MEMORY_ATTRIBUTES: a range of guest-physical memory becomes private or shared. */
export interface SetMemoryAttributes {
  readonly kind: 'set-memory-attributes';
  readonly span: Span;
  readonly headSpan: Span;
  readonly gpa: Quantity;
  readonly size: Quantity;
  /** KVM_MEMORY_ATTRIBUTE_PRIVATE set or cleared. */
  readonly private: boolean;
}

export type Operation = SetMemoryRegion | SetMemoryAttributes;
