import { LIST_RULES, MACHINE_RULES, SLOT_RULES } from './registry';
import { unusedSuppression } from './unused-suppression';

const RANKS = new Map(
  [...LIST_RULES, ...MACHINE_RULES, ...SLOT_RULES, unusedSuppression].map(({ id }, i) => [id, i] as const),
);

/** Where the findings of a rule come among those at one place of a list: in the order in which the rules are run. */
export function ruleRank(id: string): number {
  return RANKS.get(id) ?? 0;
}
