import { type Dirent, readdirSync } from 'node:fs';
import path from 'node:path';
import { GitignoreFilter } from './gitignore-filter';

/** Folders that hold other people's files, or none that a person wrote. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn']);

/** How a folder is searched. */
export interface FindOptions {
  /** What .gitignore files name is found as well. */
  readonly ignoresNothing: boolean;
  /** Is told of a folder that cannot be listed; what is below it is left out. */
  readonly onUnreadable: (folder: string, error: NodeJS.ErrnoException) => void;
}

/**
 * The regular files below a folder, by their paths, in an order that depends on the names alone. Symbolic links are not
 * followed, so that none leads in a circle and no file comes twice.
 */
export function findFiles(folder: string, { ignoresNothing, onUnreadable }: FindOptions): readonly string[] {
  const files: string[] = [];
  // What is still to be visited, the next last: no depth of folders is too much. A folder has the filter of the one it is in.
  const left: Place[] = [{ place: folder, isFolder: true, filter: undefined }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { place, isFolder } = next;
    if (!isFolder) {
      files.push(place);
      continue;
    }
    try {
      const entries = readdirSync(place, { withFileTypes: true }).filter(isWanted).sort(descending);
      const filter = ignoresNothing ? undefined : (next.filter?.below(place) ?? GitignoreFilter.from(place));
      for (const entry of entries) {
        const inside = { place: path.join(place, entry.name), isFolder: entry.isDirectory(), filter };
        if (!filter?.ignores(path.resolve(inside.place), inside.isFolder)) left.push(inside);
      }
    } catch (error) {
      onUnreadable(place, error as NodeJS.ErrnoException);
    }
  }
  return files;
}

interface Place {
  readonly place: string;
  readonly isFolder: boolean;
  readonly filter: GitignoreFilter | undefined;
}

function isWanted(entry: Dirent): boolean {
  return entry.isFile() || (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name));
}

function descending(a: Dirent, b: Dirent): number {
  return a.name < b.name ? 1 : a.name > b.name ? -1 : 0;
}
