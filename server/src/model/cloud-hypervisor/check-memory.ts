import { spanText } from '../../text/span';
import { formatSize, hex } from '../format';
import { hugePageSizes } from '../qemu/host-memory';
import type { HostProfile } from '../qemu/host-profile';
import { GIB, KIB, MIB } from '../qemu/units';
import { flagIn, type GivenFields, isGiven, numberIn, placeIn, textIn } from '../vmm/given-fields';
import type { VmmFinding } from '../vmm/vmm-configuration';
import { type MemoryPlan, PLUG_ALIGN, type PlannedZone, sizeOf } from './memory-plan';

type Details = Omit<VmmFinding, 'code' | 'span' | 'message'>;

/** What Cloud Hypervisor refuses of a guest's memory, and what it makes less of than one thinks. */
export function checkMemory(plan: MemoryPlan, host: HostProfile): readonly VmmFinding[] {
  const { memory, zones = [] } = plan;
  return [
    ...checkZones(plan),
    ...[memory, ...zones].flatMap((given) => [
      ...checkPages(given, plan, host),
      ...checkShared(given, plan),
      ...checkPlugged(given, plan),
    ]),
    ...plan.parts.flatMap((part) => checkSize(part, plan)),
    ...checkNames(plan),
    ...checkSharers(plan),
    ...checkStarts(plan),
  ];
}

function finding(code: string, given: GivenFields, name: string, message: string, details: Details = {}): VmmFinding {
  return { code: `cloud-hypervisor-${code}`, span: placeIn(given, name), message, ...details };
}

/** Another value of a field that is written. */
function change(given: GivenFields, name: string, newText: string) {
  const { span, isBorrowed } = given.entries.get(name) ?? {};
  return span && !isBorrowed ? [{ title: `Change ${name} to ${newText}`, edits: [{ span, newText }] }] : [];
}

/** A size as it is written here: without a unit in JSON; with K, M or G, the only ones there are, in an option. */
function written(size: bigint, { style }: MemoryPlan): string {
  if (style === 'json') return `${size}`;
  for (const [unit, letter] of [
    [GIB, 'G'],
    [MIB, 'M'],
    [KIB, 'K'],
  ] as const)
    if (size > 0n && size % unit === 0n) return `${size / unit}${letter}`;
  return `${size}`;
}

/** A field that is on, as it is written here. */
function assigned(name: string, { style }: MemoryPlan): string {
  return style === 'json' ? `"${name}": true` : `${name}=on`;
}

/** (vmm/src/memory_manager.rs: validate_memory_config) */
function checkZones(plan: MemoryPlan): readonly VmmFinding[] {
  const { memory, zones, style } = plan;
  const size = sizeOf(memory, plan);
  if (size === undefined || zones === undefined) return [];
  if (size === 0n && zones.length === 0) {
    const said = 'User defined memory regions must be provided if the memory size is 0';
    return [finding('zones', memory, 'size', 'The guest has no memory.', { said })];
  }
  if (size === 0n || zones.length === 0) return [];
  const what = style === 'options' ? 'Write --memory size=0 beside zones' : 'Set it to 0';
  return [
    finding('zones', memory, 'size', `Zones have all of the memory, or none. ${what}.`, {
      said: "User defined memory regions can't be provided if the memory size is not 0",
      repairs: change(memory, 'size', '0'),
    }),
  ];
}

/** (vmm/src/config.rs: VmConfig::validate) */
function checkPages(given: GivenFields, plan: MemoryPlan, host: HostProfile): readonly VmmFinding[] {
  const size = numberIn(given, 'hugepage_size');
  if (size === undefined) return [];
  const isZone = given !== plan.memory;
  if (flagIn(given, 'hugepages') === false) {
    const on = plan.style === 'json' ? 'true' : 'on';
    const message = `hugepage_size is nothing without ${assigned('hugepages', plan)}.`;
    // Of a zone nobody looks at it.
    const weight = isZone
      ? ({ severity: 'warning' } as const)
      : { said: 'Huge page size specified but huge pages not enabled' };
    return [
      finding('page-size', given, 'hugepage_size', message, { ...weight, repairs: change(given, 'hugepages', on) }),
    ];
  }
  if (size === 0n || (size & (size - 1n)) !== 0n) {
    const said = isZone ? {} : { said: `Huge page size is not power of 2: ${size}` };
    const repairs = [2n * MIB, GIB].flatMap((page) => change(given, 'hugepage_size', written(page, plan)));
    return [finding('page-size', given, 'hugepage_size', 'A page is a power of two.', { ...said, repairs })];
  }
  const sizes = hugePageSizes(host);
  if (!sizes || sizes.includes(size)) return [];
  const message = `The host has no huge pages of ${formatSize(size)}, but of ${sizes.map(formatSize).join(' and ')}.`;
  const repairs = sizes.flatMap((page) => change(given, 'hugepage_size', written(page, plan)));
  return [finding('page-size', given, 'hugepage_size', message, { severity: 'warning', repairs })];
}

