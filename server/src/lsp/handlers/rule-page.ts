import { pageOfRule } from '../../features/page-of-rule';
import { ALL_RULES } from '../../rules/registry';
import { RULE_PAGE, RULES, type RuleEntry, type RulePageParams } from '../rule-page-requests';
import type { ServerContext } from '../server-context';

/** memslot/rules and memslot/rulePage. */
export function handleRulePage({ connection, guard }: ServerContext): void {
  connection.onRequest(RULES, (): readonly RuleEntry[] =>
    ALL_RULES.map(({ id, severity, summary }) => ({ id, severity, summary })),
  );
  connection.onRequest(RULE_PAGE, (params: RulePageParams | null): string | null =>
    guard('rule page', null, () => pageOfRule(String(params?.id)) ?? null),
  );
}
