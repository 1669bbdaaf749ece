import { type FileResolver, type IncludedFile, includeFile } from '../features/qemu/included-file';
import { TextLines } from '../text/text-lines';
import { fileCandidates, uriKey } from './file-candidates';

/** Where the files come from that documents name. */
export interface FileSource {
  /** The text on disk; absent where there are no files, as in a browser. */
  readonly read: ((uri: string) => Promise<string | undefined>) | undefined;
  /** What the user has open under that key outranks the disk. */
  readonly opened: (key: string) => IncludedFile | undefined;
  /** The folder of the project that a document belongs to. */
  readonly folderOf: (uri: string) => string | undefined;
}

/** The files that documents have QEMU read, as far as they were read themselves. */
export interface IncludedFiles {
  /** Gives a document the files that are known now. */
  resolverFor(uri: string): FileResolver;
  /** Tells what a document wants, and reads what is not known of it yet; `undefined` when nothing has to be read. */
  want(uri: string, paths: readonly string[]): Promise<unknown> | undefined;
  /** The document wants nothing any more. */
  forget(uri: string): void;
  /** The file has changed on disk, or was closed: it has to be read anew. */
  changed(uri: string): void;
  /** The documents that want the file; without one, those that want any. */
  readersOf(uri?: string): readonly string[];
  /** The text of a file that was read. */
  textOf(uri: string): TextLines | undefined;
  /** Every file that is wanted, whether it exists or not. */
  wanted(): readonly string[];
}

export function createIncludedFiles({ read, opened, folderOf }: FileSource): IncludedFiles {
  /** By key. `undefined`: there is no such file. */
  const known = new Map<string, IncludedFile | undefined>();
  const reading = new Map<string, Promise<void>>();
  /** By document, the URIs of its candidates by key. */
  const wants = new Map<string, ReadonlyMap<string, string>>();

  const isWanted = (key: string): boolean => [...wants.values()].some((candidates) => candidates.has(key));
  const load = (uri: string, key: string, from: (uri: string) => Promise<string | undefined>): Promise<void> => {
    const loading = from(uri).then((text) => {
      // Something changed in the meantime: this is an older state of the file.
      if (reading.get(key) !== loading) return;
      reading.delete(key);
      if (isWanted(key)) known.set(key, text === undefined ? undefined : includeFile(uri, TextLines.of(text)));
    });
    reading.set(key, loading);
    return loading;
  };
  const release = (keys: Iterable<string>): void => {
    for (const key of keys) if (!isWanted(key)) known.delete(key);
  };
  const keep = (uri: string, candidates: ReadonlyMap<string, string>): void => {
    const before = wants.get(uri);
    if (candidates.size > 0) wants.set(uri, candidates);
    else wants.delete(uri);
    release(before?.keys() ?? []);
  };

  return {
    resolverFor: (uri) => (path) => {
      for (const candidate of fileCandidates(uri, path, folderOf(uri))) {
        const key = uriKey(candidate);
        const file = opened(key) ?? known.get(key);
        if (file) return file;
      }
      return undefined;
    },
    want(uri, paths) {
      const candidates = paths.flatMap((path) => fileCandidates(uri, path, folderOf(uri)));
      keep(uri, new Map(candidates.map((candidate) => [uriKey(candidate), candidate])));
      if (!read) return undefined;
      const missing = [...(wants.get(uri) ?? [])].filter(([key]) => !known.has(key) && !opened(key));
      if (missing.length === 0) return undefined;
      return Promise.all(missing.map(([key, candidate]) => reading.get(key) ?? load(candidate, key, read)));
    },
    forget: (uri) => keep(uri, new Map()),
    changed(uri) {
      known.delete(uriKey(uri));
      reading.delete(uriKey(uri));
    },
    readersOf(uri) {
      const key = uri === undefined ? undefined : uriKey(uri);
      return [...wants.keys()].filter((reader) => key === undefined || wants.get(reader)!.has(key));
    },
    textOf: (uri) => known.get(uriKey(uri))?.text,
    wanted: () => [...new Map([...wants.values()].flatMap((candidates) => [...candidates])).values()],
  };
}
