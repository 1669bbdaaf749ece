import { NEWEST_QEMU, parseQemuVersion, type QemuVersion } from './qemu-version';
import { isSizeError, readSize } from './read-size';

// The form of the file is told to editors by schemas/host-profile.schema.json; a test compares the two.

/** What is known of a host. Every key may be absent: unknown. Sizes are in bytes. */
export interface HostProfile {
  /** By the kernel's name (`uname -m`): `x86_64`, `aarch64`, … */
  readonly arch?: string;
  /** As CPUID says it: `AuthenticAMD`, `GenuineIntel`. */
  readonly cpuVendor?: string;
  /** Width of physical addresses in bits. */
  readonly physBits?: number;
  readonly cpus?: number;
  /** The base page size. */
  readonly pageSize?: bigint;
  /** The kernel's release, `6.18`. */
  readonly kernel?: string;
  readonly qemu?: QemuVersion;
  readonly numaNodes?: readonly HostNode[];
  readonly mounts?: readonly HostMount[];
  /** There may be others. No key of a profile: set where something tells of single mounts. */
  readonly mountsArePartial?: boolean;
  readonly transparentHugepage?: { readonly enabled?: string; readonly shmemEnabled?: string };
  /** Pieces of memory that vhost.ko takes for one device: its parameter max_mem_regions. */
  readonly vhostMaxMemRegions?: number;
  /** The most memory that a process may lock, where libvirt cannot raise that. */
  readonly lockedMemory?: bigint;
  /** Paths that do not exist on the host. */
  readonly missingPaths?: readonly string[];
}

export interface HostNode {
  readonly id: number;
  readonly memory?: bigint;
  readonly hugepages: readonly HugePagePool[];
}

export interface HugePagePool {
  readonly pageSize: bigint;
  readonly total?: bigint;
  readonly free?: bigint;
}

export interface HostMount {
  readonly path: string;
  /** `hugetlbfs`, `tmpfs`, `ext4`, … */
  readonly type?: string;
  /** Of a hugetlbfs. */
  readonly pageSize?: bigint;
}

/**
 * Reads a host profile from JSON text that was parsed already. What has the wrong form is left out and named in `problems`;
 * nothing is thrown. `version` must be 1 where it is given; `null` is as good as no key, and other keys mean nothing.
 */
export function readHostProfile(json: unknown): { profile: HostProfile; problems: string[] } {
  const problems: string[] = [];
  const record = asRecord(json);
  if (!record) return { profile: {}, problems: ['A host profile is a JSON object.'] };
  const place: Place = { path: '', problems };
  given(record, 'version', VERSION, place);
  const profile: HostProfile = {
    ...given(record, 'arch', STRING, place),
    ...given(record, 'cpuVendor', STRING, place),
    ...given(record, 'physBits', ADDRESS_BITS, place),
    ...given(record, 'cpus', COUNT, place),
    ...given(record, 'pageSize', PAGE_SIZE, place),
    ...given(record, 'kernel', STRING, place),
    ...given(record, 'qemu', QEMU, place),
    ...given(record, 'numaNodes', listOf(NODE), place),
    ...given(record, 'mounts', listOf(MOUNT), place),
    ...given(record, 'transparentHugepage', TRANSPARENT, place),
    ...given(record, 'vhostMaxMemRegions', REGIONS, place),
    ...given(record, 'lockedMemory', SIZE, place),
    ...given(record, 'missingPaths', listOf(STRING), place),
  };
  return { profile, problems };
}

/** Where a value stands, `numaNodes[0].memory`, and where to complain of it. */
interface Place {
  readonly path: string;
  readonly problems: string[];
}

/** A kind of value: how it is read, and what to say where it is something else. */
interface Kind<T> {
  readonly read: (value: unknown, place: Place) => T | undefined;
  readonly expects: string;
}

/** `{ [key]: value }`, or nothing where the value is absent or wrong. */
function given<K extends string, T>(
  record: Record<string, unknown>,
  key: K,
  kind: Kind<T>,
  place: Place,
): { [P in K]?: T } {
  const json = record[key];
  if (json === undefined || json === null) return {};
  const value = readAs(json, kind, { ...place, path: place.path === '' ? key : `${place.path}.${key}` });
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}

function readAs<T>(json: unknown, kind: Kind<T>, place: Place): T | undefined {
  const value = kind.read(json, place);
  if (value === undefined) place.problems.push(`${place.path}: expects ${kind.expects}.`);
  return value;
}

