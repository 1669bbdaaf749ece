import { once } from 'node:events';
import process from 'node:process';
import type { InputOptions } from './input-options';
import { createProgressBar, type ProgressBar } from './progress-bar';
import { listInputs } from './read-analysis';
import type { ReadFile } from './read-files';
import type { InputFile } from './read-source';
import { printable } from './terminal';

/** What a command says about files, of each of which it knows `Known`. */
export interface Report<Known> {
  /** The name of the list in the JSON report. */
  readonly list: string;
  /** Reads the files, in their order. */
  readonly read: (files: readonly InputFile[]) => AsyncIterable<ReadFile<Known>>;
  /** What a file adds to that list, each as JSON text. */
  readonly json: (input: KnownFile<Known>) => readonly string[];
  /** What is written about a file for people. */
  readonly text: (input: KnownFile<Known>) => string;
  /** What stands between the texts about two files. */
  readonly between?: string;
  /** What is written for people at the end. */
  readonly end?: (count: FileCount) => string;
}

export interface KnownFile<Known> {
  readonly file: string;
  readonly known: Known;
  /** No other file was asked about. */
  readonly alone: boolean;
  /** Writes a line to standard error. */
  readonly warn: (message: string) => void;
}

export interface FileCount {
  /** How many files were read. */
  readonly files: number;
  /** How many could not be read. */
  readonly unread: number;
}

/**
 * Writes a report about every file that was named, and about those of ours in the folders that were, each as soon as it is
 * known and those before it are written.
 */
export async function writeReport<Known>(options: InputOptions, report: Report<Known>): Promise<FileCount> {
  const asJson = options.format === 'json';
  let files = 0;
  let unread = 0;
  let progress: ProgressBar | undefined;
  const warn = (message: string) => {
    progress?.hide();
    process.stderr.write(`memslot: ${printable(message)}\n`);
  };
  const complain = (message: string) => {
    unread += 1;
    warn(message);
  };
  const inputs = listInputs(options.files, complain);
  const alone = inputs.files.length === 1 && !inputs.withFolders;
  progress = createProgressBar(process.stderr, inputs.files.length, () => performance.now());
  const write = async (text: string) => {
    progress?.hide();
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  };
  const begin = asJson ? `{"version":1,${JSON.stringify(report.list)}:[` : '';
  let isBegun = false;
  let done = 0;
  progress.show(0);
  for await (const { path, known, error } of report.read(inputs.files)) {
    if (error !== undefined) complain(error);
    else if (known !== undefined) {
      files += 1;
      const input = { file: path, known, alone, warn };
      const text = asJson ? report.json(input).join(',') : report.text(input);
      if (text !== '') {
        await write((isBegun ? (asJson ? ',' : (report.between ?? '')) : begin) + text);
        isBegun = true;
      }
    }
    progress.show(++done);
  }
  progress.hide();
  const count = { files, unread };
  // Where nothing could be read, there is nothing to report.
  if (files > 0 || unread === 0) await write(asJson ? `${isBegun ? '' : begin}]}\n` : (report.end?.(count) ?? ''));
  return count;
}
