import { readFileSync } from 'node:fs';
import process from 'node:process';
import { unreadable } from './unreadable';
import { UsageError } from './usage-error';

/**
 * The files that a list names, one a line or each followed by a NUL (as `find -print0` and `git ls-files -z` write them);
 * none without a list. `-` is standard input.
 *
 * @throws {UsageError} when the list cannot be read
 */
export async function readFileList(list: string | undefined, named: readonly string[]): Promise<readonly string[]> {
  if (list === undefined) return [];
  if (list === '-' && named.includes('-'))
    throw new UsageError('Standard input is either a file, or the list of the files.');
  const text = (list === '-' ? await readStandardInput() : readList(list)).toString('utf8');
  const names = text.includes('\0') ? text.split('\0') : text.split(/\r?\n/);
  // In a list `-` is a file of that name.
  return names.filter((name) => name !== '').map((name) => (name === '-' ? './-' : name));
}

function readList(list: string): Buffer {
  try {
    return readFileSync(list);
  } catch (error) {
    throw unreadable(list, error);
  }
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}
