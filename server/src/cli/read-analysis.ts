import { pathToFileURL } from 'node:url';
import { type Analysis, createAnalysis, updateAnalysis, wantedFiles } from '../features/analysis';
import { createIncludedFiles } from '../lsp/included-files';
import { readTextFile } from '../lsp/read-text-file';
import { TextLines } from '../text/text-lines';
import type { InputOptions } from './input-options';
import { type InputFile, readSource, type Source } from './read-source';
import { printable } from './terminal';
import { UsageError } from './usage-error';

/** What is asked of every file that is read. */
export type ReadOptions = Pick<InputOptions, 'settings' | 'as'>;

/**
 * Reads and analyses a file; `undefined` for one that was found in a folder and says nothing about guest memory.
 *
 * @throws {UsageError} when it cannot be read
 */
export async function readAnalysis(input: InputFile, options: ReadOptions): Promise<Analysis | undefined> {
  const source = await readSource(input, options.as);
  return source && analyseSource(source, input, options);
}

/**
 * Analyses a text that was opened. The files that it has QEMU read are looked for in its folder, then in the current one.
 *
 * @throws {UsageError} when it cannot be read, or there is nothing in it
 */
export async function analyseSource(
  source: Source,
  { path }: InputFile,
  { settings: ownSettings, as }: ReadOptions,
): Promise<Analysis> {
  const settings = ownSettings.of(path);
  const alone = createAnalysis(TextLines.of(source.text()), source.kind, settings);
  if (as === undefined && path !== '-' && isForeign(alone)) throw foreignFile(path);
  const wanted = wantedFiles(alone);
  if (wanted.length === 0) return alone;
  const uri = pathToFileURL(path).href;
  const here = pathToFileURL('.').href;
  const files = createIncludedFiles({ read: readTextFile, opened: () => undefined, folderOf: () => here });
  await files.want(uri, wanted);
  return updateAnalysis(alone, [], settings, files.resolverFor(uri));
}

/** What is said of a file in which nothing is known. */
export function foreignFile(path: string): UsageError {
  return new UsageError(
    `${printable(path)} has nothing for Memslot in it: no memslot list, no log of QEMU's, nothing that runs QEMU. If it is one of them, say so with --as.`,
  );
}

/** Whether a text was taken for a memslot list for want of anything better, and no line of it is a declaration. */
function isForeign({ dialect, findings, simulations }: Analysis): boolean {
  return (
    dialect === 'memslots' &&
    simulations.length === 0 &&
    findings.length > 0 &&
    findings.every(({ rule }) => rule.id === 'unknown-declaration')
  );
}
