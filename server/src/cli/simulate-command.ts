import process from 'node:process';
import { readInputOptions } from './input-options';
import { readAnalysis } from './read-analysis';
import { operationsOf, type ReportedOperation } from './reported-operation';
import { simulationText } from './simulation-text';
import { warnOfRefusals } from './warn-of-refusals';

/** `memslot simulate`: what becomes of every slot. */
export async function simulateCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('simulate', argv);
  const { files, format, color } = options;
  const reports: { file: string; operations: readonly ReportedOperation[] }[] = [];
  const texts: string[] = [];
  for (const file of files) {
    const document = await readAnalysis(file, options);
    warnOfRefusals(file, document);
    if (format === 'json') reports.push({ file, operations: operationsOf(document) });
    else texts.push(simulationText(file, document, files.length > 1, color));
  }
  process.stdout.write(format === 'json' ? `${JSON.stringify({ version: 1, files: reports })}\n` : texts.join('\n'));
  return 0;
}
