import { defineRule } from './define-rule';
import { removeDeclaration } from './edits';
import { nameOf } from './slot-text';

export const slotSetAgain = defineRule({
  id: 'slot-set-again',
  severity: 'information',
  scope: 'slot',
  summary: 'A slot is set to what it is already.',
  why: 'KVM compares a call for an existing slot with what the slot is. Where nothing differs, it returns 0 and does nothing.',
  references: ['virt/kvm/kvm_main.c: kvm_set_memory_region'],
  examples: {
    valid: ['Slot#0: gpa=0, size=2M, ua=0x7f0000000000\nSlot#1: gpa=2M, size=2M, ua=0x7f0000200000\n'],
    invalid: ['Slot#0: gpa=0, size=2M, ua=0x7f0000000000\nSlot#0: gpa=0, size=2M, ua=0x7f0000000000\n'],
  },
  check: ({ result: { outcome } }) => (outcome.kind === 'accepted' && outcome.change === 'none' ? [outcome] : []),
  report: ({ previous }, { region }) => ({
    span: region.span,
    message: `${nameOf(region)} is set to exactly this already: the call has no effect.`,
    unnecessary: true,
    ...(previous && { related: [{ span: previous.headSpan, message: `${nameOf(previous)} is set here` }] }),
  }),
  fixes: (_finding, { region }) => (region.source === 'list' ? removeDeclaration(region.span) : []),
});
