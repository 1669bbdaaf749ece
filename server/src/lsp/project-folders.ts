import type { InitializeParams } from 'vscode-languageserver';
import { uriKey } from './file-candidates';

/** Gives the folder of the project that a document belongs to: the innermost of those that the client has open. */
export function projectFolders(folders: readonly string[]): (uri: string) => string | undefined {
  const byKey = folders.map((uri) => ({ uri, key: `${uriKey(uri).replace(/\/$/, '')}/` }));
  byKey.sort((a, b) => b.key.length - a.key.length);
  return (uri) => byKey.find(({ key }) => uriKey(uri).startsWith(key))?.uri;
}

/** The folders that the client has open. */
export function openFolders({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  return workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
}
