import type { ConfSetting } from '../../syntax/proxmox/read-conf';
import type { Span } from '../../text/span';
import type { BackingPage } from '../backing';
import { formatSize } from '../format';
import type { HostProfile } from '../qemu/host-profile';
import { GIB, MIB } from '../qemu/units';
import type { VmmMemory } from '../vmm/vmm-configuration';
import type { ProxmoxNode, ProxmoxVm } from './proxmox-vm';

/** A memory backend that Proxmox has QEMU make. */
export interface ProxmoxBackend {
  /** Its id, without the `mem-` of a DIMM. */
  readonly id: string;
  readonly span: Span;
  /** As Proxmox writes it: MiB, perhaps with a fraction. `undefined`: not known. */
  readonly written: string | undefined;
  /** In MiB; `undefined`: not known, or no whole number. */
  readonly size: bigint | undefined;
  /** The guest node. */
  readonly node: number;
  readonly custom: ProxmoxNode | undefined;
  readonly isDimm: boolean;
}

/** QEMU has no more. (include/system/numa.h: MAX_NODES) */
export const MOST_GUEST_NODES = 128n;

/** In MiB: what there is at the start of a machine whose memory is plugged. */
export function staticMemory({ hotplug, memory, hugepages, sockets }: ProxmoxVm): bigint | undefined {
  if (hotplug.value !== true) return hotplug.value === undefined ? undefined : memory.value;
  if (hugepages?.page !== 1024n) return hugepages && hugepages.page === undefined ? undefined : 1024n;
  return sockets.value === undefined ? undefined : 1024n * sockets.value;
}

/**
 * The backends, in Proxmox's order. `undefined`: which there are is not known. A machine without nodes has none of its own.
 * (qemu-server, src/PVE/QemuServer/Memory.pm: config, foreach_dimm)
 */
export function backendsOf(vm: ProxmoxVm, place: Span): readonly ProxmoxBackend[] | undefined {
  const { numa, nodes, sockets, memory, hotplug } = vm;
  if (numa.value === undefined || hotplug.value === undefined) return undefined;
  if (!numa.value) return [];
  const span = memory.span ?? place;
  if (nodes.length > 0)
    return nodes.map((custom) => {
      const { index, setting } = custom;
      const { value } = custom.memory;
      const id = `ram-node${index}`;
      const written = value === undefined ? undefined : `${value}`;
      return { id, span: setting.value, written, size: value, node: index, custom, isDimm: false };
    });
  const count = sockets.value;
  if (count === undefined || count > MOST_GUEST_NODES) return undefined;
  const whole = staticMemory(vm);
  const isWhole = whole !== undefined && whole % count === 0n;
  const backends = Array.from({ length: Number(count) }, (_, node): ProxmoxBackend => {
    const size = isWhole ? whole / count : undefined;
    const written = whole === undefined ? undefined : isWhole ? `${size}` : quotient(whole, count);
    return { id: `ram-node${node}`, span, written, size, node, custom: undefined, isDimm: false };
  });
  if (!hotplug.value) return backends;
  const steps = dimmSteps(vm);
  if (!steps) return undefined;
  const dimms = steps.map(({ size }, i): ProxmoxBackend => {
    const node = (i % 32) % Number(count);
    return { id: `dimm${i}`, span, written: `${size}`, size, node, custom: undefined, isDimm: true };
  });
  return [...backends, ...dimms];
}

