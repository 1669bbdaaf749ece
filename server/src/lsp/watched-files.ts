import type { ClientCapabilities } from 'vscode-languageserver';
import { unescaped } from './file-candidates';
import { NOTIFICATIONS } from './methods';
import type { ServerConnection } from './server-connection';

/**
 * Has the client watch the files that are wanted, as far as it can; what it notices comes as
 * workspace/didChangeWatchedFiles. The function is given all of them whenever they may be others.
 */
export function createFileWatch(
  connection: ServerConnection,
  { workspace }: ClientCapabilities,
): (uris: readonly string[]) => void {
  const { dynamicRegistration, relativePatternSupport } = workspace?.didChangeWatchedFiles ?? {};
  if (!dynamicRegistration) return () => undefined;
  let watched = '';
  /** The registrations one after the other: each takes back the one before it. */
  let registered: Promise<{ dispose(): void } | undefined> = Promise.resolve(undefined);
  return (uris) => {
    const key = [...uris].sort().join('\n');
    if (key === watched) return;
    watched = key;
    const watchers = uris.map((uri) => ({ globPattern: patternOf(uri, relativePatternSupport === true) }));
    registered = registered.then(async (before) => {
      const now =
        watchers.length > 0
          ? connection.client.register(NOTIFICATIONS.onDidChangeWatchedFiles, { watchers })
          : undefined;
      before?.dispose();
      return now?.catch(() => undefined);
    });
  };
}

/** A pattern for one file: relative to its folder, which need not be one of the workspace's. */
function patternOf(uri: string, relative: boolean): string | { baseUri: string; pattern: string } {
  const slash = uri.lastIndexOf('/');
  const pattern = unescaped(uri.slice(slash + 1)).replace(/[*?[\]{}]/g, '?');
  return relative ? { baseUri: uri.slice(0, slash), pattern } : `**/${pattern}`;
}
