import { hex } from '../model/format';
import { addressValue } from '../model/host-address';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { Errno } from '../simulation/errno';
import { KVM_CHECKS } from '../simulation/kvm-check';
import type { RefusalReason } from '../simulation/refusal-reason';
import { nameOf, placeOf } from './slot-text';

/** Why KVM refused a call, in a sentence or two. */
export function reasonText(reason: RefusalReason): string {
  const answer = `KVM answered ${reason.errno ?? 'with an error'}`;
  if (reason.kind === 'unseen') return `${answer}: ${unseenText(reason.errno)}.`;
  const { refuses, where } = KVM_CHECKS[reason.check];
  const other = reason.other ? ` Here that is ${nameOf(reason.other)} at ${placeOf(reason.other)}.` : '';
  return reason.kind === 'certain'
    ? `${answer}: it refuses ${refuses} (${where}).${other}`
    : `${answer}, most likely because it refuses ${refuses} (${where}); whether that is so depends on a value that is not known here.${other}`;
}

/** What an error means that follows from nothing in the file. (virt/kvm/kvm_main.c: kvm_set_memory_region) */
function unseenText(errno: Errno | undefined): string {
  switch (errno) {
    case 'EEXIST':
      return "the memory is covered by a slot that the log does not show, set before it begins or KVM's own, such as the page of the APIC at 0xfee00000";
    case 'ENOMEM':
      return 'it had no memory for what it keeps of each page of a slot, or the guest-physical addresses exceed those of the machine (loongarch64)';
    case 'EBADF':
      return 'the guest_memfd is no open file';
    case 'EFAULT':
      return "the call's structure cannot be read, or the guest-physical addresses exceed those of the machine (arm64, riscv64)";
    case 'EPERM':
      return 'the memory behind a writable slot cannot be written (riscv64)';
    case 'EIO':
      return 'the machine is broken, or a deletion failed halfway';
    case 'ENOTTY':
      return 'this kernel does not know the call: KVM_SET_USER_MEMORY_REGION2 came with Linux 6.8';
    default:
      return 'nothing in the file speaks against the call; slots that were set before it begins, the kind of machine and the size of a guest_memfd are not to be seen in it';
  }
}

/** The same in a few words: `EEXIST: overlaps slot 0`. */
export function shortReason(reason: RefusalReason, region: SetMemoryRegion): string {
  const errno = reason.errno ?? 'refused';
  if (reason.kind === 'unseen') return `${errno}, by what the log does not show`;
  const other = reason.other && nameOf(reason.other);
  const words = other && WORDS[reason.check] ? `${WORDS[reason.check]} ${other}` : reason.check.replaceAll('-', ' ');
  const field = FIELDS[reason.check]?.(region);
  return `${errno}: ${words}${field === undefined ? '' : ` (${hex(field)})`}${reason.kind === 'possible' ? '?' : ''}`;
}

/** What a call does to the slot that is in its way. */
const WORDS: Readonly<Partial<Record<string, string>>> = {
  overlap: 'overlaps',
  'guest-memfd-bound-twice': 'binds the same guest_memfd bytes as',
  'slot-resized': 'would resize',
  'slot-moved-hva': 'would move the memory behind',
};

/** The value that a check found wrong by itself. */
const FIELDS: Readonly<Partial<Record<string, (region: SetMemoryRegion) => bigint | undefined>>> = {
  'size-unaligned': ({ size }) => size.value,
  'gpa-unaligned': ({ gpa }) => gpa.value,
  'hva-unaligned': ({ userspaceAddr }) => addressValue(userspaceAddr),
  'offset-unaligned': ({ offset }) => offset?.value,
  'flags-invalid': ({ flags }) => flags.value,
};
