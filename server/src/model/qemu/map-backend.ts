import { formatSize } from '../format';
import type { HostAddress } from '../host-address';
import { type Allocation, type BackendWorld, type Draft, roundUp } from './backend-draft';
import { type Finding, refusal } from './finding';
import { freeHugePages, hostPageSize, totalHugePages } from './host-memory';
import { KIB, MIB } from './units';

/** Mappings smaller than this fall into gaps that others left. */
const SMALL_MAPPING = 16n * MIB;

/** User space has 47 bits of addresses on x86-64: no mapping is that large. */
const ADDRESS_SPACE = 1n << 47n;

/**
 * Where QEMU maps it, modulo 2 MiB: it reserves the size and the alignment right below the mapping before, and what is
 * aligned to 2 MiB begins a new row. Small ones fall into any gap. (util/mmap-alloc.c: qemu_ram_mmap)
 */
export function mapBackend(draft: Draft, allocation: Allocation, world: BackendWorld): HostAddress {
  const huge = 2n * MIB;
  const { align } = allocation;
  if (align === undefined) return { modulus: hostPageSize(world.setting.host), residue: 0n, span: undefined };
  // Shared anonymous memory of QEMU 10.0 on is a memfd, aligned as anonymous memory is.
  if (align >= huge) {
    world.mapped = 0n;
    return { modulus: align, residue: 0n, span: undefined };
  }
  const { value } = draft.size;
  if (value === undefined || value < SMALL_MAPPING) return { modulus: align, residue: 0n, span: undefined };
  const length = roundUp(value, hostPageSize(world.setting.host));
  const lowest = world.mapped - length - align;
  world.mapped = mod(roundUp(lowest, align), huge);
  return {
    modulus: huge,
    residue: world.mapped,
    span: undefined,
    assumption:
      'QEMU maps it, with a guard page behind it, right below memory that is aligned to 2 MiB, as Linux does when nothing else is in the way',
  };
}

/** Memory larger than the address space of a process. */
export function checkAddressSpace(draft: Draft, allocation: Allocation): Finding | undefined {
  const { value, span } = draft.size;
  if (value === undefined || value < ADDRESS_SPACE || allocation.pageSize === undefined) return undefined;
  const words =
    draft.kind === 'ram'
      ? `cannot set up guest memory '${draft.id}': Cannot allocate memory`
      : 'unable to map backing store for guest RAM: Cannot allocate memory';
  return refusal(
    'memory-too-large',
    span ?? draft.span,
    words,
    `${formatSize(value)} is more than the 128 TiB of addresses that a process has. Without a suffix -m counts MiB.`,
  );
}

/** Huge pages are reserved when they are mapped, unless reserve=off. */
export function reserveHugePages(draft: Draft, allocation: Allocation, world: BackendWorld): Finding | undefined {
  const { pageSize } = allocation;
  const { host } = world.setting;
  if (
    pageSize === undefined ||
    pageSize === hostPageSize(host) ||
    draft.size.value === undefined ||
    draft.reserve.value !== true
  )
    return undefined;
  const pages = roundUp(draft.size.value, pageSize) / pageSize;
  const before = world.reserved.get(pageSize) ?? 0n;
  world.reserved.set(pageSize, before + pages);
  const free = freeHugePages(host, pageSize);
  if (free === undefined || before + pages <= free) return undefined;
  const left = free > before ? free - before : 0n;
  const short = before + pages - free;
  const total = totalHugePages(host, pageSize);
  const pool = `/sys/kernel/mm/hugepages/hugepages-${pageSize / KIB}kB/nr_hugepages`;
  const reserve = total === undefined ? `add ${short} to ${pool}` : `echo ${total + short} > ${pool}`;
  const message = `It takes ${pages} huge pages of ${formatSize(pageSize)}, and the host has ${left} free. Reserve ${short} more: ${reserve}.`;
  return refusal(
    'huge-pages-short',
    draft.size.span ?? draft.span,
    'unable to map backing store for guest RAM: Cannot allocate memory',
    message,
  );
}

function mod(value: bigint, divisor: bigint): bigint {
  return ((value % divisor) + divisor) % divisor;
}
