import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type CheckedFile, type CheckOptions, checkFile } from './check-file';
import { FileSettings } from './file-settings';
import { type ReadFile, readOne } from './read-files';
import type { InputFile } from './read-source';

/** What a worker is asked to do. */
export interface CheckTask {
  /** The index of the first file. */
  readonly first: number;
  readonly files: readonly InputFile[];
}

/** What it answers. */
export interface CheckAnswer {
  readonly first: number;
  readonly checked: readonly ReadFile<CheckedFile>[];
}

/** So many files are given to a worker at once, at most. */
const LARGEST_TASK = 16;
/** A worker has the next task before it is done with one. */
const TASKS_AHEAD = 2;
/** So many files are checked ahead of the one that is reported next, at most. */
const FILES_AHEAD = 4096;
/** Work that takes less is done sooner than workers have started, in milliseconds. */
const SOON_DONE = 150;
/** A file that takes longer than starting workers, in bytes. */
const LARGE_FILE = 8 << 20;

/**
 * Checks files with up to `jobs` threads, this one among them. What is found comes in the order of the files. Workers are
 * started when there turns out to be enough for them to do.
 */
export async function* checkFiles(
  files: readonly InputFile[],
  options: CheckOptions,
  jobs: number,
): AsyncGenerator<ReadFile<CheckedFile>, void> {
  const workers: Worker[] = [];
  const settings = new FileSettings(options.given);
  const checked = new Map<number, ReadFile<CheckedFile>>();
  let next = 0;
  let reported = 0;
  let failure: unknown;
  let wake: () => void = () => undefined;
  const begin = performance.now();

  const isWorthWorkers = () => {
    if (workers.length > 0 || next === 0) return false;
    const elapsed = performance.now() - begin;
    return (elapsed / next) * (files.length - next) > SOON_DONE && elapsed > SOON_DONE / 4;
  };
  const mayGoOn = () => next < files.length && next - reported < FILES_AHEAD;
  const feed = (worker: Worker) => {
    if (!mayGoOn()) return;
    const count = Math.min(LARGEST_TASK, Math.ceil((files.length - next) / (4 * jobs)));
    const task: CheckTask = { first: next, files: files.slice(next, next + count) };
    next += count;
    worker.postMessage(task);
  };
  const start = () => {
    for (let i = 1; i < Math.min(jobs, files.length - next); i++) {
      const worker = new Worker(__filename, { workerData: options });
      worker.on('message', (answer: CheckAnswer) => {
        for (const [i, file] of answer.checked.entries()) checked.set(answer.first + i, file);
        feed(worker);
        wake();
      });
      worker.on('error', (error) => {
        failure ??= error;
        wake();
      });
      workers.push(worker);
    }
    for (let i = 0; i < TASKS_AHEAD; i++) for (const worker of workers) feed(worker);
  };
  // Standard input is this thread's.
  const canShare = jobs > 1 && files.every(({ path }) => path !== '-');

  try {
    for (; reported < files.length; reported++) {
      for (let known = checked.get(reported); known === undefined; known = checked.get(reported)) {
        if (failure !== undefined) throw failure;
        if (!mayGoOn()) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        if (
          canShare &&
          workers.length === 0 &&
          files.length - next > 1 &&
          (isWorthWorkers() || isLarge(files[next]!))
        ) {
          start();
          // They may have been given everything that was left.
          continue;
        }
        const mine = next++;
        checked.set(mine, await readOne(files[mine]!, (file) => checkFile(file, options, settings)));
        // Lets the workers' answers in.
        if (workers.length > 0) await new Promise(setImmediate);
      }
      yield checked.get(reported)!;
      checked.delete(reported);
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function isLarge({ path }: InputFile): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGE_FILE;
}
