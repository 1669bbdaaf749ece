import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FoundFile } from './host-abilities';

/** Folders that hold other people's files, or none that a person wrote. */
const SKIPPED = /^(?:node_modules|\..*)$/;

/** Files that may be ours by their names; what they are is seen in their texts. */
const WANTED = /\.(?:memslots|log|xml|sh|bash|cfg|conf|args|qmp|hmp|jsonl?|ya?ml)$/i;

/** A workspace may be a home folder: so much of it is looked at. */
const MOST_FOLDERS = 4000;
const MOST_FILES = 1000;

/**
 * The files below a folder that may be ours, those next to the top first. Symbolic links are not followed. A folder that
 * cannot be listed has none.
 */
export async function listFiles(folder: string): Promise<readonly FoundFile[]> {
  if (!folder.startsWith('file:')) return [];
  const found: FoundFile[] = [];
  const folders = [fileURLToPath(folder)];
  for (let i = 0; i < folders.length && i < MOST_FOLDERS && found.length < MOST_FILES; i++) {
    const entries = await readdir(folders[i]!, { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const place = path.join(folders[i]!, entry.name);
      if (entry.isDirectory() && !SKIPPED.test(entry.name)) folders.push(place);
      if (!entry.isFile() || !WANTED.test(entry.name) || found.length === MOST_FILES) continue;
      const { size, mtimeMs } = await stat(place).catch(() => ({ size: 0, mtimeMs: 0 }));
      found.push({ uri: pathToFileURL(place).href, stamp: `${size} ${mtimeMs}` });
    }
  }
  return found;
}
