import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { type Analysis, createAnalysis, documentKind } from '../features/analysis';
import { TextLines } from '../text/text-lines';
import type { InputOptions } from './input-options';
import { UsageError } from './usage-error';

/** Reads and analyses a file; `-` is standard input. */
export async function readAnalysis(
  file: string,
  { settings, as }: Pick<InputOptions, 'settings' | 'as'>,
): Promise<Analysis> {
  const text = decode(await readBytes(file), file);
  return createAnalysis(TextLines.of(text), as ?? documentKind(text, file === '-' ? '' : file, undefined), settings);
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

/** UTF-8 with or without a byte order mark, or UTF-16 with one, as editors write it on Windows. */
function decode(bytes: Buffer, file: string): string {
  const label =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    throw new UsageError(`${file} is too large to be read as one text.`);
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
