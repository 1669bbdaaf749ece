import { alignDown, alignUp, congruentUp, isAligned } from '../../layout/align';
import { architectureOf, granuleOf } from '../../model/architecture';
import { formatSize, hex, writeListSize } from '../../model/format';
import type { Machine } from '../../model/machine';
import type { SetMemoryRegion } from '../../model/slot-operation';
import { nameOf } from '../../rules/slot-text';
import { slotKey } from '../../simulation/memslots';
import { effectiveErrno } from '../../simulation/replay';
import type { MachineSimulation } from '../../simulation/simulate';
import { U64_LIMIT } from '../../text/u64';
import type { CompletionItem } from './completion-item';

/** What a number of a slot could be, given the slots before it. `asHex`: it is being written in hexadecimal. */
export function slotValueItems(
  field: 'gpa' | 'offset' | 'size',
  region: SetMemoryRegion,
  simulation: MachineSimulation,
  asHex: boolean,
): CompletionItem[] {
  const slots = slotsAround(region, simulation);
  const { host } = simulation.machine;
  const pageSizes = granuleOf(architectureOf(host.arch), host.pageSize).mappable;
  const proposals = PROPOSE[field](region, slots, { pageSizes, hasDeviceHole: host.arch === 'x86_64' });
  const items = new Map<bigint, CompletionItem>();
  for (const { value, what } of proposals) {
    if (value < 0n || value >= U64_LIMIT || items.has(value)) continue;
    const aligned = field === 'size' ? '' : alignmentText(value, pageSizes);
    items.set(value, { kind: 'number', label: asHex ? hex(value) : writeListSize(value), detail: what + aligned });
  }
  return [...items.values()];
}

/** The id behind the highest one that a machine's slots have. */
export function nextSlotId({ operations }: Machine): bigint {
  let next = 0n;
  for (const operation of operations) {
    if (operation.kind === 'set-memory-region' && operation.slot.value !== undefined && operation.slot.value >= next)
      next = operation.slot.value + 1n;
  }
  return next;
}

interface Proposal {
  readonly value: bigint;
  /** A phrase: what the value is. */
  readonly what: string;
}

type Propose = (region: SetMemoryRegion, slots: Slots, layout: Layout) => readonly Proposal[];

interface Layout {
  /** What the second-level tables can map, ascending. */
  readonly pageSizes: readonly bigint[];
  /** Devices have addresses below 4 GiB. */
  readonly hasDeviceHole: boolean;
}

interface Slots {
  /** Those that are set where the call is made, in the order in which they were set. */
  readonly before: readonly PlacedSlot[];
  /** Those and the ones that later calls set, of the same address space. */
  readonly others: readonly PlacedSlot[];
}

/** A slot that is set where the call is made, with numbers that are known. */
interface PlacedSlot {
  readonly region: SetMemoryRegion;
  readonly start: bigint;
  readonly end: bigint;
}

const FOUR_GIB = 1n << 32n;

