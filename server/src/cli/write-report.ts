import { once } from 'node:events';
import process from 'node:process';
import type { Analysis } from '../features/analysis';
import type { InputOptions } from './input-options';
import { createProgressBar, type ProgressBar } from './progress-bar';
import { listInputs, readAnalysis } from './read-analysis';
import { printable } from './terminal';
import { UsageError } from './usage-error';

/** What a command says about files. */
export interface Report {
  /** The name of the list in the JSON report. */
  readonly list: string;
  /** What a file adds to that list, each as JSON text. */
  readonly json: (input: AnalysedFile) => readonly string[];
  /** What is written about a file for people. */
  readonly text: (input: AnalysedFile) => string;
  /** What stands between the texts about two files. */
  readonly between?: string;
  /** What is written for people at the end. */
  readonly end?: (count: FileCount) => string;
}

export interface AnalysedFile {
  readonly file: string;
  readonly analysis: Analysis;
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
 * read: no more than one file is in memory at a time.
 */
export async function writeReport(options: InputOptions, report: Report): Promise<FileCount> {
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
  for (const [done, input] of inputs.files.entries()) {
    progress.show(done);
    try {
      const analysis = await readAnalysis(input, options);
      if (!analysis) continue;
      files += 1;
      const analysed = { file: input.path, analysis, alone, warn };
      const text = asJson ? report.json(analysed).join(',') : report.text(analysed);
      if (text === '') continue;
      const between = asJson ? ',' : (report.between ?? '');
      await write((isBegun ? between : begin) + text);
      isBegun = true;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      complain(error.message);
    }
  }
  progress.hide();
  const count = { files, unread };
  // Where nothing could be read, there is nothing to report.
  if (files > 0 || unread === 0) await write(asJson ? `${isBegun ? '' : begin}]}\n` : (report.end?.(count) ?? ''));
  return count;
}
