import { formatKernelVersion } from '../model/kernel-version';
import { errnoOf } from '../simulation/errno';
import { KVM_CHECKS } from '../simulation/kvm-check';
import { defineRule } from './define-rule';

export const traceDisagrees = defineRule({
  id: 'trace-disagrees',
  severity: 'information',
  scope: 'slot',
  summary: 'The log shows another answer of KVM than the simulation gives.',
  why: `A line with \`ret=\` says what a real KVM answered, and that is what the rest of the file is simulated with. Where the simulation would have answered otherwise, something is not known here: another kernel version (\`host kernel=…\`), the width of guest-physical
addresses, the size of a guest_memfd, or slots that were set before the log begins.`,
  references: ['accel/kvm/trace-events: kvm_set_user_memory'],
  examples: {
    valid: ['kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x0 gpa=0x0 size=0x200000 ua=0x7f0000000000 ret=0\n'],
    invalid: ['kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x0 gpa=0x0 size=0x200000 ua=0x7f0000000000 ret=-22\n'],
  },
  check({ region, result: { outcome } }) {
    const recorded = region.recorded?.value;
    // Where the answer rests on a value that is not known, it cannot disagree.
    if (recorded === undefined || outcome.kind === 'unknown' || outcome.assuming !== undefined) return [];
    const logged = recorded < 0n ? (errnoOf(recorded) ?? `error ${-recorded}`) : undefined;
    const simulated = outcome.kind === 'refused' ? outcome.errno : undefined;
    // Which of the two errors a double binding gives depends on the kernel, which a log does not tell.
    const sameCheck = outcome.kind === 'refused' && outcome.check === 'guest-memfd-bound-twice' && logged !== undefined;
    return logged === simulated || sameCheck ? [] : [{ logged, outcome }];
  },
  report({ logged, outcome }, { region, simulation: { machine } }) {
    const kernel = `Linux ${formatKernelVersion(machine.host.kernel)} on ${machine.host.arch}`;
    const here =
      outcome.kind === 'refused'
        ? `${kernel} would answer ${outcome.errno}: it refuses ${KVM_CHECKS[outcome.check].refuses}`
        : `${kernel} would have accepted the call, as far as the file tells`;
    return {
      span: region.recorded!.span ?? region.headSpan,
      message: `The log says ${logged ?? 'that KVM accepted the call'}; ${here}.`,
    };
  },
});
