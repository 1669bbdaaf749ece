import { formatSize } from '../format';
import { KIB } from '../qemu/units';

/** A size that libvirt counts in KiB: `2 GiB`, `2047 MiB`. */
export function formatKib(kib: bigint): string {
  return formatSize(kib * KIB);
}
