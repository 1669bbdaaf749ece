import process from 'node:process';
import type { Snapshot } from '../features/snapshot';
import { readInputOptions } from './input-options';
import { readSnapshot } from './read-snapshot';
import { operationsOf, type ReportedOperation } from './reported-operation';
import { simulationText } from './simulation-text';

/** `memslot simulate`: what becomes of every slot. */
export async function simulateCommand(argv: readonly string[]): Promise<number> {
  const { files, format, settings, color } = readInputOptions('simulate', argv);
  const reports: { file: string; operations: readonly ReportedOperation[] }[] = [];
  const texts: string[] = [];
  for (const file of files) {
    const snapshot: Snapshot = await readSnapshot(file, settings);
    if (format === 'json') reports.push({ file, operations: operationsOf(snapshot) });
    else texts.push(simulationText(file, snapshot, files.length > 1, color));
  }
  process.stdout.write(format === 'json' ? `${JSON.stringify({ version: 1, files: reports })}\n` : texts.join('\n'));
  return 0;
}
