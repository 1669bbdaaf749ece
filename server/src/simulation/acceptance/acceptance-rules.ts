import { congruent, findFirstSet, findLastSet, fullPages, isAligned, trailingZeros } from '../../layout/align';
import { addressModulo } from '../../model/host-address';
import {
  type AcceptanceRule,
  type AcceptanceRuleId,
  isExact,
  isOffsetCongruent,
  judgeDowngrading,
  judgeRejecting,
  type Placement,
} from './acceptance-rule';

/** The rules argued about on the kernel list, in the order in which they are shown. None but `upstream` was ever merged. */
export const ACCEPTANCE_RULES: readonly AcceptanceRule[] = [
  {
    id: 'upstream',
    label: 'KVM itself, Linux 6.8 and later',
    author: 'KVM',
    date: 'Jan 2024',
    predicate: 'offset mod page size == 0 && offset + size <= file size && no other slot is bound there',
    kind: 'reject',
    judge: ({ upstream }) => {
      if (upstream === undefined || upstream.kind === 'unknown') return { accepts: undefined, verdict: undefined };
      return { accepts: upstream.kind === 'accepted', verdict: 'safe' };
    },
  },
  {
    id: 'ctz',
    label: 'R1, v10 discussion, 8 Mar 2023',
    author: 'Chao Peng',
    date: '8 Mar 2023',
    predicate: 'offset == 0 || (gpa != 0 && ctz(offset) >= ctz(gpa))',
    kind: 'reject',
    judge: judgeRejecting(
      ({ gpa, offset }) => offset === 0n || (gpa !== 0n && trailingZeros(offset) >= trailingZeros(gpa)),
    ),
  },
  {
    id: 'fls64',
    label: 'R2, v10 discussion, 24 Mar 2023',
    author: 'Chao Peng',
    date: '24 Mar 2023',
    predicate: 'offset == 0 || (gpa != 0 && fls64(offset) >= fls64(gpa))',
    kind: 'reject',
    judge: judgeRejecting(
      ({ gpa, offset }) => offset === 0n || (gpa !== 0n && findLastSet(offset) >= findLastSet(gpa)),
    ),
  },
  {
    id: 'ffs64',
    label: 'R3, v10 discussion, Mar 2023',
    author: 'Xiaoyao Li',
    date: 'Mar 2023',
    predicate: 'ffs64(offset) <= ffs64(gpa)',
    kind: 'reject',
    judge: judgeRejecting(({ gpa, offset }) => findFirstSet(offset) <= findFirstSet(gpa)),
  },
  {
    id: 'gpa-level',
    label: 'R4, relaxed alignment check, 22 Mar 2023',
    author: 'Isaku Yamahata',
    date: '22 Mar 2023',
    predicate: 'offset == 0 || (gpa != 0 && offset mod L == 0), L = largest page size with gpa mod L == 0',
    kind: 'reject',
    judge: judgeRejecting((placement) => {
      const { gpa, offset } = placement;
      return (
        offset === 0n ||
        (gpa !== 0n &&
          isAligned(
            offset,
            largestPage(placement, (size) => isAligned(gpa, size)),
          ))
      );
    }),
  },
  {
    id: 'metadata',
    label: 'R5, v10 series, 2 Dec 2022',
    author: 'Chao Peng',
    date: '2 Dec 2022',
    predicate: 'pages of S only if ((gpa ^ (userspace_addr | offset)) & (S - 1)) == 0',
    kind: 'downgrade',
    // It took the place of the check of userspace_addr, so a page can be wrong in that memory as well.
    judge: judgeDowngrading(
      ({ gpa, offset, userspaceAddr }, pageSize) => {
        const hva = addressModulo(userspaceAddr, pageSize);
        return hva === undefined ? undefined : congruent(gpa, hva | offset, pageSize);
      },
      (placement, pageSize) => isOffsetCongruent(placement, pageSize) && isHvaCongruent(placement, pageSize) !== false,
    ),
  },
  {
    id: 'size',
    label: 'R6, the size rule, 14 Apr 2023',
    author: 'Sean Christopherson',
    date: '14 Apr 2023',
    predicate: 'offset mod L == 0, L = largest page size <= size',
    kind: 'reject',
    judge: judgeRejecting((placement) =>
      isAligned(
        placement.offset,
        largestPage(placement, (pageSize) => pageSize <= placement.size),
      ),
    ),
  },
  {
    id: 'size-gpa',
    label: 'R7, the looser size rule read naively, 14 Apr 2023',
    author: 'Sean Christopherson',
    date: '14 Apr 2023',
    predicate: 'offset mod L == 0, L = largest page size <= size with gpa mod L == 0',
    kind: 'reject',
    judge: judgeRejecting((placement) => {
      const { gpa, offset, size } = placement;
      return isAligned(
        offset,
        largestPage(placement, (pageSize) => pageSize <= size && isAligned(gpa, pageSize)),
      );
    }),
  },
  {
    id: 'exact',
    label: "R7', the looser size rule read correctly, 14 Apr 2023",
    author: 'Sean Christopherson',
    date: '14 Apr 2023',
    predicate: '(gpa - offset) mod L == 0, L = largest page size of which the slot contains a full page',
    kind: 'reject',
    judge: judgeRejecting(isExact),
  },
  {
    id: 'rfc-v12',
    label: 'R8, RFC v12, Sep 2023',
    author: 'Sean Christopherson',
    date: '13 Sep 2023',
    predicate: 'offset mod 2M == 0 && size mod 2M == 0 (2M: the first huge page size)',
    kind: 'reject',
    judge: judgeRejecting(({ offset, size, pageSizes }) => {
      const huge = pageSizes[1] ?? pageSizes[0]!;
      return isAligned(offset, huge) && isAligned(size, huge);
    }),
  },
  {
    id: 'fault-order',
    label: 'R9, patch on RFC v12, 18 Sep 2023',
    author: 'Sean Christopherson',
    date: '18 Sep 2023',
    predicate: 'pages of S only if offset mod S == 0 && size mod S == 0',
    kind: 'downgrade',
    judge: judgeDowngrading(({ offset, size }, pageSize) => isAligned(offset, pageSize) && isAligned(size, pageSize)),
  },
  {
    id: 'fault-folio',
    label: 'R10, v13 17/35, 27 Oct 2023',
    author: 'Sean Christopherson',
    date: '27 Oct 2023',
    predicate: 'pages of S only where the folio lies in [offset, offset + size)',
    kind: 'downgrade',
    judge: judgeDowngrading(({ offset, size }, pageSize) => fullPages(offset, size, pageSize) > 0n),
  },
  {
    id: 'per-level',
    label: 'R12, RFC v2 31/51, May 2025',
    author: 'Ackerley Tng',
    date: 'May 2025',
    predicate: 'pages of S only if (gpa - userspace_addr) mod S == 0 && (gpa - offset) mod S == 0',
    kind: 'downgrade',
    judge: judgeDowngrading(
      (placement, pageSize) => (isOffsetCongruent(placement, pageSize) ? isHvaCongruent(placement, pageSize) : false),
      (placement, pageSize) => isOffsetCongruent(placement, pageSize) && isHvaCongruent(placement, pageSize) !== false,
    ),
  },
  {
    id: 'fault-xor',
    label: 'R13, 2025',
    author: 'Yan Zhao',
    date: '2025',
    predicate: 'pages of S only if ((gpa ^ offset) & (S - 1)) == 0, tried from the largest down at each fault',
    kind: 'downgrade',
    judge: judgeDowngrading(isOffsetCongruent),
  },
];

const BY_ID = new Map<string, AcceptanceRule>(ACCEPTANCE_RULES.map((rule) => [rule.id, rule]));

/** The rule of that id; `undefined` when there is none. */
export function acceptanceRuleOf(id: AcceptanceRuleId): AcceptanceRule;
export function acceptanceRuleOf(id: string): AcceptanceRule | undefined;
export function acceptanceRuleOf(id: string): AcceptanceRule | undefined {
  return BY_ID.get(id);
}

/** The largest page size that `fits`; the base page always does. */
function largestPage({ pageSizes }: Placement, fits: (pageSize: bigint) => boolean): bigint {
  return pageSizes.findLast((pageSize, index) => index === 0 || fits(pageSize))!;
}

/** `undefined` when userspace_addr is not known that far. */
function isHvaCongruent({ gpa, userspaceAddr }: Placement, pageSize: bigint): boolean | undefined {
  const hva = addressModulo(userspaceAddr, pageSize);
  return hva === undefined ? undefined : congruent(gpa, hva, pageSize);
}
