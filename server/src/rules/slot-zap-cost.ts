import type { OperationResult } from '../simulation/replay';
import { perChunk } from '../text/per-chunk';
import { defineRule } from './define-rule';
import { nameOf } from './slot-text';

export const slotZapCost = defineRule({
  id: 'slot-zap-cost',
  severity: 'hint',
  scope: 'machine',
  summary: 'Deleting or moving a slot makes the guest fault on all of its memory again.',
  why: `On x86, with the quirk KVM_X86_QUIRK_SLOT_ZAP_ALL on (the default for ordinary machines), deleting or moving one slot drops the second-level page tables of the **whole** machine, not of that slot alone. A running guest pays with a storm of page faults. Said once for each machine, for lists (a log tells what
happened; nobody can change that).`,
  references: ['arch/x86/kvm/mmu/mmu.c: kvm_arch_flush_shadow_memslot'],
  examples: {
    valid: ['Slot#0: gpa=0, size=2M\n'],
    invalid: ['Slot#0: gpa=0, size=2M\nSlot#1: gpa=2M, size=2M\nSlot#1: size=0\n'],
  },
  check({ machine, results }) {
    if (machine.host.arch !== 'x86_64') return [];
    for (const chunk of results.chunks) {
      const [first] = zapsIn(chunk);
      if (first) return [first];
    }
    return [];
  },
  report: ({ region, change }) => ({
    span: region.headSpan,
    message: `${change === 'delete' ? 'Deleting' : 'Moving'} ${nameOf(region)} drops the second-level page tables of the whole machine (KVM_X86_QUIRK_SLOT_ZAP_ALL).`,
  }),
});

/** The calls that delete or move a slot. */
const zapsIn = perChunk((results: readonly OperationResult[]) =>
  results.flatMap(({ operation, outcome }) => {
    if (outcome.kind !== 'accepted' || (outcome.change !== 'delete' && outcome.change !== 'move')) return [];
    const isOwn = operation.kind === 'set-memory-region' && operation.source === 'list';
    return isOwn ? [{ region: operation, change: outcome.change }] : [];
  }),
);
