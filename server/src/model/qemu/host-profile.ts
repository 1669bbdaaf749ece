import { NEWEST_QEMU, parseQemuVersion, type QemuVersion } from './qemu-version';
import { isSizeError, readSize } from './read-size';

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
  readonly transparentHugepage?: { readonly enabled?: string; readonly shmemEnabled?: string };
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
 * nothing is thrown. `version` must be 1 where it is given.
 */
export function readHostProfile(json: unknown): { profile: HostProfile; problems: string[] } {
  const problems: string[] = [];
  const record = asRecord(json);
  if (!record) return { profile: {}, problems: ['A host profile is a JSON object.'] };
  if (record.version !== undefined && record.version !== 1) problems.push('version: only 1 is known.');
  const read = <T>(
    key: string,
    value: unknown,
    convert: (value: unknown) => T | undefined,
    expects: string,
  ): T | undefined => {
    if (value === undefined || value === null) return undefined;
    const converted = convert(value);
    if (converted === undefined) problems.push(`${key}: expects ${expects}.`);
    return converted;
  };
  const string = (key: string) => read(key, record[key], asString, 'a string');
  const thp = asRecord(record.transparentHugepage);
  const nodes = read('numaNodes', record.numaNodes, asArray, 'an array');
  const mounts = read('mounts', record.mounts, asArray, 'an array');
  const missing = read('missingPaths', record.missingPaths, asArray, 'an array');
  const version = string('qemu');
  const profile: HostProfile = {
    ...given('arch', string('arch')),
    ...given('cpuVendor', string('cpuVendor')),
    ...given('physBits', read('physBits', record.physBits, asCount, 'a number')),
    ...given('cpus', read('cpus', record.cpus, asCount, 'a number')),
    ...given('pageSize', read('pageSize', record.pageSize, asSize, 'a size such as "4K"')),
    ...given('kernel', string('kernel')),
    ...given('qemu', version === undefined ? undefined : parseQemuVersion(version)),
    ...given(
      'numaNodes',
      nodes?.flatMap((node) => asNode(node, problems)),
    ),
    ...given(
      'mounts',
      mounts?.flatMap((mount) => asMount(mount, problems)),
    ),
    ...given(
      'transparentHugepage',
      thp && { ...given('enabled', asString(thp.enabled)), ...given('shmemEnabled', asString(thp.shmemEnabled)) },
    ),
    ...given(
      'missingPaths',
      missing?.flatMap((path) => (typeof path === 'string' ? [path] : [])),
    ),
  };
  return { profile, problems };
}

function asNode(value: unknown, problems: string[]): HostNode[] {
  const node = asRecord(value);
  const id = node && asCount(node.id);
  if (!node || id === undefined) {
    problems.push('numaNodes: every node is an object with an id.');
    return [];
  }
  const hugepages: HugePagePool[] = [];
  for (const [size, pool] of Object.entries(asRecord(node.hugepages) ?? {})) {
    const pageSize = asSize(size);
    const counts = asRecord(pool);
    if (pageSize === undefined || !counts)
      problems.push(`numaNodes: hugepages '${size}' expects {"total":N,"free":N}.`);
    else
      hugepages.push({
        pageSize,
        ...given('total', asBigCount(counts.total)),
        ...given('free', asBigCount(counts.free)),
      });
  }
  return [{ id, ...given('memory', asSize(node.memory)), hugepages }];
}

function asMount(value: unknown, problems: string[]): HostMount[] {
  const mount = asRecord(value);
  const path = mount && asString(mount.path);
  if (!mount || path === undefined) {
    problems.push('mounts: every mount is an object with a path.');
    return [];
  }
  return [{ path, ...given('type', asString(mount.type)), ...given('pageSize', asSize(mount.pageSize)) }];
}

/** `{ [key]: value }`, or nothing where the value is not known. */
function given<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function asBigCount(value: unknown): bigint | undefined {
  const count = asCount(value);
  return count === undefined ? undefined : BigInt(count);
}

/** A size as text in QEMU's grammar, or a number of bytes. */
function asSize(value: unknown): bigint | undefined {
  if (typeof value !== 'string') return asBigCount(value);
  const size = readSize(value, NEWEST_QEMU);
  return isSizeError(size) ? undefined : size;
}
