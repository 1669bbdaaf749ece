import { existsSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import { pageName } from '../model/format';
import { UsageError } from './usage-error';

/**
 * `memslot host`: what this machine has, as a host profile for `--host` and the setting `memslot.host`. It reads /proc and
 * /sys and changes nothing; what cannot be read is left out.
 */
export function hostCommand(argv: readonly string[]): number {
  if (argv.length > 0)
    throw new UsageError("'memslot host' takes no arguments; write it to a file with '> host.json'.");
  if (process.platform !== 'linux') throw new UsageError("'memslot host' reads /proc and /sys, which only Linux has.");
  const cpu = readText('/proc/cpuinfo');
  const physBits = /address sizes\s*:\s*(\d+) bits physical/.exec(cpu)?.[1];
  const profile = {
    version: 1,
    arch: os.machine(),
    cpuVendor: /vendor_id\s*:\s*(\S+)/.exec(cpu)?.[1],
    physBits: physBits === undefined ? undefined : Number(physBits),
    cpus: os.cpus().length,
    pageSize: kibibytes(/KernelPageSize:\s+(\d+) kB/.exec(readText('/proc/self/smaps'))?.[1]),
    kernel: os.release(),
    numaNodes: readNodes(),
    mounts: readMounts(),
    transparentHugepage: {
      enabled: chosen('/sys/kernel/mm/transparent_hugepage/enabled'),
      shmemEnabled: chosen('/sys/kernel/mm/transparent_hugepage/shmem_enabled'),
    },
    // Absent while the module is not loaded.
    vhostMaxMemRegions: positive(readText('/sys/module/vhost/parameters/max_mem_regions')),
  };
  process.stdout.write(`${JSON.stringify(profile, undefined, 2)}\n`);
  return 0;
}

const NODES = '/sys/devices/system/node';

function readNodes(): unknown[] {
  return list(NODES)
    .filter((name) => /^node\d+$/.test(name))
    .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)))
    .map((name) => ({
      id: Number(name.slice(4)),
      memory: kibibytes(/MemTotal:\s+(\d+) kB/.exec(readText(`${NODES}/${name}/meminfo`))?.[1]),
      hugepages: readPools(`${NODES}/${name}/hugepages`),
    }));
}

function readPools(folder: string): Record<string, { total: number; free: number }> {
  const pools: Record<string, { total: number; free: number }> = {};
  for (const name of list(folder)) {
    const size = /^hugepages-(\d+)kB$/.exec(name)?.[1];
    if (size === undefined) continue;
    const count = (file: string) => Number(readText(`${folder}/${name}/${file}`).trim() || 0);
    pools[pageName(BigInt(size) << 10n)] = { total: count('nr_hugepages'), free: count('free_hugepages') };
  }
  return pools;
}

/** The mounts that guest memory may come from. */
function readMounts(): unknown[] {
  return readText('/proc/self/mounts')
    .split('\n')
    .flatMap((line) => {
      const [, path = '', type, options = ''] = line.split(' ');
      if (type !== 'hugetlbfs' && type !== 'tmpfs') return [];
      const pageSize = /(?:^|,)pagesize=(\d+)([KMG])/.exec(options);
      return [{ path: unescapeMount(path), type, ...(pageSize && { pageSize: `${pageSize[1]}${pageSize[2]}` }) }];
    });
}

/** A space, tab, line break or backslash in a path is written as `\040` and the like. (fs/proc_namespace.c: mangle) */
function unescapeMount(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}

/** `always [madvise] never` -> madvise. */
function chosen(file: string): string | undefined {
  return /\[(\w+)\]/.exec(readText(file))?.[1];
}

function kibibytes(count: string | undefined): string | undefined {
  return count === undefined ? undefined : pageName(BigInt(count) << 10n);
}

/** A number in a file of its own; 0 is none. */
function positive(text: string): number | undefined {
  return Number.parseInt(text, 10) || undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
