import { differenceModulo } from '../layout/align';
import { formatSize, hex } from '../model/format';
import { hugePageSizes, isRightAt, judgedSlot } from '../simulation/acceptance/acceptance-rule';
import { acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import { defineRule } from './define-rule';
import { moveToCongruence } from './lost-pages';

export const ruleUnsafe = defineRule({
  id: 'rule-unsafe',
  severity: 'warning',
  scope: 'slot',
  summary: 'The chosen acceptance rule accepts a slot whose huge pages would map the wrong memory.',
  why: `Every rule that was written down on the kernel list, but for the exact one, accepts slots that are not safe: with gpa=1M, offset=0 and 8 MiB all of them agree, and yet the huge page at gpa 2M would have to begin at offset 1M of the file. Where a kernel mapped it all the same, the guest would get
the wrong memory (kvm_mmu_hugepage_adjust masks the address; only a debug build notices). No kernel does today, because a guest_memfd has base pages only.`,
  references: ['arch/x86/kvm/mmu/mmu.c: kvm_mmu_hugepage_adjust'],
  examples: {
    valid: ['rule size\nSlot#0: gpa=4G, offset=2G, size=6G\n'],
    invalid: ['rule size\nSlot#0: gpa=1M, offset=0, size=8M\n'],
  },
  check({ region, result, simulation }) {
    const rule = acceptanceRuleOf(simulation.machine.rule);
    if (!rule || rule.id === 'upstream' || !result.live) return [];
    const judged = judgedSlot(region, simulation.machine.host, result.outcome);
    if (rule.judge(judged).verdict !== 'unsafe' || !judged.placement) return [];
    const size = hugePageSizes(judged.placement).find((s) => !isRightAt(judged.placement!, s));
    return size === undefined ? [] : [{ rule, size, placement: judged.placement }];
  },
  report({ rule, size, placement: { gpa, offset } }, { region }) {
    const page = (gpa + size - 1n) & -size;
    return {
      span: region.offset?.span ?? region.headSpan,
      message: `Rule ${rule.id} accepts this, but it is not safe: the ${formatSize(size)} page at gpa ${hex(page)} lies at offset ${hex(offset + page - gpa)}, inside a page of the file. A huge page there would map the wrong memory. Choose an offset ≡ gpa modulo ${formatSize(size)}.`,
    };
  },
  fixes({ size, placement }, { region }) {
    const difference = differenceModulo(placement.offset, placement.gpa, size);
    return difference === 0n
      ? []
      : moveToCongruence('offset', region.offset, difference, size).map((fix, i) =>
          i === 0 ? { ...fix, preferred: true } : fix,
        );
  },
});
