import { DocumentHighlightKind } from 'vscode-languageserver';
import { referencesAt } from '../../features/references';
import type { ServerContext } from '../server-context';

/** textDocument/documentHighlight. */
export function handleDocumentHighlight(context: ServerContext): void {
  context.connection.onDocumentHighlight(({ textDocument: { uri }, position }) => {
    const snapshot = context.snapshotOf(uri);
    if (!snapshot) return null;
    return context.guard('document highlights', null, () =>
      referencesAt(snapshot, position).map(({ range, defines }) => ({
        range,
        kind: defines ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
    );
  });
}
