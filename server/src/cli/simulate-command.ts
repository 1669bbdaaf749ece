import { readInputOptions } from './input-options';
import { readAnalysis } from './read-analysis';
import { readFiles } from './read-files';
import { operationsOf } from './reported-operation';
import { simulationText } from './simulation-text';
import { warnOfRefusals } from './warn-of-refusals';
import { writeReport } from './write-report';

/** `memslot simulate`: what becomes of every slot. */
export async function simulateCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('simulate', argv);
  const { unread } = await writeReport(options, {
    list: 'files',
    read: (files) => readFiles(files, (file) => readAnalysis(file, options)),
    json: (input) => {
      warnOfRefusals(input);
      return [JSON.stringify({ file: input.file, operations: operationsOf(input.known) })];
    },
    text: (input) => {
      warnOfRefusals(input);
      return simulationText(input.file, input.known, !input.alone, options.color);
    },
    between: '\n',
  });
  return unread > 0 ? 2 : 0;
}
