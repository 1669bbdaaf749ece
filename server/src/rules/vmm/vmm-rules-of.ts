import type { VmmKind } from '../../syntax/detect-vmm';
import type { Rule } from '../define-rule';
import { type VmmRuleEntry, vmmRule } from './vmm-rule';

/** What makes the rules about one kind of file, whose program is quoted and is where their facts are from. */
export function vmmRulesOf(kind: VmmKind, program: string) {
  return (
    name: string,
    summary: string,
    why: string,
    reference: string,
    valid: readonly string[],
    invalid: readonly string[],
    severity: VmmRuleEntry['severity'] = 'error',
  ): Rule<'vmm'> =>
    vmmRule({
      id: `${kind}-${name}`,
      program,
      severity,
      summary,
      why,
      references: [`${program}, ${reference}`],
      examples: { valid, invalid },
    });
}
