import type { Span } from '../../text/span';
import type { BackingPage } from '../backing';
import { defaultHugePage, hostPageSize, pathMemory } from '../qemu/host-memory';
import type { HostProfile } from '../qemu/host-profile';
import { kvmHost } from '../qemu/kvm-host';
import { GIB, MIB } from '../qemu/units';
import { flagIn, type GivenFields, isGiven, numberIn, placeIn, textIn } from '../vmm/given-fields';
import { type RamPiece, ramMachine } from '../vmm/ram-machine';
import type { VmmMachine, VmmMemory } from '../vmm/vmm-configuration';
import { placeZones } from './place-zones';

/** What is written about a guest's memory, as JSON or as options. */
export interface WrittenMemory {
  readonly memory: GivenFields;
  /** `undefined`: whether there are any, or which, is not known. */
  readonly zones: readonly GivenFields[] | undefined;
  /** The zones of each guest NUMA node, as far as they are known. */
  readonly nodes: readonly { readonly id: string | undefined; readonly zones: readonly ZoneName[] }[];
  /** What needs memory that another process can map: vhost-user, or user devices. */
  readonly sharers: readonly { readonly span: Span; readonly kind: 'vhost-user' | 'user devices' }[];
  /** How a boolean, a size and a way to plug are written here. */
  readonly style: 'json' | 'options';
}

export interface ZoneName {
  readonly name: string | undefined;
  readonly span: Span;
}

/** The zones that a guest's memory comes to, in order, and where they lie. */
export interface MemoryPlan extends WrittenMemory {
  readonly parts: readonly PlannedZone[];
  /** `undefined`: not known. */
  readonly pieces: readonly PlannedPiece[] | undefined;
}

export interface PlannedZone {
  readonly given: GivenFields;
  readonly name: string;
  readonly size: bigint | undefined;
  readonly page: BackingPage;
  /** What its size is a multiple of; `undefined`: not known. */
  readonly align: bigint | undefined;
}

export interface PlannedPiece extends RamPiece {
  readonly zone: number;
  /** Memory that can be plugged by virtio-mem, which is one memslot from the start. */
  readonly isPluggable: boolean;
}

/** Where nothing else is written. (vmm/src/vm_config.rs: DEFAULT_MEMORY_MB) */
const DEFAULT_SIZE = 512n * MIB;
/** (virtio-devices/src/mem.rs: VIRTIO_MEM_ALIGN_SIZE) */
export const PLUG_ALIGN = 128n * MIB;
/** More than any host has: no addresses are worked out for it. */
const MOST = 1n << 52n;

/** Works out what zones there are and where they lie. */
export function planMemory(written: WrittenMemory, host: HostProfile): MemoryPlan {
  const { memory, zones } = written;
  const total = sizeOf(memory, written);
  const hasZones = total === undefined ? zones && zones.length > 0 : total === 0n;
  const givens = hasZones === undefined ? undefined : hasZones ? zones : [memory];
  const thp = flagIn(memory, 'thp', true);
  const parts = (givens ?? []).map((given): PlannedZone => {
    const name = given === memory ? 'mem0' : (textIn(given, 'id') ?? 'zone');
    const { page, align } = pagesOf(given, thp, host);
    return { given, name, size: sizeOf(given, written), page, align };
  });
  return { ...written, parts, pieces: givens && placePieces(parts, written, host) };
}

/** A size of a zone, or of all. In JSON there must be one. */
export function sizeOf(given: GivenFields, { style }: WrittenMemory): bigint | undefined {
  return numberIn(given, 'size', style === 'options' ? DEFAULT_SIZE : undefined);
}

