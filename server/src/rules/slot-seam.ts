import { alignDown, alignUp, congruent } from '../layout/align';
import { formatSize, hex } from '../model/format';
import type { Host } from '../model/host';
import { addressModulo } from '../model/host-address';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { LiveSlot } from '../simulation/replay';
import { largestFrom, secondLevelOf } from '../simulation/second-level';
import type { Chunk } from '../text/chunk';
import { perChunk } from '../text/per-chunk';
import { defineRule, type Fix } from './define-rule';
import { writeValue } from './edits';
import { nameOf } from './slot-text';

interface Seam {
  readonly lower: SetMemoryRegion;
  readonly upper: SetMemoryRegion;
  readonly at: bigint;
  readonly pageSize: bigint;
}

export const slotSeam = defineRule({
  id: 'slot-seam',
  severity: 'warning',
  scope: 'machine',
  summary: 'Two large slots meet inside a huge page, which both lose.',
  why: `A huge page cannot cross the border of two slots, even where the memory on both sides belongs together: the page that the border cuts is mapped with smaller ones on both sides. Put the border on a multiple of 2 MiB
(1 GiB for a backing of 1 GiB pages), or make one slot of two that have the same flags and whose addresses go on without a step.`,
  references: ['arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata'],
  examples: {
    valid: [
      'backing ram type=memfd page=2M size=16M\nSlot#0: gpa=0, offset=0, size=8M, backing=ram\nSlot#1: gpa=8M, offset=8M, size=8M, backing=ram\n',
    ],
    invalid: [
      'backing ram type=memfd page=2M size=16M\nSlot#0: gpa=0, offset=0, size=7M, backing=ram\nSlot#1: gpa=7M, offset=7M, size=9M, backing=ram\n',
    ],
  },
  check({ machine: { host }, liveSlots }) {
    const seams: Seam[] = [];
    for (const { chunks } of liveSlots.values())
      for (const [i, slots] of chunks.entries())
        for (const seam of seamsOf(slots, chunks[i - 1]?.items.at(-1), host)) seams.push(seam);
    return seams;
  },
  report: ({ lower, upper, at, pageSize }) => ({
    span: upper.gpa.span ?? upper.headSpan,
    message: `${nameOf(lower)} and ${nameOf(upper)} meet at ${hex(at)}, inside a ${formatSize(pageSize)} page: both lose it. Move the border to ${hex(alignDown(at, pageSize))} or ${hex(alignUp(at, pageSize))}${canMerge(lower, upper) ? ', or make one slot of the two' : ''}.`,
    related: [{ span: lower.headSpan, message: `${nameOf(lower)} ends at ${hex(at)}` }],
  }),
  fixes: (seam) =>
    [alignDown(seam.at, seam.pageSize), alignUp(seam.at, seam.pageSize)].flatMap((to) => moveBorder(seam, to) ?? []),
});

/** Gives memory from one of two slots to the other, where it goes on from one to the other without a step. */
function moveBorder({ lower, upper, at }: Seam, to: bigint): Fix | undefined {
  const step = to - at;
  const { userspaceAddr, offset } = upper;
  if (!canMerge(lower, upper) && !userspaceAddr.span) return undefined;
  const moved = userspaceAddr.span ? { value: userspaceAddr.residue, span: userspaceAddr.span } : offset;
  if (moved?.value === undefined) return undefined;
  const edits = [
    writeValue(lower.size, lower.size.value! + step),
    writeValue(upper.gpa, to),
    writeValue(upper.size, upper.size.value! - step),
    writeValue(moved, moved.value + step),
  ];
  return edits.every((edit) => edit !== undefined)
    ? { title: `Move the border of both slots to ${hex(to)}`, edits, gains: true }
    : undefined;
}

/** The seams of a chunk of slots, and what they were found with. */
interface KnownSeams {
  before?: LiveSlot | undefined;
  host?: Host;
  seams: readonly Seam[];
}

const seamsIn = perChunk((_: readonly LiveSlot[]): KnownSeams => ({ seams: [] }));

/** The seams between slots that follow each other, and the one with the slot `before` them. */
function seamsOf(slots: Chunk<LiveSlot>, before: LiveSlot | undefined, host: Host): readonly Seam[] {
  const known = seamsIn(slots);
  if (known.before === before && known.host === host) return known.seams;
  const withinLargest = secondLevelOf(host).granule.mappable.at(-1)! - 1n;
  const seams: Seam[] = [];
  let lower = before;
  for (const upper of slots.items) {
    // A border of the largest pages is one of all pages.
    const seam =
      lower?.end === upper.start && (upper.start & withinLargest) !== 0n ? seamBetween(lower, upper, host) : undefined;
    if (seam) seams.push(seam);
    lower = upper;
  }
  return Object.assign(known, { before, host, seams }).seams;
}

function seamBetween(lower: LiveSlot, upper: LiveSlot, host: Host): Seam | undefined {
  const at = upper.start;
  for (const pageSize of secondLevelOf(host).granule.mappable.slice(1)) {
    const usable = [lower, upper].every(
      ({ region, start, end }) => end - start >= pageSize && canHave(region, pageSize, host),
    );
    if (!usable) return undefined;
    const page = alignDown(at, pageSize);
    if (page !== at && page >= lower.start && page + pageSize <= upper.end)
      return { lower: lower.region, upper: upper.region, at, pageSize };
  }
  return undefined;
}

/** Whether the slot's backing gives pages of that size, and its addresses allow them. */
function canHave({ page, gpa, userspaceAddr }: SetMemoryRegion, pageSize: bigint, host: Host): boolean {
  const largest = page.kind === 'unknown' ? undefined : largestFrom(page, secondLevelOf(host));
  const hva = addressModulo(userspaceAddr, pageSize);
  return largest !== undefined && largest >= pageSize && hva !== undefined && congruent(gpa.value!, hva, pageSize);
}

function canMerge(lower: SetMemoryRegion, upper: SetMemoryRegion): boolean {
  const step = (a: bigint | undefined, b: bigint | undefined) =>
    a === undefined || b === undefined ? undefined : b - a;
  return (
    lower.flags.value === upper.flags.value &&
    lower.backing === upper.backing &&
    step(lower.offset?.value, upper.offset?.value) === lower.size.value
  );
}
