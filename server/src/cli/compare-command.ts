import process from 'node:process';
import { countDifferences } from '../features/trace/compare-memory';
import { compareWithConfiguration, comparisonText } from '../features/trace/compare-with-configuration';
import { hex } from '../model/format';
import { readInputOptions } from './input-options';
import { readAnalysis } from './read-analysis';
import { printable } from './terminal';
import { UsageError } from './usage-error';

/** `memslot compare`: the memory at the end of a log against a configuration; exit code 1 when they differ. */
export async function compareCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('compare', argv);
  const [trace, config] = options.files;
  if (trace === undefined || config === undefined || options.files.length > 2)
    throw new UsageError("'memslot compare' needs two files: a log, and a configuration.");
  const { as, settings } = options;
  const log = await readAnalysis({ path: trace, named: true }, { settings, as: undefined });
  const configuration = await readAnalysis({ path: config, named: true }, { settings, as });
  if (log?.dialect !== 'memslots') throw new UsageError(`${printable(trace)} is no log of memslots.`);
  const comparison = configuration && compareWithConfiguration(log, configuration);
  if (!comparison) throw new UsageError(`Of ${printable(trace)} or ${printable(config)} no memory is known.`);
  const { rows } = comparison;
  const json = () => ({
    version: 1,
    log: comparison.log,
    configuration: comparison.configuration,
    memory: rows.map(({ kind, start, end, notes }) => ({ kind, start: hex(start), end: hex(end), notes })),
  });
  process.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify(json())}\n`
      : comparisonText(comparison, { log: printable(trace), configuration: printable(config) }),
  );
  return countDifferences(rows) > 0 ? 1 : 0;
}
