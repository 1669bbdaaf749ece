import { DocumentHighlightKind } from 'vscode-languageserver-types';
import { featuresOf } from '../../features/features-of';
import type { ServerContext } from '../server-context';

/** textDocument/documentHighlight. */
export function handleDocumentHighlight(context: ServerContext): void {
  context.connection.onDocumentHighlight(({ textDocument: { uri }, position }) => {
    const snapshot = context.analysisOf(uri, position);
    if (!snapshot) return null;
    return context.guard('document highlights', null, () => {
      return (featuresOf(snapshot).references?.(snapshot, position, []) ?? [])
        .filter(({ file }) => file === undefined)
        .map(({ range, defines }) => ({
          range,
          kind: defines ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        }));
    });
  });
}
