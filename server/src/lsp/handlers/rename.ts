import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { qemuRenameAt } from '../../features/qemu/qemu-names';
import { renameAt } from '../../features/rename';
import type { ServerContext } from '../server-context';

/** textDocument/rename. A new name that cannot be is answered by an error that says why. */
export function handleRename(context: ServerContext): void {
  context.connection.onRenameRequest(({ textDocument: { uri }, position, newName }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    const renaming = context.guard('rename', undefined, () =>
      snapshot.dialect === 'qemu' ? qemuRenameAt(snapshot, position, newName) : renameAt(snapshot, position, newName),
    );
    if (!renaming) return null;
    if (renaming.kind === 'refused') return new ResponseError(LSPErrorCodes.RequestFailed, renaming.message);
    const edits = renaming.ranges.map((range) => ({ range, newText: newName }));
    const version = context.documents.get(uri)?.version ?? null;
    return context.versionedEdits
      ? { documentChanges: [{ textDocument: { uri, version }, edits }] }
      : { changes: { [uri]: edits } };
  });
}
