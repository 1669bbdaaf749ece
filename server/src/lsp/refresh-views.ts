import type { ClientCapabilities } from 'vscode-languageserver';
import type { ServerConnection } from './server-connection';

/**
 * Gives what has the client ask anew for all that it shows in its documents and that depends on more than their texts:
 * settings, files that they name.
 */
export function createRefresh(connection: ServerConnection, { workspace }: ClientCapabilities): () => void {
  const wanted = (['inlayHint', 'codeLens'] as const).filter((view) => workspace?.[view]?.refreshSupport === true);
  return () => {
    for (const view of wanted) connection.sendRequest(`workspace/${view}/refresh`).catch(() => undefined);
  };
}
