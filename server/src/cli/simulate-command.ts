import process from 'node:process';
import type { DocumentAnalysis } from '../features/document-analysis';
import { readInputOptions } from './input-options';
import { readAnalysis } from './read-analysis';
import { operationsOf, type ReportedOperation } from './reported-operation';
import { simulationText } from './simulation-text';

/** `memslot simulate`: what becomes of every slot. */
export async function simulateCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('simulate', argv);
  const { files, format, color } = options;
  const reports: { file: string; operations: readonly ReportedOperation[] }[] = [];
  const texts: string[] = [];
  for (const file of files) {
    const document: DocumentAnalysis = await readAnalysis(file, options);
    if (format === 'json') reports.push({ file, operations: operationsOf(document) });
    else texts.push(simulationText(file, document, files.length > 1, color));
  }
  process.stdout.write(format === 'json' ? `${JSON.stringify({ version: 1, files: reports })}\n` : texts.join('\n'));
  return 0;
}
