import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type Analysis, createAnalysis, documentKind, updateAnalysis, wantedFiles } from '../features/analysis';
import { createIncludedFiles } from '../lsp/included-files';
import { readTextFile } from '../lsp/read-text-file';
import { decodeText } from '../text/decode-text';
import { TextLines } from '../text/text-lines';
import type { InputOptions } from './input-options';
import { UsageError } from './usage-error';

/**
 * Reads and analyses a file; `-` is standard input. The files that it has QEMU read are looked for in its folder, then in the
 * current one.
 */
export async function readAnalysis(
  file: string,
  { settings, as }: Pick<InputOptions, 'settings' | 'as'>,
): Promise<Analysis> {
  const text = decodeText(await readBytes(file));
  if (text === undefined) throw new UsageError(`${file} is too large to be read as one text.`);
  const kind = as ?? documentKind(text, file === '-' ? '' : file, undefined);
  const alone = createAnalysis(TextLines.of(text), kind, settings);
  const wanted = wantedFiles(alone);
  if (wanted.length === 0) return alone;
  const uri = pathToFileURL(file).href;
  const here = pathToFileURL('.').href;
  const files = createIncludedFiles({ read: readTextFile, opened: () => undefined, folderOf: () => here });
  await files.want(uri, wanted);
  return updateAnalysis(alone, [], settings, files.resolverFor(uri));
}

async function readBytes(file: string): Promise<Buffer> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}.`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};

function reasonOf(error: NodeJS.ErrnoException): string {
  return REASONS[error.code ?? ''] ?? error.message;
}
