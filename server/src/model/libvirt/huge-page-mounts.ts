import { wordTable } from '../../text/word-table';
import type { HostProfile } from '../qemu/host-profile';
import { GIB, KIB, MIB } from '../qemu/units';

/** The sizes of huge pages that there can be, and whether the host said so or the architecture. */
export interface HugePageSizes {
  readonly sizes: readonly bigint[];
  readonly ofHost: boolean;
}

/** By architecture; those of arm64 with 4 KiB, 16 KiB and 64 KiB pages together. (Documentation/admin-guide/mm/hugetlbpage.rst) */
const OF_ARCHITECTURE: { readonly [arch: string]: readonly bigint[] } = wordTable({
  x86_64: [2n * MIB, GIB],
  i686: [2n * MIB, 4n * MIB, GIB],
  aarch64: [64n * KIB, 2n * MIB, 32n * MIB, 512n * MIB, GIB, 16n * GIB],
  riscv64: [64n * KIB, 2n * MIB, GIB],
  s390x: [MIB, 2n * GIB],
  ppc64: [2n * MIB, 16n * MIB, GIB, 16n * GIB],
  ppc64le: [2n * MIB, 16n * MIB, GIB, 16n * GIB],
});

/** The sizes of which there are hugetlbfs mounts; where the host is not known, those of the architecture, in bytes. */
export function hugePageSizesOf(arch: string | undefined, host: HostProfile): HugePageSizes | undefined {
  const mounted = host.mounts?.filter(({ type, pageSize }) => type === 'hugetlbfs' && pageSize !== undefined);
  if (mounted) return { sizes: mounted.map(({ pageSize }) => pageSize!), ofHost: true };
  const sizes = arch === undefined ? undefined : OF_ARCHITECTURE[arch];
  return sizes && { sizes, ofHost: false };
}

/**
 * Where the hugetlbfs of a page size is mounted: on the host as it is known, or where systemd mounts it.
 *
 * @param size bytes; `undefined`: the host's default size
 */
export function hugePageMount(
  size: bigint | undefined,
  host: HostProfile,
): { path: string; pageSize: bigint | undefined } {
  const mounts = host.mounts?.filter(({ type }) => type === 'hugetlbfs') ?? [];
  const found = size === undefined ? mounts[0] : mounts.find(({ pageSize }) => pageSize === size);
  if (found) return { path: found.path, pageSize: found.pageSize };
  return { path: size === GIB ? '/dev/hugepages1G' : '/dev/hugepages', pageSize: size };
}
