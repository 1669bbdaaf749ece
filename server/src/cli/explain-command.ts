import process from 'node:process';
import { pageOfRule } from '../features/page-of-rule';
import { ALL_RULES } from '../rules/registry';
import { ACCEPTANCE_RULES } from '../simulation/acceptance/acceptance-rules';
import { nearestWord } from '../text/nearest-word';
import { explainErrorCommand } from './explain-error-command';
import { UsageError } from './usage-error';

/** `memslot explain RULE`: the page of a rule; `memslot explain --error TEXT [FILE...]`: what a message is about. */
export async function explainCommand(argv: readonly string[]): Promise<number> {
  if (argv.some((word) => /^--error(?:=|$)/.test(word))) return explainErrorCommand(argv);
  const [id, ...rest] = argv;
  if (id === undefined || rest.length > 0)
    throw new UsageError("'memslot explain' takes the id of one rule; 'memslot rules' lists them.");
  const page = pageOfRule(id);
  if (page === undefined) {
    const nearest = nearestWord(
      id,
      [...ALL_RULES, ...ACCEPTANCE_RULES].map((r) => r.id),
    );
    throw new UsageError(
      `There is no rule '${id}'${nearest ? `; did you mean '${nearest}'?` : "; 'memslot rules' lists them."}`,
    );
  }
  process.stdout.write(page);
  return 0;
}
