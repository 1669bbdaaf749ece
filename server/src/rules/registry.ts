import { attributesInvalid } from './attributes-invalid';
import { backingAddressMisaligned } from './backing-address-misaligned';
import { backingPageUnused } from './backing-page-unused';
import { backingSizeMisaligned } from './backing-size-misaligned';
import type { Rule, RuleInfo } from './define-rule';
import { deleteMissingSlot } from './delete-missing-slot';
import { dirtyLogAtCreation } from './dirty-log-at-creation';
import { flagsInvalid } from './flags-invalid';
import { gmemOnlyHva } from './gmem-only-hva';
import { gpaBeyondLimit } from './gpa-beyond-limit';
import { guestMemfdBoundTwice } from './guest-memfd-bound-twice';
import { guestMemfdBounds } from './guest-memfd-bounds';
import { guestMemfdSize } from './guest-memfd-size';
import { hugePageBeyondSlot } from './huge-page-beyond-slot';
import { hugePageWrongMemory } from './huge-page-wrong-memory';
import { hugetlbSizeDegraded } from './hugetlb-size-degraded';
import { hugetlbSizeUnusable } from './hugetlb-size-unusable';
import { hvaIncongruent } from './hva-incongruent';
import { LIBVIRT_RULES, XML_RULES } from './libvirt/libvirt-rules';
import { mixedAttributes } from './mixed-attributes';
import { nestedCost } from './nested-cost';
import { offsetIncongruent } from './offset-incongruent';
import { pageMisaligned } from './page-misaligned';
import { privateMemoryCost } from './private-memory-cost';
import { QEMU_RULES, SCRIPT_RULES } from './qemu/qemu-rules';
import { reservedGpa } from './reserved-gpa';
import { ruleRejects } from './rule-rejects';
import { ruleUnsafe } from './rule-unsafe';
import { s390SegmentMisaligned } from './s390-segment-misaligned';
import { shmemThpOff } from './shmem-thp-off';
import { slotBeyondBacking } from './slot-beyond-backing';
import { slotHeadTail } from './slot-head-tail';
import { slotIdRange } from './slot-id-range';
import { slotImmutable } from './slot-immutable';
import { slotOverlap } from './slot-overlap';
import { slotSeam } from './slot-seam';
import { slotSetAgain } from './slot-set-again';
import { slotTooLarge } from './slot-too-large';
import { slotZapCost } from './slot-zap-cost';
import { SYNTAX_RULES } from './syntax-rules';
import { thpMappingUnaligned } from './thp-mapping-unaligned';
import { traceDisagrees } from './trace-disagrees';
import { traceRefused } from './trace-refused';
import { unknownRule } from './unknown-rule';
import { unusedBacking } from './unused-backing';
import { unusedLet } from './unused-let';
import { unusedSuppression } from './unused-suppression';
import { userspaceAddrInvalid } from './userspace-addr-invalid';
import { VMM_RULES } from './vmm/vmm-rules';

/** Rules that look at one call at a time. */
export const SLOT_RULES: readonly Rule<'slot'>[] = [
  backingPageUnused,
  deleteMissingSlot,
  dirtyLogAtCreation,
  flagsInvalid,
  gmemOnlyHva,
  gpaBeyondLimit,
  guestMemfdBoundTwice,
  guestMemfdBounds,
  hugePageBeyondSlot,
  hugePageWrongMemory,
  hugetlbSizeDegraded,
  hugetlbSizeUnusable,
  hvaIncongruent,
  mixedAttributes,
  nestedCost,
  offsetIncongruent,
  pageMisaligned,
  privateMemoryCost,
  ruleRejects,
  ruleUnsafe,
  s390SegmentMisaligned,
  slotBeyondBacking,
  slotHeadTail,
  slotIdRange,
  slotImmutable,
  slotOverlap,
  slotSetAgain,
  slotTooLarge,
  traceDisagrees,
  traceRefused,
  userspaceAddrInvalid,
];

/** Those of them that hold of a call in a program, whatever other parts of it have set before: what KVM refuses for sure. */
export const CODE_RULES: readonly Rule<'slot'>[] = [
  flagsInvalid,
  gpaBeyondLimit,
  guestMemfdBoundTwice,
  hvaIncongruent,
  pageMisaligned,
  slotIdRange,
  slotImmutable,
  slotOverlap,
  slotTooLarge,
  userspaceAddrInvalid,
];

/** Rules that look at one machine as a whole. */
export const MACHINE_RULES: readonly Rule<'machine'>[] = [
  attributesInvalid,
  reservedGpa,
  slotSeam,
  slotZapCost,
  unknownRule,
];

/** Rules that look at a file as a whole. */
export const LIST_RULES: readonly Rule<'list'>[] = [
  ...SYNTAX_RULES,
  backingAddressMisaligned,
  backingSizeMisaligned,
  guestMemfdSize,
  shmemThpOff,
  thpMappingUnaligned,
  unusedBacking,
  unusedLet,
];

/** Every rule, in the order of the ids: for pages, settings and lists. */
export const ALL_RULES: readonly RuleInfo[] = [
  ...SLOT_RULES,
  ...MACHINE_RULES,
  ...LIST_RULES,
  ...QEMU_RULES,
  ...SCRIPT_RULES,
  ...LIBVIRT_RULES,
  ...XML_RULES,
  ...VMM_RULES,
  unusedSuppression,
].sort((a, b) => (a.id < b.id ? -1 : 1));
