import type { ClientCapabilities } from 'vscode-languageserver';
import type { ServerConnection } from './server-connection';

/**
 * Gives what has the client ask anew for all that it shows in its documents and that depends on more than their texts:
 * settings, files that they name. `pulls`: the client asks for diagnostics.
 */
export function createRefresh(
  connection: ServerConnection,
  { workspace }: ClientCapabilities,
  pulls: boolean,
): () => void {
  const { inlayHint, codeLens, diagnostics } = workspace ?? {};
  const wanted = Object.entries({ inlayHint, codeLens, diagnostic: pulls ? diagnostics : undefined }).flatMap(
    ([view, support]) => (support?.refreshSupport ? [`workspace/${view}/refresh`] : []),
  );
  return () => {
    for (const method of wanted) connection.sendRequest(method).catch(() => undefined);
  };
}