/** (vmm/src/memory_manager.rs: memory_zone_get_align_size, create_ram_region) */
function pagesOf(given: GivenFields, thp: boolean | undefined, host: HostProfile): Pick<PlannedZone, 'page' | 'align'> {
  const hugepages = flagIn(given, 'hugepages');
  const shared = flagIn(given, 'shared');
  const hasFile = isGiven(given, 'file');
  const unknown = { page: { kind: 'unknown' }, align: undefined } as const;
  if (hugepages === undefined || hasFile === undefined) return unknown;
  const base = hostPageSize(host);
  if (hasFile) {
    const path = textIn(given, 'file');
    const isOrdinary = !hugepages && path !== undefined && pathMemory(path, host).hugetlbfs === false;
    return isOrdinary ? { page: { kind: 'base' }, align: base } : unknown;
  }
  if (hugepages) {
    const size = isGiven(given, 'hugepage_size') === false ? defaultHugePage(host) : numberIn(given, 'hugepage_size');
    const isPage = size !== undefined && size >= base && (size & (size - 1n)) === 0n;
    return isPage ? { page: { kind: 'hugetlb', size }, align: size } : unknown;
  }
  const page: BackingPage =
    shared === undefined || thp === undefined ? { kind: 'unknown' } : { kind: thp && !shared ? 'thp' : 'base' };
  return { page, align: base };
}

function placePieces(
  parts: readonly PlannedZone[],
  { memory, zones }: WrittenMemory,
  host: HostProfile,
): readonly PlannedPiece[] | undefined {
  const sizes: { size: bigint; page: bigint | undefined }[] = [];
  for (const { size, align } of parts) {
    if (size === undefined || size === 0n || size >= MOST || (align !== undefined && size % align !== 0n))
      return undefined;
    sizes.push({ size, page: align });
  }
  const placed = (host.arch ?? 'x86_64') === 'x86_64' && sizes.length > 0 ? placeZones(sizes) : undefined;
  if (!placed) return undefined;
  const pieces = placed.map(({ zone, gpa, size }): PlannedPiece => {
    const { name, page, given } = parts[zone]!;
    return { name, span: sizePlace(given), gpa, size, page, zone, isPluggable: false };
  });
  const last = pieces.at(-1)!;
  let next = last.gpa + last.size;
  if (next < 3n * GIB) next = 4n * GIB;
  const method = textIn(memory, 'hotplug_method', 'Acpi');
  for (const [zone, { given, name, page }] of parts.entries()) {
    const plugs = isGiven(given, 'hotplug_size');
    if (plugs === false || (given === memory && method === 'Acpi')) continue;
    const size = numberIn(given, 'hotplug_size');
    if (!plugs || size === undefined || method === undefined || size >= MOST || zones === undefined) return undefined;
    const gpa = ((next + PLUG_ALIGN - 1n) / PLUG_ALIGN) * PLUG_ALIGN;
    next = gpa + size;
    if (size > 0n)
      pieces.push({
        name: `${name}, pluggable`,
        span: placeIn(given, 'hotplug_size'),
        gpa,
        size,
        page,
        zone,
        isPluggable: true,
      });
  }
  return pieces;
}

/** The guest, for what is shown of it. */
export function plannedMachine(
  { parts, pieces, memory, zones }: MemoryPlan,
  span: Span,
  host: HostProfile,
): VmmMachine {
  return {
    name: 'Cloud Hypervisor',
    span,
    memory: parts.map(
      ({ given, name, size, page }): VmmMemory => ({
        name,
        span: sizePlace(given),
        size,
        page,
        nodes: nodesOf(given),
      }),
    ),
    complete:
      memory.complete &&
      zones !== undefined &&
      parts.length > 0 &&
      parts.every(({ size, page }) => size !== undefined && page.kind !== 'unknown'),
    kvm: pieces && ramMachine(pieces, kvmHost(host, 'x86_64', 'default')),
  };
}

/** Where the size of a zone stands; what a variable holds is shown where the zone is. */
function sizePlace(given: GivenFields): Span {
  const { span, isBorrowed } = given.entries.get('size') ?? {};
  return isBorrowed ? given.whole : (span ?? given.place);
}

function nodesOf(given: GivenFields): readonly bigint[] | undefined {
  const isBound = isGiven(given, 'host_numa_node');
  if (isBound === false) return [];
  const node = isBound ? numberIn(given, 'host_numa_node') : undefined;
  return node === undefined ? undefined : [node];
}
