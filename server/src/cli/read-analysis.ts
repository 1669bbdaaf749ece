import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import {
  type Analysis,
  createAnalysis,
  type DocumentKind,
  documentKind,
  ownKind,
  updateAnalysis,
  wantedFiles,
} from '../features/analysis';
import { createIncludedFiles } from '../lsp/included-files';
import { readTextFile } from '../lsp/read-text-file';
import { decodeText } from '../text/decode-text';
import { TextLines } from '../text/text-lines';
import { findFiles } from './find-files';
import type { InputOptions } from './input-options';
import { printable } from './terminal';
import { unreadable } from './unreadable';
import { UsageError } from './usage-error';

/** A file to be read. */
export interface InputFile {
  readonly path: string;
  /** Somebody named it, so that it is read whatever is in it; else it was found in a folder. */
  readonly named: boolean;
}

/** The files that were named on the command line, and those in the folders that were; `-` is standard input. */
export function listInputs(
  named: readonly string[],
  onUnreadable: (message: string) => void,
): { readonly files: readonly InputFile[]; readonly withFolders: boolean } {
  let withFolders = false;
  const files = named.flatMap((path): InputFile[] => {
    if (path === '-' || !isFolder(path)) return [{ path, named: true }];
    withFolders = true;
    return findFiles(path, (folder, error) => onUnreadable(unreadable(folder, error).message)).map((found) => ({
      path: found,
      named: false,
    }));
  });
  return { files, withFolders };
}

/**
 * Reads and analyses a file; `undefined` for one that was found in a folder and says nothing about guest memory. The files
 * that it has QEMU read are looked for in its folder, then in the current one.
 *
 * @throws {UsageError} when it cannot be read
 */
export async function readAnalysis(
  { path, named }: InputFile,
  { settings, as }: Pick<InputOptions, 'settings' | 'as'>,
): Promise<Analysis | undefined> {
  const source = named || as !== undefined ? await readNamed(path, as) : readIfOurs(path);
  if (!source) return undefined;
  const alone = createAnalysis(TextLines.of(source.text), source.kind, settings);
  if (as === undefined && path !== '-' && isForeign(alone))
    throw new UsageError(
      `${printable(path)} has nothing for Memslot in it: no memslot list, no log of QEMU's, nothing that runs QEMU. If it is one of them, say so with --as.`,
    );
  const wanted = wantedFiles(alone);
  if (wanted.length === 0) return alone;
  const uri = pathToFileURL(path).href;
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

interface Source {
  readonly text: string;
  readonly kind: DocumentKind;
}

async function readNamed(path: string, as: DocumentKind | undefined): Promise<Source> {
  const text = decode(path === '-' ? await readStandardInput() : attempt(path, readWhole), path);
  const kind = as ?? documentKind(text, path === '-' ? '' : path, undefined);
  // The words of a process (/proc/PID/cmdline) have NULs between them; other text has none.
  if (kind !== 'args' && text.includes('\0'))
    throw new UsageError(`${printable(path)} cannot be read: it is no text, as it holds NUL bytes.`);
  return { text, kind };
}

/** How much of a file is read to see whether it is one of ours. */
const LOOK = 65_536;
const head = Buffer.allocUnsafe(LOOK);

function readIfOurs(path: string): Source | undefined {
  const beginning = attempt(path, readHead);
  const look = decode(beginning, path);
  const kind = ownKind(look, path);
  if (!kind) return undefined;
  return { kind, text: beginning.length < LOOK ? look : decode(attempt(path, readWhole), path) };
}

function readHead(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(file, head, 0, LOOK, 0));
  } finally {
    closeSync(file);
  }
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function readWhole(path: string): Buffer {
  return readFileSync(path);
}

function isFolder(path: string): boolean {
  return attempt(path, (place) => statSync(place).isDirectory());
}

function attempt<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function decode(bytes: Buffer, path: string): string {
  const text = decodeText(bytes);
  if (text === undefined) throw new UsageError(`${printable(path)} is too large to be read as one text.`);
  return text;
}
