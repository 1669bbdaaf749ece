import type { PreparedDomain } from '../../model/libvirt/prepared-domain';

/** All memory of a domain, that of its memory devices included, after rounding; in KiB. `undefined`: not known. */
export function totalMemory({ memory }: PreparedDomain): bigint | undefined {
  let total = memory.initial;
  for (const { size } of memory.devices.values()) {
    if (total === undefined || size === undefined) return undefined;
    total += size;
  }
  return total;
}
