import { KIB } from '../qemu/units';
import type { LibvirtDomain } from './libvirt-domain';
import { isPower, type SettledMemory } from './settle-memory';

/** What QEMU has to be allowed to lock: `limit` bytes, or all there is. */
export type LockedMemory = { readonly limit: bigint } | 'unlimited';

/** What libvirt takes for no limit. In KiB where it is a size, and its own words name it as it is. */
export const NO_LIMIT = 9007199254740991n;

/** Beside the guest's memory, for the windows of devices that are handed over. In KiB. */
const FOR_DEVICES = 1n << 20n;

/**
 * How much memory libvirt wants QEMU to be allowed to lock; `undefined` where none, or where that is not known.
 * (qemu/qemu_domain.c: qemuDomainGetMemLockLimitBytes)
 */
export function lockedMemory(domain: LibvirtDomain, settled: SettledMemory): LockedMemory | undefined {
  const { backing, hostdevs, hardLimit } = domain;
  if (!backing.locked && hostdevs.length === 0) return undefined;
  if (hardLimit.element && hardLimit.value !== 0n) {
    if (hardLimit.value === undefined) return undefined;
    return hardLimit.value >= NO_LIMIT ? 'unlimited' : { limit: hardLimit.value * KIB };
  }
  if (backing.locked) return 'unlimited';
  // There the tables of the IOMMU count as well.
  if (isPower(domain) || settled.initial === undefined) return undefined;
  let total = settled.initial;
  for (const { size } of settled.devices.values()) {
    if (size === undefined) return undefined;
    total += size;
  }
  return { limit: (total + FOR_DEVICES) * KIB };
}
