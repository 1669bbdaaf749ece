import { defineRule } from './define-rule';
import { removeDeclaration } from './edits';
import { refusedBy, refusedText } from './refusal';
import { nameOf } from './slot-text';

export const deleteMissingSlot = defineRule({
  id: 'delete-missing-slot',
  severity: 'error',
  scope: 'slot',
  summary: 'A call deletes a slot that is not set.',
  why: `A call with memory_size 0 deletes the slot. Where there is none with that id in that address space, KVM answers **EINVAL**.`,
  references: ['virt/kvm/kvm_main.c: kvm_set_memory_region'],
  examples: { valid: ['Slot#0: gpa=0, size=2M\nSlot#0: size=0\n'], invalid: ['Slot#0: size=0\n'] },
  check: refusedBy('delete-missing'),
  report: (refusal, { region }) => ({
    span: region.headSpan,
    message: `${nameOf(region)} is not set, so there is nothing to delete: ${refusedText(refusal, region)}.`,
  }),
  fixes: (_refusal, { region }) =>
    region.source === 'list' ? removeDeclaration(region.span).map((fix) => ({ ...fix, safe: false })) : [],
});
