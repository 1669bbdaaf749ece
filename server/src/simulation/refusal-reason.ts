import type { SetMemoryRegion } from '../model/slot-operation';
import { type Errno, errnoOf } from './errno';
import type { KvmCheck } from './kvm-check';
import type { OperationResult } from './replay';

/** Why KVM refused a call, as far as one can tell. */
export type RefusalReason = { readonly errno: Errno | undefined } & (
  | {
      /** `certain`: the simulation refuses it for the same reason. `possible`: the first check that cannot be made here. */
      readonly kind: 'certain' | 'possible';
      readonly check: KvmCheck;
      /** The slot that was in the way. */
      readonly other?: SetMemoryRegion | undefined;
    }
  /** Nothing that is known speaks against the call, or something that gives another errno. */
  | { readonly kind: 'unseen' }
);

/** The checks that can answer with something else than EINVAL, and with what, on any kernel and architecture. */
const ERRNOS: Readonly<Partial<Record<KvmCheck, readonly Errno[]>>> = {
  overlap: ['EEXIST'],
  'guest-memfd-bound-twice': ['EINVAL', 'EEXIST'],
  'gpa-limit': ['EINVAL', 'EFAULT', 'ENOMEM'],
};

/** `undefined`: the call was not refused, as far as one knows. What a log recorded outranks what was simulated. */
export function refusalReason({ operation, outcome }: OperationResult): RefusalReason | undefined {
  const recorded = operation.kind === 'set-memory-region' ? operation.recorded?.value : undefined;
  if (recorded === undefined)
    return outcome.kind === 'refused'
      ? { kind: 'certain', errno: outcome.errno, check: outcome.check, other: outcome.other }
      : undefined;
  if (recorded >= 0n) return undefined;
  const errno = errnoOf(recorded);
  const gives = (check: KvmCheck) => errno !== undefined && (ERRNOS[check] ?? ['EINVAL']).includes(errno);
  const doubt = outcome.kind === 'unknown' ? outcome.because : outcome.assuming;
  if (outcome.kind === 'refused' && gives(outcome.check)) {
    // A check before it that could not be made may have answered the same.
    return { kind: doubt && gives(doubt) ? 'possible' : 'certain', errno, check: outcome.check, other: outcome.other };
  }
  return doubt && gives(doubt) ? { kind: 'possible', errno, check: doubt } : { kind: 'unseen', errno };
}
