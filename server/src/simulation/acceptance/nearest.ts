import { alignDown, alignUp, congruentDown, isAligned, trailingZeros } from '../../layout/align';
import { type AcceptanceRule, hugePageSizes, isExact, type Placement } from './acceptance-rule';

/** Values next to the one written that make a rule accept the slot. */
export interface Nearest {
  /** The largest below; `undefined`: there is none. */
  readonly down: bigint | undefined;
  /** The smallest above. */
  readonly up: bigint | undefined;
  /** Whether huge pages would also map the right memory with these values: false when no value nearby does both. */
  readonly exact: boolean;
}

/** The nearest offsets in a file of `fileSize` bytes (`undefined`: not known) that `rule` accepts. */
export function nearestOffsets(rule: AcceptanceRule, placement: Placement, fileSize: bigint | undefined): Nearest {
  const { gpa, offset, size } = placement;
  const candidates = congruentCandidates(placement, offset, gpa).filter(
    (value) => fileSize === undefined || value + size <= fileSize,
  );
  return choose(rule, offset, candidates, (value) => ({ ...placement, offset: value }));
}

/** The nearest guest-physical addresses at which `rule` accepts the slot. Other slots are not looked at. */
export function nearestGpas(rule: AcceptanceRule, placement: Placement): Nearest {
  const { gpa, offset } = placement;
  return choose(rule, gpa, congruentCandidates(placement, gpa, offset), (value) => ({ ...placement, gpa: value }));
}

/** The nearest sizes with which `rule` accepts the slot, in a file of `fileSize` bytes (`undefined`: not known). */
export function nearestSizes(rule: AcceptanceRule, placement: Placement, fileSize: bigint | undefined): Nearest {
  const { gpa, offset, size, pageSizes } = placement;
  const base = pageSizes[0]!;
  const candidates = hugePageSizes(placement).flatMap((pageSize) => [
    alignDown(size, pageSize),
    alignUp(size, pageSize),
    // The largest sizes that are too small for such a page, anywhere and at this gpa.
    pageSize - base,
    alignUp(gpa, pageSize) + pageSize - base - gpa,
  ]);
  const possible = candidates.filter((value) => value > 0n && (fileSize === undefined || offset + value <= fileSize));
  return choose(rule, size, possible, (value) => ({ ...placement, size: value }));
}

/** Whether no offset at all satisfies the rule and lets every huge page map the right memory: then only a split helps. */
export function noOffsetSatisfies(rule: AcceptanceRule, placement: Placement): boolean {
  if (admits(rule, placement) && isExact(placement)) return false;
  return !nearestOffsets(rule, placement, undefined).exact;
}

/**
 * The slot cut into a series that goes from base pages to the largest ones and back, so that each piece is aligned to the
 * pages that fit into it. `undefined` when that does not make `rule` accept every piece, or would map wrong memory.
 */
export function ladder(rule: AcceptanceRule, placement: Placement): readonly Placement[] | undefined {
  const { gpa, offset, size } = placement;
  const end = gpa + size;
  const cuts = hugePageSizes(placement).flatMap((pageSize) => [alignUp(gpa, pageSize), alignDown(end, pageSize)]);
  const inside = [...new Set(cuts)].filter((cut) => cut > gpa && cut < end).sort(compare);
  const starts = [gpa, ...inside];
  const pieces = starts.map((start, index) => ({
    ...placement,
    gpa: start,
    offset: offset + (start - gpa),
    size: (starts[index + 1] ?? end) - start,
  }));
  return pieces.every((piece) => admits(rule, piece) && isExact(piece)) ? pieces : undefined;
}

/** Whether the rule leaves the slot as it is: a downgrade is no acceptance here. What KVM checks itself is not repeated. */
export function admits(rule: AcceptanceRule, placement: Placement): boolean {
  if (rule.id === 'upstream') return isAligned(placement.offset, placement.pageSizes[0]!);
  const { accepts, verdict } = rule.judge({ placement, upstream: undefined });
  return accepts === true && (rule.kind === 'reject' || verdict === 'safe');
}

/**
 * Values around `value` that are congruent to `target`, or to 0, modulo whatever a rule may ask for: a page size, or the
 * alignment of the target. Some of them are behind the largest power of two in the target, which fls64 compares.
 */
function congruentCandidates({ pageSizes }: Placement, value: bigint, target: bigint): bigint[] {
  const moduli = target === 0n ? pageSizes : [...pageSizes, 1n << BigInt(trailingZeros(target))];
  const anchors = target === 0n ? [value] : [value, 1n << BigInt(target.toString(2).length - 1)];
  const candidates = [0n];
  for (const modulus of moduli) {
    for (const residue of [0n, target]) {
      for (const anchor of anchors) {
        const below = congruentDown(anchor, residue, modulus);
        for (let step = -2n; step <= 3n; step++) candidates.push(below + step * modulus);
      }
    }
  }
  return candidates.filter((candidate) => candidate >= 0n && isAligned(candidate, pageSizes[0]!));
}

/** The candidates next to `value` that the rule admits: those that are exact as well, if there are any. */
function choose(
  rule: AcceptanceRule,
  value: bigint,
  candidates: readonly bigint[],
  place: (candidate: bigint) => Placement,
): Nearest {
  const admitted = candidates.filter((candidate) => candidate !== value && admits(rule, place(candidate)));
  const exact = admitted.filter((candidate) => isExact(place(candidate)));
  const chosen = exact.length > 0 ? exact : admitted;
  let down: bigint | undefined;
  let up: bigint | undefined;
  for (const candidate of chosen) {
    if (candidate < value && (down === undefined || candidate > down)) down = candidate;
    if (candidate > value && (up === undefined || candidate < up)) up = candidate;
  }
  return { down, up, exact: exact.length > 0 };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
