import { congruent, fullPages } from '../../layout/align';
import type { Host } from '../../model/host';
import type { HostAddress } from '../../model/host-address';
import type { SetMemoryRegion } from '../../model/slot-operation';
import type { Outcome } from '../outcome';
import { secondLevelOf } from '../second-level';

/** A rule that was proposed, or is used, to decide whether a slot may have its offset in a guest_memfd. */
export interface AcceptanceRule {
  readonly id: AcceptanceRuleId;
  /** `R1, v10 discussion, 8 Mar 2023`. */
  readonly label: string;
  readonly author: string;
  readonly date: string;
  /** The rule as one line for a person. */
  readonly predicate: string;
  /** `reject`: a slot that breaks it is refused. `downgrade`: it is accepted, with smaller pages. */
  readonly kind: 'reject' | 'downgrade';
  readonly judge: (slot: JudgedSlot) => Judgement;
}

export type AcceptanceRuleId =
  | 'upstream'
  | 'ctz'
  | 'fls64'
  | 'ffs64'
  | 'gpa-level'
  | 'metadata'
  | 'size'
  | 'size-gpa'
  | 'exact'
  | 'rfc-v12'
  | 'fault-order'
  | 'fault-folio'
  | 'per-level'
  | 'fault-xor';

/** What the rules look at. All in bytes. */
export interface Placement {
  readonly gpa: bigint;
  /** The offset in the guest_memfd. */
  readonly offset: bigint;
  readonly size: bigint;
  /** Pages that the second level knows, ascending; the first is the base page. */
  readonly pageSizes: readonly bigint[];
  readonly userspaceAddr: HostAddress;
}

/** A slot as far as it is known. */
export interface JudgedSlot {
  /** `undefined` when the slot has no offset, or a number is not known. */
  readonly placement: Placement | undefined;
  /** What the replay answered. */
  readonly upstream: Outcome | undefined;
}

/**
 * `safe`: the verdict is right. `unsafe`: the slot is accepted with a huge page that would map the wrong memory.
 * `needless`: it is rejected, or given smaller pages, although nothing would go wrong. Both assume that the guest_memfd
 * consists of huge pages and that userspace_addr is congruent to gpa.
 */
export type Verdict = 'safe' | 'unsafe' | 'needless';

export interface Judgement {
  /** `undefined`: not known. */
  readonly accepts: boolean | undefined;
  readonly verdict: Verdict | undefined;
}

/** The slot that a call sets, as the rules see it. */
export function judgedSlot(region: SetMemoryRegion, host: Host, upstream: Outcome | undefined): JudgedSlot {
  const { value: gpa } = region.gpa;
  const { value: size } = region.size;
  const offset = region.offset?.value;
  const known = gpa !== undefined && size !== undefined && size !== 0n && offset !== undefined;
  const pageSizes = secondLevelOf(host).granule.mappable;
  const placement = known ? { gpa, size, offset, pageSizes, userspaceAddr: region.userspaceAddr } : undefined;
  return { placement, upstream };
}

/** The page sizes above the base page. */
export function hugePageSizes({ pageSizes }: Placement): readonly bigint[] {
  return pageSizes.slice(1);
}

/**
 * Whether every huge page that fits in the slot would map the right part of the file: gpa and offset are congruent modulo
 * each page size of which the slot contains a full page. No other rule is both safe and never needlessly strict.
 */
export function isExact(placement: Placement): boolean {
  return hugePageSizes(placement).every((size) => isRightAt(placement, size));
}

/** Whether pages of `size` would map the right part of the file, or none fits in the slot. */
export function isRightAt({ gpa, offset, size }: Placement, pageSize: bigint): boolean {
  return congruent(gpa, offset, pageSize) || fullPages(gpa, size, pageSize) === 0n;
}

export function isOffsetCongruent({ gpa, offset }: Placement, pageSize: bigint): boolean {
  return congruent(gpa, offset, pageSize);
}

const UNKNOWN: Judgement = { accepts: undefined, verdict: undefined };

/** The judgement of a rule that accepts a slot or refuses it. */
export function judgeRejecting(accepts: (placement: Placement) => boolean): AcceptanceRule['judge'] {
  return ({ placement }) => {
    if (placement === undefined) return UNKNOWN;
    const exact = isExact(placement);
    if (accepts(placement)) return { accepts: true, verdict: exact ? 'safe' : 'unsafe' };
    return { accepts: false, verdict: exact ? 'needless' : 'safe' };
  };
}

/**
 * The judgement of a rule that accepts every slot, and says for each page size whether the slot may have such pages.
 * `allows` answers `undefined` where a value is not known.
 */
export function judgeDowngrading(
  allows: (placement: Placement, pageSize: bigint) => boolean | undefined,
  isRight: (placement: Placement, pageSize: bigint) => boolean = isOffsetCongruent,
): AcceptanceRule['judge'] {
  return ({ placement }) => {
    if (placement === undefined) return { accepts: true, verdict: undefined };
    let verdict: Verdict | undefined = 'safe';
    for (const pageSize of hugePageSizes(placement)) {
      if (fullPages(placement.gpa, placement.size, pageSize) === 0n) continue;
      const allowed = allows(placement, pageSize);
      const right = isRight(placement, pageSize);
      if (allowed && !right) return { accepts: true, verdict: 'unsafe' };
      if (allowed === undefined) verdict = undefined;
      else if (!allowed && right) verdict &&= 'needless';
    }
    return { accepts: true, verdict };
  };
}
