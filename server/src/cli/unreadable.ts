import { printable } from './terminal';
import { UsageError } from './usage-error';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};

/** What to say of a file that the system does not hand out. `what`: the file by its name, or what it was to be. */
export function unreadable(what: string, error: unknown): UsageError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new UsageError(`${printable(what)} cannot be read: ${REASONS[code] ?? printable(message)}.`);
}
