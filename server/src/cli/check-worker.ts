import { parentPort, workerData } from 'node:worker_threads';
import { type CheckOptions, checkFile } from './check-file';
import type { CheckAnswer, CheckTask } from './check-files';
import { FileSettings } from './file-settings';
import { readOne } from './read-files';

/** What a worker thread does: it checks the files that it is given, until it is ended. */
export function checkWorker(): void {
  const options: CheckOptions = workerData;
  const settings = new FileSettings(options.given);
  parentPort!.on('message', async ({ first, files }: CheckTask) => {
    const checked: CheckAnswer['checked'][number][] = [];
    for (const input of files) checked.push(await readOne(input, (file) => checkFile(file, options, settings)));
    const answer: CheckAnswer = { first, checked };
    parentPort!.postMessage(answer);
  });
}
