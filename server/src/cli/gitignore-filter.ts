import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** What the files of one folder say about what is below it. */
interface Layer {
  readonly folder: string;
  readonly rules: Ignore;
}

/**
 * Which files and folders .gitignore files name: those in the folders between, from the top of the repository down; where
 * there is no repository, those from the first folder on. What stands in a deeper one outranks what stands further up. (The
 * files that the user or the system names for all repositories are not looked at, so that a run is the same everywhere.)
 */
export class GitignoreFilter {
  private constructor(private readonly layers: readonly Layer[]) {}

  /** The filter for what is in a folder, with all that counts from above. */
  static from(folder: string): GitignoreFilter {
    const absolute = path.resolve(folder);
    const above: string[] = [];
    for (let place = absolute; ; place = path.dirname(place)) {
      above.unshift(place);
      if (existsSync(path.join(place, '.git'))) {
        const exclude = readLayer(place, path.join(place, '.git', 'info', 'exclude'));
        return new GitignoreFilter([...exclude, ...above.flatMap((each) => readLayer(each))]);
      }
      if (path.dirname(place) === place) return new GitignoreFilter(readLayer(absolute));
    }
  }

  /** The filter for what is in a folder in the one that this is for. */
  below(folder: string): GitignoreFilter {
    const layer = readLayer(path.resolve(folder));
    return layer.length === 0 ? this : new GitignoreFilter([...this.layers, ...layer]);
  }

  ignores(file: string, isFolder: boolean): boolean {
    for (const { folder, rules } of this.layers.toReversed()) {
      const inside = path.relative(folder, file).split(path.sep).join('/');
      const { ignored, unignored } = rules.test(isFolder ? `${inside}/` : inside);
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}

function readLayer(folder: string, file = path.join(folder, '.gitignore')): readonly Layer[] {
  try {
    return [{ folder, rules: ignore().add(readFileSync(file, 'utf8')) }];
  } catch {
    // Most folders have none.
    return [];
  }
}
