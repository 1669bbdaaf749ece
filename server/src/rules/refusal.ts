import type { KvmCheck } from '../simulation/kvm-check';
import type { Refused } from '../simulation/outcome';
import type { SlotFacts } from './define-rule';

/**
 * The check of a rule about refused calls: finds the calls that one of `checks` refuses. What a log shows as accepted is
 * none of them: the real kernel knows better.
 */
export function refusedBy(...checks: readonly KvmCheck[]): (facts: SlotFacts) => readonly Refused[] {
  return ({ region, result: { outcome } }) => {
    if (outcome.kind !== 'refused' || !checks.includes(outcome.check)) return [];
    return region.recorded?.value !== undefined && region.recorded.value >= 0n ? [] : [outcome];
  };
}

/** `KVM refuses the slot (EEXIST)`. */
export function refusedText({ errno }: Refused): string {
  return `KVM refuses the call (${errno})`;
}
