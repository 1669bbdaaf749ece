import { ACCEPTANCE_RULES, acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import { nearestWord } from '../text/nearest-word';
import { defineRule } from './define-rule';

export const unknownRule = defineRule({
  id: 'unknown-rule',
  severity: 'error',
  scope: 'machine',
  summary: 'There is no acceptance rule of that name.',
  why: `The acceptance rules are ${ACCEPTANCE_RULES.map(({ id }) => `\`${id}\``).join(', ')}. A name that is none of them changes nothing: the file is simulated with \`upstream\`, which is what KVM does.`,
  references: [],
  examples: { valid: ['rule exact\nSlot#0: gpa=0, size=2M\n'], invalid: ['rule exakt\nSlot#0: gpa=0, size=2M\n'] },
  check: ({ machine }) =>
    machine.ruleSpan && !acceptanceRuleOf(machine.rule) ? [{ name: machine.rule, span: machine.ruleSpan }] : [],
  report: ({ name, span }) => {
    const nearest = nearestId(name);
    return {
      span,
      message: `There is no rule '${name}'${nearest ? `; did you mean '${nearest}'?` : `; there are ${ACCEPTANCE_RULES.map(({ id }) => id).join(', ')}.`}`,
    };
  },
  fixes: ({ name, span }) => {
    const nearest = nearestId(name);
    return nearest ? [{ title: `Change to '${nearest}'`, edits: [{ span, newText: nearest }], preferred: true }] : [];
  },
});

const nearestId = (name: string) =>
  nearestWord(
    name,
    ACCEPTANCE_RULES.map(({ id }) => id),
  );
