import { trimEndOf } from '../../text/trim-end';
import type { HostProfile } from './host-profile';
import { GIB, KIB, MIB } from './units';

/** What the file system at a path gives its files. */
export interface PathMemory {
  /** Page size of a mapping of it; `undefined` when not known. */
  readonly pageSize: bigint | undefined;
  readonly hugetlbfs: boolean | undefined;
  /** Whether the path is a directory, in which QEMU makes a temporary file; `undefined` when not known. */
  readonly directory: boolean | undefined;
  /** Whether the directory it would be in is missing; `undefined` when not known. */
  readonly parentMissing: boolean | undefined;
}

/** Directories that every Linux has. */
const USUAL_DIRECTORIES = new Set([
  '/',
  '/tmp',
  '/var/tmp',
  '/dev',
  '/dev/shm',
  '/dev/hugepages',
  '/run',
  '/mnt',
  '/var',
  '/home',
  '/root',
]);

/** util/mmap-alloc.c: qemu_fd_getpagesize; system/physmem.c: file_ram_open. */
export function pathMemory(path: string, host: HostProfile): PathMemory {
  const clean = path.length > 1 ? trimEndOf(path, /\//) || '/' : path;
  const mount = mountOf(clean, host);
  const ordinary = (host.mounts !== undefined && !host.mountsArePartial) || USUAL_TMPFS.has(firstDirectories(clean));
  const hugetlbfs = mount?.type !== undefined ? mount.type === 'hugetlbfs' : ordinary ? false : undefined;
  return {
    hugetlbfs,
    pageSize: hugetlbfs === true ? mount?.pageSize : hugetlbfs === false ? hostPageSize(host) : undefined,
    directory:
      path.endsWith('/') ||
      USUAL_DIRECTORIES.has(clean) ||
      host.mounts?.some((other) => other.path === clean) ||
      undefined,
    parentMissing: isMissing(parentOf(clean), host) ? true : undefined,
  };
}

/** Places that are never a hugetlbfs. */
const USUAL_TMPFS = new Set(['/dev/shm', '/tmp', '/var/tmp']);

function firstDirectories(path: string): string {
  return path === '/tmp' || path.startsWith('/tmp/') ? '/tmp' : path.split('/').slice(0, 3).join('/');
}

/** The mount with the longest path that the path lies in. */
function mountOf(path: string, host: HostProfile): { readonly type?: string; readonly pageSize?: bigint } | undefined {
  let found: { path: string; type?: string; pageSize?: bigint } | undefined;
  for (const mount of host.mounts ?? []) {
    const inside = path === mount.path || mount.path === '/' || path.startsWith(`${mount.path}/`);
    if (inside && (!found || mount.path.length >= found.path.length)) found = mount;
  }
  return found;
}

/** Whether the path, or a directory on the way to it, is known not to exist. */
export function isMissing(path: string, host: HostProfile): boolean {
  return host.missingPaths?.some((missing) => path === missing || path.startsWith(`${missing}/`)) ?? false;
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** The host's base page: 4 KiB where nothing else is said, as on every x86 and most others. */
export function hostPageSize(host: HostProfile): bigint {
  return host.pageSize ?? 4n * KIB;
}

/** QEMU_VMALLOC_ALIGN: what anonymous memory's address is a multiple of. (include/qemu/osdep.h) */
export function anonymousAlign(host: HostProfile): bigint {
  if (host.arch === 's390x') return MIB;
  if (host.arch === 'loongarch64') return (hostPageSize(host) * hostPageSize(host)) / 8n;
  return 2n * MIB;
}

/** The sizes of huge pages that the architecture has. (arch/…: arch_hugetlb_valid_size) */
export function hugePageSizes(host: HostProfile): readonly bigint[] | undefined {
  if (host.arch === undefined || host.arch === 'x86_64') return [2n * MIB, GIB];
  if (host.arch === 's390x') return [MIB, 2n * GIB];
  return undefined;
}

/** What MFD_HUGETLB without a size gives: 2 MiB, unless the kernel was told otherwise when it started. */
export function defaultHugePage(host: HostProfile): bigint | undefined {
  if (host.arch === 's390x') return MIB;
  return hostPageSize(host) === 4n * KIB ? 2n * MIB : undefined;
}

/** Free huge pages of a size on some nodes together, or on all; `undefined` when any is not known. */
export function freeHugePages(host: HostProfile, pageSize: bigint, nodes: readonly bigint[] = []): bigint | undefined {
  return countHugePages(host, pageSize, nodes, 'free');
}

/** Huge pages of a size on some nodes together, or on all, in use or not: nr_hugepages; `undefined` when any is not known. */
export function totalHugePages(host: HostProfile, pageSize: bigint, nodes: readonly bigint[] = []): bigint | undefined {
  return countHugePages(host, pageSize, nodes, 'total');
}

function countHugePages(
  host: HostProfile,
  pageSize: bigint,
  nodes: readonly bigint[],
  which: 'free' | 'total',
): bigint | undefined {
  if (!host.numaNodes || host.numaNodes.length === 0) return undefined;
  let pages = 0n;
  for (const node of host.numaNodes) {
    if (nodes.length > 0 && !nodes.includes(BigInt(node.id))) continue;
    const count = node.hugepages.find((pool) => pool.pageSize === pageSize)?.[which];
    if (count === undefined) return undefined;
    pages += count;
  }
  return pages;
}

/** The size of a transparent huge page, which is virtio-mem's block size. (hw/virtio/virtio-mem.c: virtio_mem_default_thp_size) */
export function transparentHugePage(host: HostProfile): bigint {
  if (host.arch === 's390x') return MIB;
  const page = hostPageSize(host);
  if (host.arch === 'aarch64' || host.arch === 'arm64') {
    if (page === 16n * KIB) return 32n * MIB;
    if (page === 64n * KIB) return 512n * MIB;
  }
  return 2n * MIB;
}
