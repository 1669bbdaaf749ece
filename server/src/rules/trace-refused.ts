import { refusalReason } from '../simulation/refusal-reason';
import { defineRule } from './define-rule';
import { reasonText } from './reason-text';

export const traceRefused = defineRule({
  id: 'trace-refused',
  severity: 'information',
  scope: 'slot',
  summary: 'KVM refused a call of a log, and which check failed follows from a value that is not in it.',
  why: `A log says what KVM answered, but an errno stands for many checks: EINVAL for nearly all of them. Where the simulation refuses the call as well, a rule of its own says which check failed. Where it cannot tell, because a value is not in the log (the size of a guest_memfd, the width of
guest-physical addresses, flags that were not written down), this names the first check that answers so and could not be made.`,
  references: ['virt/kvm/kvm_main.c: kvm_set_memory_region', 'accel/kvm/trace-events: kvm_set_user_memory'],
  examples: {
    valid: [
      'kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x200000 ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=0\n',
    ],
    invalid: [
      'kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x200000 ua=0x7f0000000000 guest_memfd=9 guest_memfd_offset=0x0 ret=-22\n',
    ],
  },
  check({ region, result }) {
    const reason = refusalReason(result);
    if (!reason || region.recorded?.value === undefined) return [];
    // Where it is known that nothing in the file speaks against the call, the log disagrees with the simulation.
    const { outcome } = result;
    const disagrees = outcome.kind !== 'unknown' && outcome.assuming === undefined;
    return reason.kind === 'certain' || (reason.kind === 'unseen' && disagrees) ? [] : [reason];
  },
  report: (reason, { region }) => ({
    span: region.recorded!.span ?? region.headSpan,
    message: reasonText(reason),
  }),
});
