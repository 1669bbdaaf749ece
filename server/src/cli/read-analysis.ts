import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type Analysis, createAnalysis, documentKind, updateAnalysis, wantedFiles } from '../features/analysis';
import { createIncludedFiles } from '../lsp/included-files';
import { readTextFile } from '../lsp/read-text-file';
import { decodeText } from '../text/decode-text';
import { TextLines } from '../text/text-lines';
import type { InputOptions } from './input-options';
import { printable } from './terminal';
import { unreadable } from './unreadable';
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
  if (text === undefined) throw new UsageError(`${printable(file)} is too large to be read as one text.`);
  const kind = as ?? documentKind(text, file === '-' ? '' : file, undefined);
  // The words of a process (/proc/PID/cmdline) have NULs between them; other text has none.
  if (kind !== 'args' && text.includes('\0'))
    throw new UsageError(`${printable(file)} cannot be read: it is no text, as it holds NUL bytes.`);
  const alone = createAnalysis(TextLines.of(text), kind, settings);
  if (as === undefined && file !== '-' && isForeign(alone))
    throw new UsageError(
      `${printable(file)} has nothing for Memslot in it: no memslot list, no log of QEMU's, nothing that runs QEMU. If it is one of them, say so with --as.`,
    );
  const wanted = wantedFiles(alone);
  if (wanted.length === 0) return alone;
  const uri = pathToFileURL(file).href;
  const here = pathToFileURL('.').href;
  const files = createIncludedFiles({ read: readTextFile, opened: () => undefined, folderOf: () => here });
  await files.want(uri, wanted);
  return updateAnalysis(alone, [], settings, files.resolverFor(uri));
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

async function readBytes(file: string): Promise<Buffer> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }
  try {
    return await readFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}