const PROPOSE: Readonly<Record<'gpa' | 'offset' | 'size', Propose>> = {
  gpa(region, { before, others }, { pageSizes, hasDeviceHole }) {
    const own = before.filter((slot) => inSameSpace(slot.region, region));
    const last = own.at(-1);
    if (!last) return [{ value: 0n, what: 'the start of guest memory' }];
    const highest = own.reduce((a, b) => (b.end > a.end ? b : a));
    const proposals: Proposal[] = [];
    for (const { region: other, end } of highest === last ? [last] : [last, highest]) {
      proposals.push({ value: end, what: `the end of ${nameOf(other)}` });
      for (const size of hugePages(pageSizes))
        proposals.push({
          value: alignUp(end, size),
          what: `the next ${formatSize(size)} boundary behind ${nameOf(other)}`,
        });
    }
    // x86 keeps the last GiB below 4 GiB for devices, so guests' memory goes on above.
    if (hasDeviceHole && last.end <= FOUR_GIB)
      proposals.push({ value: FOUR_GIB, what: 'above the devices below 4 GiB' });
    const size = region.size.value || 1n;
    return proposals.filter(({ value }) => !others.some(({ start, end }) => value < end && start < value + size));
  },
  offset(region, { before }, { pageSizes }) {
    const behind = before.findLast(({ region: other }) => takesFromSame(other, region))?.region;
    const from = behind ? (behind.offset?.value ?? 0n) + behind.size.value! : 0n;
    const proposals = [{ value: from, what: behind ? `behind ${nameOf(behind)}` : 'the start' }];
    const gpa = region.gpa.value;
    if (gpa !== undefined) {
      // A guest_memfd is indexed by the offset itself; other memory lies at the backing's address plus the offset.
      const target = region.guestMemfd ? gpa : gpa - (region.backing?.hva.value ?? 0n);
      for (const size of hugePages(pageSizes)) {
        if (region.size.value !== undefined && region.size.value < size) continue;
        proposals.push({ value: congruentUp(from, target, size), what: `agrees with gpa modulo ${formatSize(size)}` });
      }
    }
    const fileSize = backingSize(region);
    const size = region.size.value ?? 0n;
    return proposals.filter(({ value }) => fileSize === undefined || value + size <= fileSize);
  },
  size(region, { others }, { pageSizes }) {
    const proposals: Proposal[] = [];
    const fileSize = backingSize(region);
    const rest = fileSize === undefined ? undefined : fileSize - (region.offset?.value ?? 0n);
    if (rest !== undefined && rest > 0n) {
      const name = region.backing ? region.backing.name : 'the guest_memfd';
      const all = region.offset?.value ? `the rest of ${name}` : `all of ${name}`;
      proposals.push({ value: rest, what: all });
      for (const size of hugePages(pageSizes)) {
        if (!isAligned(rest, size) && rest > size)
          proposals.push({ value: alignDown(rest, size), what: `${all} in whole ${formatSize(size)} pages` });
      }
    }
    const gpa = region.gpa.value;
    if (gpa !== undefined) {
      const above = others.filter(({ start }) => start > gpa);
      const next = above.length > 0 ? above.reduce((a, b) => (b.start < a.start ? b : a)) : undefined;
      if (next) proposals.push({ value: next.start - gpa, what: `up to ${nameOf(next.region)}` });
    }
    return proposals;
  },
};

function slotsAround(region: SetMemoryRegion, { results }: MachineSimulation): Slots {
  const byKey = new Map<number | undefined, PlacedSlot>();
  const later: PlacedSlot[] = [];
  let isBehind = false;
  for (const result of results) {
    const { operation, live } = result;
    if (operation === region) isBehind = true;
    if (operation === region || operation.kind !== 'set-memory-region') continue;
    if (isBehind ? !live : effectiveErrno(result) !== 0) continue;
    const slot = placed(operation);
    if (isBehind) {
      if (slot) later.push(slot);
      continue;
    }
    const key = slotKey(operation);
    byKey.delete(key);
    if (slot) byKey.set(key, slot);
  }
  const before = [...byKey.values()];
  return { before, others: [...before, ...later].filter((slot) => inSameSpace(slot.region, region)) };
}

function placed(region: SetMemoryRegion): PlacedSlot | undefined {
  const start = region.gpa.value;
  const size = region.size.value;
  return start !== undefined && size ? { region, start, end: start + size } : undefined;
}

function inSameSpace(a: SetMemoryRegion, b: SetMemoryRegion): boolean {
  return a.addressSpace.value === b.addressSpace.value;
}

/** Whether both take their memory from one backing, or one guest_memfd. */
function takesFromSame(a: SetMemoryRegion, b: SetMemoryRegion): boolean {
  if (b.guestMemfd) return a.guestMemfd?.id !== undefined && a.guestMemfd.id === b.guestMemfd.id;
  return a.backing === b.backing && !a.guestMemfd && a.offset !== undefined;
}

function backingSize({ guestMemfd, backing }: SetMemoryRegion): bigint | undefined {
  return guestMemfd?.size.value ?? backing?.size.value;
}

function hugePages(pageSizes: readonly bigint[]): readonly bigint[] {
  return pageSizes.slice(1);
}

/** `, 2 MiB-aligned`: the largest page that the value is aligned to. */
function alignmentText(value: bigint, pageSizes: readonly bigint[]): string {
  const size = pageSizes.findLast((pageSize) => isAligned(value, pageSize));
  return size === undefined || value === 0n ? '' : `, ${formatSize(size)}-aligned`;
}
