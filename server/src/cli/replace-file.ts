import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { printable } from './terminal';
import { UsageError } from './usage-error';

/**
 * Gives a file other contents, all or nothing: they are written beside it, and take its place when they are on the disk. Its
 * mode and owner stay; of a symbolic link the file that it leads to is replaced.
 *
 * @throws {UsageError} when that is not possible; the file is as it was then
 */
export function replaceFile(name: string, contents: Uint8Array): void {
  let beside: string | undefined;
  try {
    const file = realpathSync(name);
    const { mode, uid, gid } = statSync(file);
    beside = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
    const handle = openSync(beside, 'wx', mode & 0o777);
    try {
      writeFileSync(handle, contents);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    const made = statSync(beside);
    if (made.uid !== uid || made.gid !== gid) chownSync(beside, uid, gid);
    // After the owner, which takes some bits of it away.
    chmodSync(beside, mode & 0o7777);
    renameSync(beside, file);
  } catch (error) {
    if (beside !== undefined) rmSync(beside, { force: true });
    const { message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${printable(name)} cannot be written: ${printable(message)}.`);
  }
}