function checkShared(given: GivenFields, { memory, style }: MemoryPlan): readonly VmmFinding[] {
  if (flagIn(given, 'shared') !== true) return [];
  const off = style === 'json' ? 'false' : 'off';
  // A zone takes the word of all memory where it says nothing, but only among options.
  const inherits = given !== memory && style === 'options' && isGiven(given, 'mergeable') === false;
  if (flagIn(inherits ? memory : given, 'mergeable')) {
    const place = inherits ? memory : given;
    return [
      finding('sharing', place, 'mergeable', 'Pages that others map are not merged.', {
        said: "Invalid to set both 'mergeable' and 'shared' for memory",
        repairs: change(place, 'mergeable', off),
      }),
    ];
  }
  if (flagIn(given, 'hugepages') !== true || isGiven(given, 'file') !== false) return [];
  const message = 'Huge pages are mapped shared in any case.';
  return [finding('shared-ignored', given, 'shared', message, { repairs: change(given, 'shared', off) })];
}

/** (vmm/src/memory_manager.rs: validate_memory_config; virtio-devices/src/mem.rs: Mem::new) */
function checkPlugged(given: GivenFields, plan: MemoryPlan): readonly VmmFinding[] {
  const { memory, zones } = plan;
  const isZone = given !== memory;
  if (!isZone && zones && zones.length > 0) return [];
  const hasMost = isGiven(given, 'hotplug_size');
  const most = numberIn(given, 'hotplug_size');
  const now = numberIn(given, 'hotplugged_size');
  const hasNow = isGiven(given, 'hotplugged_size');
  const method = textIn(memory, 'hotplug_method', 'Acpi');
  const other = change(memory, 'hotplug_method', plan.style === 'json' ? '"VirtioMem"' : 'virtio-mem');
  const refuse = (name: string, message: string, said: string, repairs = other) => [
    finding('hotplug', given, name, message, { said, repairs }),
  ];
  if (isZone && hasMost && method === 'Acpi') {
    const message = 'Only virtio-mem plugs memory into a zone.';
    return refuse('hotplug_size', message, 'Invalid to set ACPI hotplug method for memory zones');
  }
  if (hasNow && now !== undefined) {
    if (most !== undefined && now > most) {
      const message = `No more than ${formatSize(most)} can be plugged, not ${formatSize(now)}.`;
      const said = `'hotplugged_size' ${now} can't be bigger than 'hotplug_size' ${most}`;
      return refuse('hotplugged_size', message, said, change(given, 'hotplugged_size', written(most, plan)));
    }
    if (hasMost === false) {
      const said = "Invalid to define 'hotplugged_size' when there is no 'hotplug_size'";
      return refuse('hotplugged_size', 'There is no hotplug_size to take it from.', said, []);
    }
    if (method === 'Acpi') {
      const said = "Invalid to define 'hotplugged_size' with hotplug method 'acpi'";
      return refuse('hotplugged_size', 'Only virtio-mem plugs memory at the start.', said);
    }
  }
  if (most === 0n) return refuse('hotplug_size', 'Nothing could be plugged.', "'hotplug_size' can't be 0", []);
  if (most === undefined || method !== 'VirtioMem' || most % PLUG_ALIGN === 0n) return [];
  const below = most - (most % PLUG_ALIGN);
  const sizes = [below + PLUG_ALIGN, below].filter((size) => size > 0n && size >= (now ?? 0n));
  return refuse(
    'hotplug_size',
    `${formatSize(most)} is no multiple of 128 MiB.`,
    'Virtio-mem size is not aligned with 134217728',
    sizes.flatMap((size) => change(given, 'hotplug_size', written(size, plan))),
  );
}

function checkSize({ given, size, align, page }: PlannedZone, plan: MemoryPlan): readonly VmmFinding[] {
  if (size === undefined || align === undefined || size % align === 0n) return [];
  const below = size - (size % align);
  const pages = page.kind === 'hugetlb' ? `its pages of ${formatSize(align)}` : `pages of ${formatSize(align)}`;
  return [
    finding('size', given, 'size', `${formatSize(size)} is no multiple of ${pages}.`, {
      said: 'Memory size is misaligned with default page size or its hugepage size',
      repairs: [below + align, below]
        .filter((better) => better > 0n)
        .flatMap((better) => change(given, 'size', written(better, plan))),
    }),
  ];
}

