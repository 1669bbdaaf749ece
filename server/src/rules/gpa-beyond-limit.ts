import { architectureOf } from '../model/architecture';
import { formatSize, hex } from '../model/format';
import { U64_LIMIT } from '../text/u64';
import { defineRule, type Fix } from './define-rule';
import { writeValue } from './edits';
import { refusedBy, refusedText } from './refusal';
import { placeOf } from './slot-text';

export const gpaBeyondLimit = defineRule({
  id: 'gpa-beyond-limit',
  severity: 'error',
  scope: 'slot',
  summary: 'A slot reaches beyond the guest-physical addresses of the machine.',
  why: `How wide guest-physical addresses are depends on the CPU (x86: MAXPHYADDR with nested paging) or on how the machine was created (arm64: the IPA size, 40 bits unless asked
for more). Past the end, KVM answers **EINVAL** on x86 and s390x, **EFAULT** on arm64 and riscv64, **ENOMEM** on loongarch64. On riscv64 a slot that ends exactly at the limit is refused
too. A TDX guest halves the space: its highest bit marks shared memory. Say how many bits there are with \`host gpa-bits=…\` or the setting \`memslot.gpaBits\`; what is not said is only refused where no machine could take it.`,
  references: [
    'arch/x86/kvm/x86.c: kvm_arch_prepare_memory_region, kvm_mmu_max_gfn',
    'arch/arm64/kvm/mmu.c: kvm_arch_prepare_memory_region',
    'arch/riscv/kvm/mmu.c: kvm_arch_prepare_memory_region',
  ],
  examples: {
    valid: ['host gpa-bits=40\nSlot#0: gpa=1023G, size=1G\n'],
    invalid: [
      'host gpa-bits=40\nSlot#0: gpa=1T, size=1G\n',
      'host arch=riscv64 gpa-bits=41\nSlot#0: gpa=2047G, size=1G\n',
    ],
  },
  check: refusedBy('gpa-limit', 'gpa-wraps', 'gpa-shared-bit'),
  report(refusal, { region, simulation: { machine } }) {
    const { host } = machine;
    const span = region.gpa.span ?? region.headSpan;
    if (refusal.check === 'gpa-wraps')
      return {
        span,
        message: `gpa ${hex(region.gpa.value!)} and size ${hex(region.size.value!)} together exceed 64 bits: ${refusedText(refusal, region)}.`,
      };
    if (refusal.check === 'gpa-shared-bit')
      return {
        span,
        message: `${placeOf(region)} has the address bit that marks shared memory of a TDX guest: ${refusedText(refusal, region)}. Place the slot below it.`,
      };
    const bits = BigInt(host.gpaBits ?? architectureOf(host.arch).gpaLimit.largestBits);
    const end = region.gpa.value! + region.size.value!;
    const touches = end === 1n << bits;
    return {
      span,
      message: `The slot ends at ${hex(end)}, ${touches ? 'exactly at' : 'beyond'} the end of ${bits}-bit guest-physical addresses (${hex(1n << bits)})${touches ? `, which ${host.arch} refuses` : ''}: ${refusedText(refusal, region)}. Place it lower, make it smaller, or give the machine wider addresses.`,
    };
  },
  fixes(refusal, { region, simulation: { machine } }) {
    if (refusal.check === 'gpa-shared-bit') return [];
    const { host } = machine;
    const { largestBits, endMayTouch } = architectureOf(host.arch).gpaLimit;
    const limit = refusal.check === 'gpa-wraps' ? U64_LIMIT : 1n << BigInt(host.gpaBits ?? largestBits);
    const end = limit - (endMayTouch || refusal.check === 'gpa-wraps' ? 0n : host.pageSize);
    const gpa = region.gpa.value!;
    const size = region.size.value!;
    const fixes: Fix[] = [];
    const lower = size < end ? writeValue(region.gpa, (end - size) & -host.pageSize) : undefined;
    if (lower)
      fixes.push({ title: `Move gpa to ${lower.newText}, the highest place where the slot fits`, edits: [lower] });
    const shrink = gpa < end ? writeValue(region.size, (end - gpa) & -host.pageSize) : undefined;
    if (shrink)
      fixes.push({ title: `Shrink the slot to ${formatSize((end - gpa) & -host.pageSize)}`, edits: [shrink] });
    return fixes;
  },
});
