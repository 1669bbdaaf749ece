import process from 'node:process';
import { ALL_RULES } from '../rules/registry';
import { ACCEPTANCE_RULES } from '../simulation/acceptance/acceptance-rules';
import { formatTable } from './terminal';
import { UsageError } from './usage-error';

/** `memslot rules`: what can be found, and which acceptance rules there are. */
export function rulesCommand(argv: readonly string[]): number {
  const json =
    argv.length === 2 && argv[0] === '--format' && argv[1] === 'json'
      ? true
      : argv.length === 1 && argv[0] === '--format=json';
  if (argv.length > 0 && !json && argv.join(' ') !== '--format text')
    throw new UsageError("'memslot rules' takes only --format text or --format json.");
  const rules = ALL_RULES.map(({ id, severity, summary }) => ({ id, severity, summary }));
  const acceptanceRules = ACCEPTANCE_RULES.map(({ id, label, author, predicate, kind }) => ({
    id,
    label,
    author,
    predicate,
    kind,
  }));
  if (json) {
    process.stdout.write(`${JSON.stringify({ version: 1, rules, acceptanceRules })}\n`);
    return 0;
  }
  const left = (title: string) => ({ title, align: 'left' }) as const;
  const found = formatTable(
    [left('rule'), left('severity'), left('what is found')],
    rules.map(({ id, severity, summary }) => [id, severity, summary]),
  );
  const proposed = formatTable(
    [left('acceptance rule'), left('from'), left('what it asks for')],
    acceptanceRules.map(({ id, label, predicate }) => [id, label, predicate]),
  );
  process.stdout.write(`${found}\n${proposed}\n'memslot explain RULE' tells more.\n`);
  return 0;
}
