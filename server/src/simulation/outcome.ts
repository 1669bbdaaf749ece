import type { SetMemoryRegion } from '../model/slot-operation';
import type { Errno } from './errno';
import type { KvmCheck } from './kvm-check';

/** What KVM answers to one call. Equal outcomes are one object, so that what did not change keeps its identity. */
export type Outcome = Accepted | Refused | Undecided;

/** KVM_MR_* (include/linux/kvm_host.h); `none`: the slot is that way already; `attributes`: of memory, not of a slot. */
export type Change = 'create' | 'delete' | 'move' | 'flags-only' | 'none' | 'attributes';

/** Nothing that is known speaks against the call. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly change: Change;
  /** The slot as it was before. */
  readonly previous?: SetMemoryRegion;
  /** The first check that was taken as passed though what it looks at is not known, such as the size of a guest_memfd. */
  readonly assuming?: KvmCheck;
}

export interface Refused {
  readonly kind: 'refused';
  readonly errno: Errno;
  readonly check: KvmCheck;
  /** The slot that it collides with or that it would change. */
  readonly other?: SetMemoryRegion;
  /** As in `Accepted`: an earlier check, so that if it did not pass, the errno is that check's. */
  readonly assuming?: KvmCheck;
}

/** Whether KVM accepts the call depends on a value that is not known. */
export interface Undecided {
  readonly kind: 'unknown';
  /** The first check that cannot be made. */
  readonly because: KvmCheck;
}

/** A check that passes as far as one knows. */
export interface Assumption {
  readonly kind: 'assumed';
  readonly check: KvmCheck;
}

/** What one check says: `undefined` when it passes. */
export type CheckResult = Refused | Undecided | Assumption | undefined;

export function accepted(change: Change, previous?: SetMemoryRegion): Accepted {
  if (previous === undefined) return PLAIN[change];
  return intern(previous, `accepted ${change}`, () => ({ kind: 'accepted', change, previous }));
}

export function refused(check: KvmCheck, errno: Errno = 'EINVAL', other?: SetMemoryRegion): Refused {
  return intern(other, `refused ${check} ${errno}`, () => ({ kind: 'refused', errno, check, ...(other && { other }) }));
}

export function undecided(because: KvmCheck): Undecided {
  return intern(undefined, `unknown ${because}`, () => ({ kind: 'unknown', because }));
}

export function assumed(check: KvmCheck): Assumption {
  return intern(undefined, `assumed ${check}`, () => ({ kind: 'assumed', check }));
}

/** The outcome as it is if the check passes. */
export function assuming<T extends Accepted | Refused>(outcome: T, check: KvmCheck): T {
  return intern(outcome, `assuming ${check}`, () => ({ ...outcome, assuming: check }));
}

const PLAIN: Readonly<Record<Change, Accepted>> = {
  create: { kind: 'accepted', change: 'create' },
  delete: { kind: 'accepted', change: 'delete' },
  move: { kind: 'accepted', change: 'move' },
  'flags-only': { kind: 'accepted', change: 'flags-only' },
  none: { kind: 'accepted', change: 'none' },
  attributes: { kind: 'accepted', change: 'attributes' },
};

type Interned = Outcome | Assumption;

/** What an outcome refers to: another slot, or the outcome that it qualifies. */
type Subject = SetMemoryRegion | Outcome;

const WITHOUT_SUBJECT = new Map<string, Interned>();
const BY_SUBJECT = new WeakMap<Subject, Map<string, Interned>>();

/** The one object for `key`, among those that refer to `subject`. The key says everything else that `make` puts in. */
function intern<T extends Interned>(subject: Subject | undefined, key: string, make: () => T): T {
  const known = subject === undefined ? WITHOUT_SUBJECT : outcomesOf(subject);
  let outcome = known.get(key) as T | undefined;
  if (outcome === undefined) {
    outcome = make();
    known.set(key, outcome);
  }
  return outcome;
}

function outcomesOf(subject: Subject): Map<string, Interned> {
  let known = BY_SUBJECT.get(subject);
  if (known === undefined) {
    known = new Map();
    BY_SUBJECT.set(subject, known);
  }
  return known;
}
