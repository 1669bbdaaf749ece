import { larger, smaller } from '../../layout/align';
import { formatSize, hex, plural } from '../../model/format';
import { KVM_MEM_READONLY, type SetMemoryRegion } from '../../model/slot-operation';
import { lostPagesOf } from '../../rules/lost-pages';
import type { LiveSlot } from '../../simulation/replay';
import type { MachineSimulation } from '../../simulation/simulate';

/** A piece of guest-physical memory in a configuration and in a log. */
export interface ComparedMemory {
  /** `missing`: only the configuration has it; `extra`: only the log; `differs`: both have it, in another way. */
  readonly kind: 'same' | 'missing' | 'extra' | 'differs';
  /** `[start, end)`. */
  readonly start: bigint;
  readonly end: bigint;
  /** What is other; empty where nothing is. */
  readonly notes: readonly string[];
}

/**
 * The slots that a configuration makes against those that are set at the end of a log, in the order of the addresses. Slots
 * that overlap, through however many others, are compared together.
 */
export function compareMemory(config: MachineSimulation, log: MachineSimulation): readonly ComparedMemory[] {
  const expected = slotsOf(config);
  const found = slotsOf(log);
  const rows: ComparedMemory[] = [];
  let [i, j] = [0, 0];
  while (i < expected.length || j < found.length) {
    const [firstExpected, firstFound] = [i, j];
    const start = smaller(expected[i]?.start ?? found[j]!.start, found[j]?.start ?? expected[i]!.start);
    let end = start;
    // Whatever begins before the end of what was taken so far overlaps it.
    for (;;) {
      const [next, other] = [expected[i], found[j]];
      const slot = next && (!other || next.start <= other.start) ? next : other;
      if (!slot || (end > start && slot.start >= end)) break;
      if (slot === next) i++;
      else j++;
      end = larger(end, slot.end);
    }
    rows.push(compareCluster(expected.slice(firstExpected, i), found.slice(firstFound, j), start, end, config, log));
  }
  return rows;
}

/** How many of the pieces are not the same. */
export function countDifferences(rows: readonly ComparedMemory[]): number {
  return rows.filter(({ kind }) => kind !== 'same').length;
}

/** In the address space of ordinary memory: that of SMM shows the same RAM once more. */
function slotsOf({ liveSlots }: MachineSimulation): readonly LiveSlot[] {
  return [...(liveSlots.get(0) ?? [])];
}

function compareCluster(
  expected: readonly LiveSlot[],
  found: readonly LiveSlot[],
  start: bigint,
  end: bigint,
  config: MachineSimulation,
  log: MachineSimulation,
): ComparedMemory {
  const row = (kind: ComparedMemory['kind'], notes: readonly string[]) => ({ kind, start, end, notes });
  if (found.length === 0) return row('missing', []);
  if (expected.length === 0) return row('extra', []);
  const notes: string[] = [];
  const isSplit = expected.length !== found.length || expected.some((slot, i) => !isAt(slot, found[i]!));
  if (isSplit) {
    notes.push(`configured as ${list(expected)}`, `logged as ${list(found)}`);
    const lacking = covered(expected) - covered(found);
    if (lacking !== 0n)
      notes.push(`the log has ${formatSize(lacking < 0n ? -lacking : lacking)} ${lacking > 0n ? 'less' : 'more'}`);
  } else {
    for (const [i, slot] of expected.entries()) notes.push(...compareSlot(slot.region, found[i]!.region, config, log));
  }
  return row(notes.length > 0 ? 'differs' : 'same', notes);
}

/** What is other of two slots at one place. */
function compareSlot(
  expected: SetMemoryRegion,
  found: SetMemoryRegion,
  config: MachineSimulation,
  log: MachineSimulation,
): readonly string[] {
  const notes: string[] = [];
  const [wanted, is] = [expected.flags.value, found.flags.value];
  if (wanted !== undefined && is !== undefined && ((wanted ^ is) & KVM_MEM_READONLY) !== 0n)
    notes.push(`${(is & KVM_MEM_READONLY) === 0n ? 'writable' : 'read-only'} in the log only`);
  const largest = config.pagesOf(expected)?.pages.findLast(({ count }) => count > 0n)?.size;
  const lost = lostPagesOf(found, log.machine.host);
  if (largest !== undefined && lost && lost.size <= largest)
    notes.push(
      `configured for pages of ${formatSize(largest)}, but gpa and userspace_addr in the log differ below ${formatSize(lost.size)} by ${hex(lost.difference)}`,
    );
  return notes;
}

function isAt(a: LiveSlot, b: LiveSlot): boolean {
  return a.start === b.start && a.end === b.end;
}

/** More than so many slots of one piece of memory are not listed. */
const MOST_LISTED = 8;

function list(slots: readonly LiveSlot[]): string {
  const shown = slots.slice(0, MOST_LISTED).map(({ start, end }) => `[${hex(start)}, ${hex(end)})`);
  const rest = slots.length - shown.length;
  return `${plural(BigInt(slots.length), 'slot')} ${shown.join(' ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function covered(slots: readonly LiveSlot[]): bigint {
  return slots.reduce((sum, { start, end }) => sum + (end - start), 0n);
}
