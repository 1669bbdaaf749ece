import { ALL_RULES } from '../rules/registry';
import { acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import { acceptanceRulePage, rulePage } from './rule-page';

/** The page of a rule or of an acceptance rule, in Markdown; `undefined` where there is no rule of that id. */
export function pageOfRule(id: string): string | undefined {
  const rule = ALL_RULES.find((r) => r.id === id);
  if (rule) return rulePage(rule);
  const acceptance = acceptanceRuleOf(id);
  return acceptance && acceptanceRulePage(acceptance);
}
