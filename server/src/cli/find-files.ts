import { type Dirent, readdirSync } from 'node:fs';
import path from 'node:path';

/** Folders that hold other people's files, or none that a person wrote. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn']);

/**
 * The regular files below a folder, by their paths, in an order that depends on the names alone. Symbolic links are not
 * followed, so that none leads in a circle and no file comes twice. `onUnreadable` is told of a folder that cannot be
 * listed; what is below it is left out.
 */
export function findFiles(
  folder: string,
  onUnreadable: (folder: string, error: NodeJS.ErrnoException) => void,
): readonly string[] {
  const files: string[] = [];
  // What is still to be visited, the next last: no depth of folders is too much.
  const left: { readonly place: string; readonly isFolder: boolean }[] = [{ place: folder, isFolder: true }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { place, isFolder } = next;
    if (!isFolder) {
      files.push(place);
      continue;
    }
    try {
      const entries = readdirSync(place, { withFileTypes: true }).filter(isWanted).sort(descending);
      for (const entry of entries) left.push({ place: path.join(place, entry.name), isFolder: entry.isDirectory() });
    } catch (error) {
      onUnreadable(place, error as NodeJS.ErrnoException);
    }
  }
  return files;
}

function isWanted(entry: Dirent): boolean {
  return entry.isFile() || (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name));
}

function descending(a: Dirent, b: Dirent): number {
  return a.name < b.name ? 1 : a.name > b.name ? -1 : 0;
}
