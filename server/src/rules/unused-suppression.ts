import { spanOf } from '../text/span';
import { defineRule, type Edit } from './define-rule';
import type { Suppression } from './suppressions';

export const unusedSuppression = defineRule({
  id: 'unused-suppression',
  severity: 'warning',
  scope: 'suppression',
  summary: 'A suppression comment silences nothing.',
  why: 'A comment `# memslot: ignore RULE` silences a rule in the declaration that it stands behind, or in the next one when it has a line of its own; `ignore-file` does so in the whole file, and `# memslot: off` silences everything. When there is nothing to silence any more, the comment only hides what comes next.',
  references: [],
  examples: {
    valid: ['Slot#0: gpa=0, size=2G, ua=0x7f5733fff000 # memslot: ignore hva-incongruent\n'],
    invalid: ['Slot#0: gpa=0, size=2G, ua=0x7f5733e00000 # memslot: ignore hva-incongruent\n'],
  },
  check: (suppressions) => suppressions,
  report: (suppression) => ({
    span: suppression.span,
    message: `${suppression.rule ? `'${suppression.rule}' finds` : 'The rules find'} nothing here to silence.`,
    unnecessary: true,
  }),
  fixes: (suppression) => [
    { title: 'Remove the comment', edits: [removeComment(suppression)], preferred: true, safe: true },
  ],
});

/** Takes the comment out that a suppression stands in, with the blanks before it. */
function removeComment({ comment: { block, start, end } }: Suppression): Edit {
  let from = start;
  while (from > 0 && /[ \t]/.test(block.text[from - 1]!)) from--;
  return { span: spanOf(block, from, end), newText: '' };
}
