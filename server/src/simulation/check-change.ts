import { sameAddress } from '../model/host-address';
import { KVM_MEM_GUEST_MEMFD, KVM_MEM_READONLY, type SetMemoryRegion } from '../model/slot-operation';
import type { Memslot } from './memslots';
import { type Accepted, accepted, type Refused, refused, type Undecided, undecided } from './outcome';

/**
 * What a call would do to the slot that it names, if the rest is well: kvm_set_memory_region(), second half.
 * `old` is that slot as it is now.
 */
export function checkChange(region: SetMemoryRegion, old: Memslot | undefined): Accepted | Refused | Undecided {
  if (region.size.value === 0n) {
    if (old === undefined) return refused('delete-missing');
    return old.certain ? accepted('delete', old.region) : undecided('delete-missing');
  }
  if (old === undefined) return accepted('create');
  const guestMemfd = (region.flags.value! & KVM_MEM_GUEST_MEMFD) !== 0n;
  if (!old.certain) return undecided(guestMemfd ? 'guest-memfd-immutable' : 'slot-moved-hva');
  if (guestMemfd) return refused('guest-memfd-immutable', 'EINVAL', old.region);
  return checkModification(region, old.region);
}

/** A slot can be moved in guest-physical space and its dirty logging can be switched; nothing else of it can change. */
function checkModification(region: SetMemoryRegion, old: SetMemoryRegion): Accepted | Refused | Undecided {
  const unmoved = sameAddress(region.userspaceAddr, old.userspaceAddr);
  if (unmoved === false) return refused('slot-moved-hva', 'EINVAL', old);
  // Another size is refused, and in the same way, whether or not the address is another one as well.
  if (old.size.value !== undefined && old.size.value !== region.size.value)
    return refused('slot-resized', 'EINVAL', old);
  if (unmoved === undefined) return undecided('slot-moved-hva');
  if (old.size.value === undefined) return undecided('slot-resized');
  if (old.flags.value === undefined) return undecided('slot-readonly-toggled');
  const toggled = old.flags.value ^ region.flags.value!;
  if ((toggled & KVM_MEM_READONLY) !== 0n) return refused('slot-readonly-toggled', 'EINVAL', old);
  if ((toggled & KVM_MEM_GUEST_MEMFD) !== 0n) return refused('slot-guest-memfd-toggled', 'EINVAL', old);
  if (old.gpa.value !== region.gpa.value) return accepted('move', old);
  return accepted(toggled === 0n ? 'none' : 'flags-only', old);
}