function checkNames({ zones: known, nodes, style }: MemoryPlan): readonly VmmFinding[] {
  const zones = known ?? [];
  const found: VmmFinding[] = [];
  const seen = new Map<string, GivenFields>();
  for (const zone of zones) {
    const id = textIn(zone, 'id');
    const first = id === undefined ? undefined : seen.get(id);
    if (id === undefined) continue;
    seen.set(id, first ?? zone);
    if (first)
      found.push(
        finding('zones', zone, 'id', 'Another zone has this id.', {
          said: `Memory zone identifier '${id}' found more than once. It must be unique`,
          related: [{ span: placeIn(first, 'id'), message: 'It is here as well.' }],
        }),
      );
    if (flagIn(zone, 'shared') && isGiven(zone, 'file') && isGiven(zone, 'host_numa_node'))
      found.push(
        finding('zones', zone, 'host_numa_node', 'Where a shared file has its pages is not up to who maps it.', {
          said: "Invalid to set host NUMA policy for a memory zone backed by a regular file and mapped as 'shared'",
          repairs: change(zone, 'shared', style === 'json' ? 'false' : 'off'),
        }),
      );
  }
  const isWhole = known !== undefined && zones.every((zone) => textIn(zone, 'id') !== undefined);
  const owners = new Map<string, string | undefined>();
  for (const node of nodes) {
    for (const { name, span } of node.zones) {
      if (name === undefined) continue;
      const code = 'cloud-hypervisor-zones';
      if (owners.has(name)) {
        const ids = [owners.get(name), node.id];
        const said = ids.includes(undefined)
          ? {}
          : { said: `Memory zone: ${name} belongs to multiple NUMA nodes: ${ids.join(' and ')}` };
        found.push({ code, span, message: `Zone ${name} belongs to another node already.`, ...said });
      } else if (isWhole && !seen.has(name))
        found.push({ code, span, message: `There is no zone ${name}.`, said: `Unknown memory zone '${name}'` });
      owners.set(name, node.id);
    }
  }
  return found;
}

/** (vmm/src/config.rs: VmConfig::backed_by_shared_memory) */
function checkSharers(plan: MemoryPlan): readonly VmmFinding[] {
  const { memory, parts, sharers, pieces, style } = plan;
  if (pieces === undefined && parts.length === 0) return [];
  const isPrivate = ({ given }: Pick<PlannedZone, 'given'>) =>
    flagIn(given, 'shared') === false && flagIn(given, 'hugepages') === false;
  const apart = isPrivate({ given: memory }) ? parts.find(isPrivate) : undefined;
  if (!apart) return [];
  return sharers.map(({ span, kind }) => ({
    code: 'cloud-hypervisor-not-shared',
    span,
    message: `Another process cannot map the memory${apart.given === memory ? '' : ` of zone ${apart.name}`}: it needs ${assigned('shared', plan)}.`,
    said: `Using ${kind} requires using shared memory or huge pages`,
    related: [{ span: apart.given.place, message: 'This memory is private.' }],
    repairs: change(apart.given, 'shared', style === 'json' ? 'true' : 'on'),
  }));
}

/** Cloud Hypervisor puts a zone where the one before it ends, and maps it where its pages want it. */
function checkStarts(plan: MemoryPlan): readonly VmmFinding[] {
  const { parts, pieces = [] } = plan;
  const found: VmmFinding[] = [];
  for (const [i, { zone, gpa, size, page, isPluggable, span }] of pieces.entries()) {
    const { given, name } = parts[zone]!;
    if (page.kind !== 'hugetlb' || gpa % page.size === 0n) continue;
    const lost = gpa % page.size;
    const largest = lost % (2n * MIB) === 0n ? 2n * MIB : 4n * KIB;
    const before = isPluggable ? undefined : parts[pieces[i - 1]?.zone ?? -1];
    const where = before ? `, where zone ${before.name} ends` : '';
    const which = isPluggable ? `The memory that can be plugged into ${name}` : `Zone ${name}`;
    const message = `${which} starts at ${hex(gpa)}${where}. That is no multiple of ${formatSize(page.size)}, its page size: KVM maps its ${formatSize(size)} with pages of ${formatSize(largest)}.`;
    const hint = before ? ' Put larger pages first, or fill up what stands before.' : '';
    const first = parts.slice(0, zone).find((part) => part.page.kind !== 'hugetlb' || part.page.size < page.size);
    const swap =
      first && before
        ? [
            {
              title: `Swap the zones ${first.name} and ${name}`,
              edits: [
                { span: first.given.whole, newText: spanText(given.whole) },
                { span: given.whole, newText: spanText(first.given.whole) },
              ],
            },
          ]
        : [];
    const fill =
      before?.size === undefined ? [] : change(before.given, 'size', written(before.size + page.size - lost, plan));
    found.push({
      code: 'cloud-hypervisor-zone-start',
      span,
      message: message + hint,
      repairs: [...swap, ...fill],
    });
  }
  return found;
}
