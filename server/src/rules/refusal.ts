import type { SetMemoryRegion } from '../model/slot-operation';
import { errnoOf } from '../simulation/errno';
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

/** `KVM refuses the call (EEXIST)`; where a log says what KVM answered, that is it. */
export function refusedText({ errno }: Refused, { recorded }: SetMemoryRegion): string {
  return `KVM refuses the call (${(recorded?.value !== undefined && errnoOf(recorded.value)) || errno})`;
}
