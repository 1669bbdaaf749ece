import process from 'node:process';
import { acceptanceRulePage, rulePage } from '../features/rule-page';
import { ALL_RULES } from '../rules/registry';
import { ACCEPTANCE_RULES, acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import { nearestWord } from '../text/nearest-word';
import { UsageError } from './usage-error';

/** `memslot explain RULE`: the page of a rule. */
export function explainCommand(argv: readonly string[]): number {
  const [id, ...rest] = argv;
  if (id === undefined || rest.length > 0)
    throw new UsageError("'memslot explain' takes the id of one rule; 'memslot rules' lists them.");
  const rule = ALL_RULES.find((r) => r.id === id);
  const acceptance = acceptanceRuleOf(id);
  if (!rule && !acceptance) {
    const nearest = nearestWord(
      id,
      [...ALL_RULES, ...ACCEPTANCE_RULES].map((r) => r.id),
    );
    throw new UsageError(
      `There is no rule '${id}'${nearest ? `; did you mean '${nearest}'?` : "; 'memslot rules' lists them."}`,
    );
  }
  process.stdout.write(rule ? rulePage(rule) : acceptanceRulePage(acceptance!));
  return 0;
}
