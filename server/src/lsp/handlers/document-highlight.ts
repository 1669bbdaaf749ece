import { DocumentHighlightKind } from 'vscode-languageserver';
import { qemuReferencesAt } from '../../features/qemu/qemu-names';
import { referencesAt } from '../../features/references';
import type { ServerContext } from '../server-context';

/** textDocument/documentHighlight. */
export function handleDocumentHighlight(context: ServerContext): void {
  context.connection.onDocumentHighlight(({ textDocument: { uri }, position }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot || snapshot.dialect === 'libvirt') return null;
    return context.guard('document highlights', null, () => {
      const references =
        snapshot.dialect === 'qemu' ? qemuReferencesAt(snapshot, position) : referencesAt(snapshot, position);
      return references
        .filter(({ file }) => file === undefined)
        .map(({ range, defines }) => ({
          range,
          kind: defines ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        }));
    });
  });
}
