import type { Settings } from '../features/settings';
import { uriKey } from './file-candidates';
import type { HostAbilities } from './host-abilities';

/** A file of the workspace that is ours and that nobody has open, with what was made of it. */
export interface WorkspaceFile<T> {
  readonly uri: string;
  readonly made: T;
}

/** Where the files come from, and what is made of them. */
export interface WorkspaceSource<T> {
  readonly host: Pick<HostAbilities, 'listFiles' | 'readFile'>;
  readonly folders: readonly string[];
  /** What the user has open is known better by its document. */
  readonly isOpen: (key: string) => boolean;
  /** The settings for what lies in a folder. */
  readonly settingsOf: (folder: string) => Promise<Settings>;
  /** `undefined`: the file is none of ours. */
  readonly make: (uri: string, text: string, settings: Settings) => T | undefined;
}

/** Files of ours that are read; a workspace with more of them is a collection. */
const MOST_OWN = 500;

/** Goes through the files of the workspace, one after the other. One that did not change is not read again. */
export function createWorkspaceFiles<T>(source: WorkspaceSource<T>): () => AsyncGenerator<WorkspaceFile<T>> {
  const { host, folders, isOpen, settingsOf, make } = source;
  /** By URI. */
  let known = new Map<string, { readonly stamp: string; readonly settings: Settings; readonly made: T | undefined }>();
  return async function* () {
    const { listFiles, readFile } = host;
    if (!listFiles || !readFile) return;
    const before = known;
    const seen: typeof known = new Map();
    let own = 0;
    for (const folder of folders) {
      const settings = await settingsOf(folder);
      for (const { uri, stamp } of await listFiles(folder)) {
        if (own === MOST_OWN) break;
        if (isOpen(uriKey(uri)) || seen.has(uri)) continue;
        let file = before.get(uri);
        if (file?.stamp !== stamp || file.settings !== settings) {
          const text = await readFile(uri);
          file = { stamp, settings, made: text === undefined ? undefined : make(uri, text, settings) };
        }
        seen.set(uri, file);
        if (file.made === undefined) continue;
        own += 1;
        yield { uri, made: file.made };
      }
    }
    known = seen;
  };
}
