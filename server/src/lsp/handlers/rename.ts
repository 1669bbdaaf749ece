import { ResponseError } from 'vscode-jsonrpc';
import type { LSPErrorCodes } from 'vscode-languageserver';
import { featuresOf } from '../../features/features-of';
import type { ServerContext } from '../server-context';

/** A request that was right, but cannot be granted. */
const REQUEST_FAILED: typeof LSPErrorCodes.RequestFailed = -32803;

/** textDocument/rename. A new name that cannot be is answered by an error that says why. */
export function handleRename(context: ServerContext): void {
  context.connection.onRenameRequest(async ({ textDocument: { uri }, position, newName }) => {
    await context.ready(uri);
    const snapshot = context.analysisOf(uri, position);
    if (!snapshot) return null;
    if (context.documents.get(uri)?.part)
      return new ResponseError(REQUEST_FAILED, 'The file is too large for renaming: not all of it is read.');
    const renaming = context.guard('rename', undefined, () =>
      featuresOf(snapshot).rename?.(snapshot, position, newName, context.othersThan(uri)),
    );
    if (!renaming) return null;
    if (renaming.kind === 'refused') return new ResponseError(REQUEST_FAILED, renaming.message);
    const changes = [[uri, renaming.ranges] as const, ...(renaming.elsewhere ?? [])].map(([file, ranges]) => ({
      textDocument: { uri: file, version: context.documents.get(file)?.version ?? null },
      edits: ranges.map((range) => ({ range, newText: newName })),
    }));
    return context.versionedEdits
      ? { documentChanges: changes }
      : { changes: Object.fromEntries(changes.map(({ textDocument, edits }) => [textDocument.uri, edits])) };
  });
}
