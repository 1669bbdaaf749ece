import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import process from 'node:process';
import { type DocumentKind, documentKind, ownKind } from '../features/analysis';
import { decodeText } from '../text/decode-text';
import { PieceCutter } from './piece-cutter';
import { printable } from './terminal';
import { unreadable } from './unreadable';
import { UsageError } from './usage-error';

/** A file to be read. */
export interface InputFile {
  readonly path: string;
  /** Somebody named it, so that it is read whatever is in it; else it was found in a folder. */
  readonly named: boolean;
  /** A list named it, whose reader expects to be told of it. */
  readonly listed?: boolean;
}

/** A text that is to be analysed. */
export interface Source {
  readonly kind: DocumentKind;
  /** All of it. @throws {UsageError} when it cannot be had as one text */
  readonly text: () => string;
  /** All of it in pieces of whole lines; of lines that are too long to be looked into the beginning. */
  readonly pieces: () => Iterable<string> | AsyncIterable<string>;
  /** It is too large to be kept, and gone once it was read in pieces. */
  readonly isStream: boolean;
  /** How many bytes it has at least. */
  readonly bytes: number;
}

/** How much is read at once, in bytes; a file that has less is read in one go. */
const PIECE = 1 << 20;
/** How much of a file in a folder is read to see whether it is one of ours, in bytes. */
const LOOK = 65_536;
/** So much of standard input is kept, so that it can be read again, in bytes. */
const MOST_KEPT = 64 << 20;

const head = Buffer.allocUnsafe(PIECE);

/**
 * Opens a file; `undefined` for one that was found in a folder and says nothing about guest memory.
 *
 * @throws {UsageError} when it cannot be read
 */
export async function readSource(
  { path, named }: InputFile,
  as: DocumentKind | undefined,
): Promise<Source | undefined> {
  const checked = named || as !== undefined;
  const kindOf = (look: string) => as ?? (checked ? documentKind(look, path, undefined) : ownKind(look, path));
  if (path === '-') return readStandardInput((look) => as ?? documentKind(look, '', undefined));
  const file = attempt(path, () => openSync(path, 'r'));
  try {
    const { size, isRegular } = attempt(path, () => statOf(file));
    const readAll = () =>
      decode(
        attempt(path, () => readFileSync(file)),
        path,
      );
    // What is no regular file, such as a pipe, can be read once only.
    if (!isRegular) return sourceOf(readAll(), kindOf, path, checked);
    const look = head.subarray(0, checked ? PIECE : LOOK);
    const length = attempt(path, () => readFully(file, look));
    const text = decode(look.subarray(0, length), path);
    if (length < look.length) return sourceOf(text, kindOf, path, checked);
    const kind = kindOf(text);
    if (!kind) return undefined;
    const whole = () =>
      decode(
        attempt(path, () => readFileSync(path)),
        path,
      );
    const isList = kind === 'log' || kind === 'memslots';
    // In UTF-16 a line end is no single byte.
    if (!isList || (look[0]! >= 0xfe && look[0]! + look[1]! === 0xff + 0xfe))
      return sourceOf(whole(), kindOf, path, checked);
    const pieces = () => readPieces(path, kind, checked);
    return { kind, text: () => checkText(whole(), kind, path, checked), pieces, isStream: false, bytes: size };
  } finally {
    closeSync(file);
  }
}

/** The source that a text is; what it is itself can be told by its beginning. */
function sourceOf(
  text: string,
  kindOf: (look: string) => DocumentKind | undefined,
  path: string,
  checked: boolean,
): Source | undefined {
  const kind = kindOf(text);
  if (!kind) return undefined;
  checkText(text, kind, path, checked);
  return { kind, text: () => text, pieces: () => [text], isStream: false, bytes: text.length };
}

async function readStandardInput(kindOf: (look: string) => DocumentKind): Promise<Source> {
  const kept: Buffer[] = [];
  let bytes = 0;
  const input: AsyncIterator<Buffer> = process.stdin[Symbol.asyncIterator]();
  for (let next = await input.next(); !next.done; next = await input.next()) {
    kept.push(next.value);
    bytes += next.value.length;
    if (bytes < MOST_KEPT) continue;
    const kind = kindOf(decode(Buffer.concat(kept.slice(0, 64)), '-'));
    if (kind !== 'log' && kind !== 'memslots') continue;
    return { kind, text: tooLarge, pieces: () => cutStream(kept, input, kind), isStream: true, bytes };
  }
  return sourceOf(decode(Buffer.concat(kept), '-'), kindOf, '-', true)!;
}

async function* cutStream(
  kept: Buffer[],
  input: AsyncIterator<Buffer>,
  kind: DocumentKind,
): AsyncGenerator<string, void> {
  const cutter = new PieceCutter(kind === 'log');
  for (let bytes = kept.shift(); bytes; bytes = kept.shift()) yield checkText(cutter.push(bytes), kind, '-', true);
  for (let next = await input.next(); !next.done; next = await input.next())
    yield checkText(cutter.push(next.value), kind, '-', true);
  yield checkText(cutter.end(), kind, '-', true);
}

function* readPieces(path: string, kind: DocumentKind, checked: boolean): Generator<string, void> {
  const cutter = new PieceCutter(kind === 'log');
  const file = attempt(path, () => openSync(path, 'r'));
  try {
    for (;;) {
      // The cutter keeps a part of it.
      const bytes = Buffer.allocUnsafeSlow(PIECE);
      const length = attempt(path, () => readSync(file, bytes, 0, PIECE, null));
      if (length === 0) break;
      yield checkText(cutter.push(bytes.subarray(0, length)), kind, path, checked);
    }
    yield checkText(cutter.end(), kind, path, checked);
  } finally {
    closeSync(file);
  }
}

/** Fills a buffer as far as the file goes. */
function readFully(file: number, buffer: Buffer): number {
  let length = 0;
  for (let read = -1; read !== 0 && length < buffer.length; length += read)
    read = readSync(file, buffer, length, buffer.length - length, length);
  return length;
}

function statOf(file: number): { readonly size: number; readonly isRegular: boolean } {
  const stats = fstatSync(file);
  return { size: stats.size, isRegular: stats.isFile() };
}

/** The text, if it is one: the words of a process (/proc/PID/cmdline) have NULs between them; other text has none. */
function checkText(text: string, kind: DocumentKind, path: string, checked: boolean): string {
  if (checked && kind !== 'args' && text.includes('\0'))
    throw new UsageError(`${printable(path)} cannot be read: it is no text, as it holds NUL bytes.`);
  return text;
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function decode(bytes: Buffer, path: string): string {
  return decodeText(bytes) ?? tooLarge(path);
}

function tooLarge(path = '-'): never {
  throw new UsageError(`${printable(path)} is too large to be read as one text.`);
}
