import { fileURLToPath } from 'node:url';
import { decodeText } from '../text/decode-text';

/** Configuration files have kilobytes; what is larger is something else. In bytes. */
const LARGEST_FILE = 1024 * 1024;

/** The text of a file on disk, by its URI. `undefined`: there is none, it cannot be read, or it is no such file. */
export async function readTextFile(uri: string): Promise<string | undefined> {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const path = fileURLToPath(uri);
    // Most servers never need it, and all would start the later for it.
    const { readFile, stat } = await import('node:fs/promises');
    const { size } = await stat(path).then((stats) => (stats.isFile() ? stats : { size: Number.POSITIVE_INFINITY }));
    // Of the kernel's own files, which have no size, some never end.
    if (size === 0) return '';
    return size > LARGEST_FILE ? undefined : decodeText(await readFile(path));
  } catch {
    return undefined;
  }
}
