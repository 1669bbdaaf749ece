import { once } from 'node:events';
import process from 'node:process';
import { type ListOptions, listInputs } from './list-inputs';
import { createProgressBar, type ProgressBar } from './progress-bar';
import type { ReadFile } from './read-files';
import type { InputFile } from './read-source';
import { printable } from './terminal';

/** The form in which something is written about files, each of which as soon as it is known. */
export interface ReportForm<Known> {
  /** What stands before everything else. */
  readonly begin: string;
  /** What is written about a file; nothing: an empty text. */
  readonly file: (input: KnownFile<Known>) => string;
  /** What is written about a file that could not be read. */
  readonly unread?: (file: string, error: string) => string;
  /** What is written about a file of a list that says nothing about guest memory. */
  readonly skipped?: (file: string) => string;
  /** What stands between what is written about two files. */
  readonly between: string;
  readonly end: (count: FileCount) => string;
  /** Where nothing could be read, nothing is written either. */
  readonly needsFiles: boolean;
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
 * Writes about every file that was named, and about those of ours in the folders that were, each as soon as it is known and
 * those before it are written: nothing of it is kept.
 */
export async function writeFiles<Known>(
  options: ListOptions,
  read: (files: readonly InputFile[]) => AsyncIterable<ReadFile<Known>>,
  form: ReportForm<Known>,
): Promise<FileCount> {
  let files = 0;
  let unread = 0;
  let progress: ProgressBar | undefined;
  const warn = (message: string) => {
    progress?.hide();
    for (const line of message.split('\n')) process.stderr.write(`memslot: ${printable(line)}\n`);
  };
  // One file with settings may be wrong for thousands of others.
  const told = new Set<string>();
  const complain = (message: string) => {
    unread += 1;
    if (!told.has(message)) warn(message);
    told.add(message);
  };
  const inputs = listInputs(options, complain);
  const alone = inputs.files.length === 1 && !inputs.withFolders;
  progress = createProgressBar(process.stderr, inputs.files.length, () => performance.now());
  let isBegun = false;
  const write = async (text: string) => {
    if (text === '') return;
    progress?.hide();
    const before = isBegun ? form.between : form.begin;
    isBegun = true;
    await print(before + text);
  };
  let done = 0;
  progress.show(0);
  for await (const { path, known, error } of read(inputs.files)) {
    const { listed } = inputs.files[done]!;
    if (error !== undefined) {
      complain(error);
      await write(form.unread?.(path, error) ?? '');
    } else if (known !== undefined) {
      files += 1;
      await write(form.file({ file: path, known, alone, warn }));
    } else if (listed) await write(form.skipped?.(path) ?? '');
    progress.show(++done);
  }
  progress.hide();
  const count = { files, unread };
  if (files > 0 || unread === 0 || !form.needsFiles) await print((isBegun ? '' : form.begin) + form.end(count));
  return count;
}

async function print(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}
