import { spanOf } from '../text/span';
import { defineRule } from './define-rule';
import { removeDeclaration } from './edits';

export const unusedLet = defineRule({
  id: 'unused-let',
  severity: 'warning',
  scope: 'list',
  summary: 'A `let` name is not used anywhere.',
  why: 'Nothing in the file takes its value from this name. Perhaps a number stands where the name was meant.',
  references: [],
  examples: { valid: ['let ram = 2G\nSlot#0: gpa=0, size=ram\n'], invalid: ['let ram = 2G\nSlot#0: gpa=0, size=2G\n'] },
  check: ({ facts }) =>
    [...facts.scope.definitions.values()].filter((declaration) => !facts.usedNames.has(declaration.name!.text)),
  report: (declaration) => ({
    span: spanOf(declaration, declaration.name!.start, declaration.name!.end),
    message: `'${declaration.name!.text}' is not used.`,
    unnecessary: true,
  }),
  fixes: (declaration) => removeDeclaration(spanOf(declaration, declaration.name!.start, declaration.name!.end)),
});
