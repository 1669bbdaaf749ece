import { hex } from '../model/format';
import type { Host } from '../model/host';
import { atLeast, formatKernelVersion } from '../model/kernel-version';
import { KVM_MEM_GUEST_MEMFD, KVM_MEM_LOG_DIRTY_PAGES, KVM_MEM_READONLY } from '../model/slot-operation';
import { defineRule, type Fix } from './define-rule';
import { removeField } from './edits';
import { refusedBy, refusedText } from './refusal';

export const flagsInvalid = defineRule({
  id: 'flags-invalid',
  severity: 'error',
  scope: 'slot',
  summary: 'The flags of a slot do not exist, or not together, or not on this machine.',
  why: `KVM knows log-dirty-pages (0x1), readonly (0x2) and guest-memfd (0x4). It answers **EINVAL** to any other bit, to guest-memfd together with either of
the others, to readonly on machines whose CPU state is protected (SEV-ES, SEV-SNP, TDX), and to guest-memfd where the kernel does not have it: before Linux 6.8
everywhere, before 6.18 on machines without private memory. The flags are checked first, even in a call that deletes a slot. 0x8 is a flag of ChromeOS kernels only.`,
  references: ['virt/kvm/kvm_main.c: check_memory_region_flags'],
  examples: {
    valid: ['Slot#0: gpa=0, size=2M, flags=readonly\n'],
    invalid: [
      'backing gm type=guest_memfd size=2M\nSlot#0: gpa=0, size=2M, offset=0, backing=gm, flags=guest-memfd|readonly\n',
      'Slot#0: gpa=0, size=2M, flags=0x8\n',
    ],
  },
  check: refusedBy('flags-invalid'),
  report(refusal, { region, simulation: { machine } }) {
    const flags = region.flags.value!;
    return {
      span: region.flags.span ?? region.headSpan,
      message: `${reasonOf(flags, machine.host, region.legacy)}: ${refusedText(refusal, region)}.`,
    };
  },
  fixes(_refusal, { region: { flags } }) {
    if (!flags.span || flags.value === undefined) return [];
    const fixes: Fix[] = [];
    const known = flags.value & ALL;
    const candidates = new Set([
      known,
      known & ~(KVM_MEM_LOG_DIRTY_PAGES | KVM_MEM_READONLY),
      known & ~KVM_MEM_GUEST_MEMFD,
      0n,
    ]);
    candidates.delete(flags.value);
    for (const target of candidates) {
      const names = NAMES.filter(([bit]) => (flags.value! & ~target & bit) !== 0n).map(([, name]) => name);
      const dropped = [...names, ...((flags.value & ~ALL) !== 0n ? [hex(flags.value & ~ALL)] : [])].join(' and ');
      const edit =
        target === 0n
          ? removeField(flags.span)
          : {
              span: flags.span,
              newText: NAMES.filter(([bit]) => (target & bit) !== 0n)
                .map(([, name]) => name)
                .join('|'),
            };
      fixes.push({ title: `Drop ${dropped}`, edits: [edit], preferred: fixes.length === 0 });
    }
    return fixes;
  },
});

const NAMES: readonly (readonly [bigint, string])[] = [
  [KVM_MEM_LOG_DIRTY_PAGES, 'log-dirty-pages'],
  [KVM_MEM_READONLY, 'readonly'],
  [KVM_MEM_GUEST_MEMFD, 'guest-memfd'],
];
const ALL = KVM_MEM_LOG_DIRTY_PAGES | KVM_MEM_READONLY | KVM_MEM_GUEST_MEMFD;

function reasonOf(flags: bigint, host: Host, legacy: boolean | undefined): string {
  if ((flags & ~ALL) !== 0n)
    return `${hex(flags & ~ALL)} is no flag of a memslot${(flags & 8n) !== 0n ? ' (0x8 exists in ChromeOS kernels only)' : ''}`;
  if ((flags & KVM_MEM_GUEST_MEMFD) !== 0n) {
    if (legacy) return 'KVM_SET_USER_MEMORY_REGION knows no guest_memfd; KVM_SET_USER_MEMORY_REGION2 does';
    if (!atLeast(host.kernel, 6, 8))
      return `Linux ${formatKernelVersion(host.kernel)} has no guest_memfd: it came with 6.8`;
    if ((flags & KVM_MEM_LOG_DIRTY_PAGES) !== 0n) return 'log-dirty-pages does not go together with guest-memfd';
    if ((flags & KVM_MEM_READONLY) !== 0n) return 'readonly does not go together with guest-memfd';
    return `On Linux ${formatKernelVersion(host.kernel)} guest-memfd needs a machine with private memory`;
  }
  return `A machine of type ${host.vmType ?? 'default'} on ${host.arch} takes no readonly slots`;
}
