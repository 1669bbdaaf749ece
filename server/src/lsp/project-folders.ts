import type { InitializeParams } from 'vscode-languageserver';
import { uriKey } from './file-candidates';

/** Gives the folder of the project that a document belongs to: the innermost of those that the client has open. */
export function projectFolders({ workspaceFolders, rootUri }: InitializeParams): (uri: string) => string | undefined {
  const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  const byKey = folders.map((uri) => ({ uri, key: `${uriKey(uri).replace(/\/$/, '')}/` }));
  byKey.sort((a, b) => b.key.length - a.key.length);
  return (uri) => byKey.find(({ key }) => uriKey(uri).startsWith(key))?.uri;
}