/** With 15 digits, as Perl prints a number. */
function quotient(whole: bigint, count: bigint): string {
  const places = Math.max(1, 15 - `${whole / count}`.length);
  const digits = `${(whole * 10n ** BigInt(places) * 2n + count) / (count * 2n)}`.padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** A DIMM, and the memory that there is with it, in MiB. */
export interface DimmStep {
  readonly size: bigint;
  readonly total: bigint;
}

/** The DIMMs up to the one with which there is enough: 32 of a size, then of twice the size. */
export function dimmSteps(vm: ProxmoxVm): readonly DimmStep[] | undefined {
  const memory = vm.memory.value;
  const start = staticMemory(vm);
  if (memory === undefined || start === undefined) return undefined;
  const steps: DimmStep[] = [];
  let total = start;
  let size = vm.hugepages?.page === 1024n ? 1024n : 512n;
  while (total < memory && steps.length < 256) {
    total += size;
    steps.push({ size, total });
    if (steps.length % 32 === 0) size *= 2n;
  }
  return steps;
}

/** The size of the pages of a backend, in bytes; `undefined`: not known. (qemu-server, src/PVE/QemuServer/Memory.pm: hugepages_size) */
export function pageOf({ hugepages }: ProxmoxVm, mib: bigint | undefined, host: HostProfile): bigint | undefined {
  const page = hugepages?.page;
  if (page !== 'any') return page === 2n || page === 1024n ? page * MIB : undefined;
  if (mib === undefined) return undefined;
  if (mib % 1024n !== 0n) return 2n * MIB;
  const pools = host.numaNodes?.flatMap(({ hugepages: some }) => some.map(({ pageSize }) => pageSize)) ?? [];
  return pools.length === 0 ? undefined : pools.includes(GIB) ? GIB : 2n * MIB;
}

/**
 * The pieces of the memory, DIMMs of one size and one node together. Huge pages are taken out of the pool of the host node that
 * has the guest node's number, or that it is bound to, before QEMU starts. (hugepages_topology, hugepages_allocate)
 */
export function memoryPieces(
  vm: ProxmoxVm,
  backends: readonly ProxmoxBackend[],
  host: HostProfile,
): readonly VmmMemory[] {
  const pieces = new Map<string, { backend: ProxmoxBackend; count: bigint }>();
  for (const backend of backends) {
    const key = backend.isDimm ? `${backend.size} ${backend.node}` : backend.id;
    const before = pieces.get(key);
    pieces.set(key, { backend: before?.backend ?? backend, count: (before?.count ?? 0n) + 1n });
  }
  return [...pieces.values()].map(({ backend, count }) => {
    const { id, span, size, node, custom, isDimm } = backend;
    const bound = custom?.policy?.text === 'bind' || vm.hugepages ? custom?.hostIds : [];
    return {
      name: isDimm ? `${count} × ${formatSize(size! * MIB)} DIMM, node ${node}` : id,
      span,
      size: size === undefined ? undefined : size * MIB * count,
      page: pieceOn(vm, size, host),
      nodes: vm.hugepages && !custom ? [BigInt(node)] : bound,
    };
  });
}

function pieceOn(vm: ProxmoxVm, size: bigint | undefined, host: HostProfile): BackingPage {
  if (!vm.hugepages) return vm.virtiofs ? { kind: 'base' } : { kind: 'thp' };
  const page = pageOf(vm, size, host);
  return page === undefined ? { kind: 'unknown' } : { kind: 'hugetlb', size: page };
}

/** In MiB; `undefined`: not known. At most so much, whatever the host. (qemu-server, src/PVE/QemuServer/Memory.pm: get_max_mem) */
export function mostMemory(
  cpu: ConfSetting | undefined,
  host: HostProfile,
): { readonly most: bigint; readonly isExact: boolean } {
  const bits = /(?:^|,)phys-bits=([^,]*)/.exec(cpu?.text ?? '')?.[1];
  const type = /^(?:cputype=)?([^,=]*)(?:,|$)/.exec(cpu?.text ?? '')?.[1];
  const ofHost = host.physBits;
  let width = /^\d{1,2}$/.test(bits ?? '') ? Number(bits) : undefined;
  const isHost = bits === 'host' || (width === undefined && /^(?:host|max)$/.test(type ?? ''));
  const isExact = width !== undefined || ofHost !== undefined;
  width ??= isHost ? (ofHost ?? 64) : Math.min(ofHost ?? 40, 40);
  const most = 1n << BigInt(Math.max((width & ~1) - 21, 0));
  return { most: most > 1n << 22n ? 1n << 22n : most, isExact };
}