const VERSION: Kind<1> = { read: (value) => (value === 1 ? 1 : undefined), expects: '1, the only version there is' };

const STRING: Kind<string> = {
  read: (value) => (typeof value === 'string' ? value : undefined),
  expects: 'a string',
};

const COUNT = numberKind(0, Number.MAX_SAFE_INTEGER, 'a whole number');

const BIG_COUNT: Kind<bigint> = { read: asBigCount, expects: COUNT.expects };

const ADDRESS_BITS = numberKind(1, 64, 'a number from 1 to 64');

/** drivers/vhost/vhost.c: max_mem_regions is an unsigned short. */
const REGIONS = numberKind(1, 65535, 'a number from 1 to 65535');

const SIZE: Kind<bigint> = { read: asSize, expects: 'a size such as "16G", or a number of bytes, below 2^64' };

const PAGE_SIZE: Kind<bigint> = {
  read: asPageSize,
  expects: 'a page size, which is a power of two such as "4K", or its number of bytes',
};

const QEMU: Kind<QemuVersion> = {
  read: (value) => (typeof value === 'string' ? parseQemuVersion(value) : undefined),
  expects: 'a QEMU release such as "10.0"',
};

const TRANSPARENT: Kind<{ readonly enabled?: string; readonly shmemEnabled?: string }> = {
  read(value, place) {
    const record = asRecord(value);
    return record && { ...given(record, 'enabled', STRING, place), ...given(record, 'shmemEnabled', STRING, place) };
  },
  expects: 'an object {"enabled": …, "shmemEnabled": …}',
};

const NODE: Kind<HostNode> = {
  read(value, place) {
    const record = asRecord(value);
    const id = record && COUNT.read(record.id, place);
    if (!record || id === undefined) return undefined;
    const pools = given(record, 'hugepages', POOLS, place).hugepages ?? [];
    return { id, ...given(record, 'memory', SIZE, place), hugepages: pools };
  },
  expects: 'an object with an id, which is a whole number',
};

const POOLS: Kind<readonly HugePagePool[]> = {
  read(value, place) {
    const record = asRecord(value);
    return record && Object.entries(record).flatMap(([size, pool]) => asPool(size, pool, place));
  },
  expects: 'an object {"2M": {"total": …, "free": …}}',
};

const MOUNT: Kind<HostMount> = {
  read(value, place) {
    const record = asRecord(value);
    if (!record || typeof record.path !== 'string') return undefined;
    return {
      path: record.path,
      ...given(record, 'type', STRING, place),
      ...given(record, 'pageSize', PAGE_SIZE, place),
    };
  },
  expects: 'an object with a path, which is a string',
};

function listOf<T>(kind: Kind<T>): Kind<readonly T[]> {
  return {
    read(value, place) {
      if (!Array.isArray(value)) return undefined;
      const items: T[] = [];
      value.forEach((json, index) => {
        const item = readAs(json, kind, { ...place, path: `${place.path}[${index}]` });
        if (item !== undefined) items.push(item);
      });
      return items;
    },
    expects: 'an array',
  };
}

function numberKind(least: number, most: number, expects: string): Kind<number> {
  return {
    read: (value) =>
      typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most ? value : undefined,
    expects,
  };
}

/** The pages of one size, whose size is the key. */
function asPool(size: string, json: unknown, place: Place): HugePagePool[] {
  const pageSize = asPageSize(size);
  if (pageSize === undefined) {
    place.problems.push(`${place.path}: '${size}' is no page size such as "2M".`);
    return [];
  }
  const at = { ...place, path: `${place.path}.${size}` };
  const counts = readAs(json, POOL_COUNTS, at);
  return counts ? [{ pageSize, ...counts }] : [];
}

const POOL_COUNTS: Kind<{ readonly total?: bigint; readonly free?: bigint }> = {
  read(value, place) {
    const record = asRecord(value);
    return record && { ...given(record, 'total', BIG_COUNT, place), ...given(record, 'free', BIG_COUNT, place) };
  },
  expects: 'an object {"total": …, "free": …}',
};

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function asBigCount(value: unknown): bigint | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
}

/** A size as text in QEMU's grammar, or a number of bytes. */
function asSize(value: unknown): bigint | undefined {
  if (typeof value !== 'string') return asBigCount(value);
  const size = readSize(value, NEWEST_QEMU);
  return isSizeError(size) ? undefined : size;
}

function asPageSize(value: unknown): bigint | undefined {
  const size = asSize(value);
  return size !== undefined && size > 0n && (size & (size - 1n)) === 0n ? size : undefined;
}
