import type { InputOptions } from './input-options';
import { jsonForm } from './json-form';
import type { ReadFile } from './read-files';
import type { InputFile } from './read-source';
import { type FileCount, type KnownFile, type ReportForm, writeFiles } from './write-files';

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
}

/** Writes a report about files, as one JSON object or for people. */
export function writeReport<Known>(options: InputOptions, report: Report<Known>): Promise<FileCount> {
  const { list, read, json, text, between = '' } = report;
  const form: ReportForm<Known> =
    options.format === 'json'
      ? jsonForm(list, json)
      : { begin: '', file: text, between, end: () => '', needsFiles: true };
  return writeFiles(options, read, form);
}
