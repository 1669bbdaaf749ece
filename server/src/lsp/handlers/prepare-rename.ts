import { renameableAt } from '../../features/rename';
import type { ServerContext } from '../server-context';

/** textDocument/prepareRename. */
export function handlePrepareRename(context: ServerContext): void {
  context.connection.onPrepareRename(({ textDocument: { uri }, position }) => {
    const snapshot = context.snapshotOf(uri);
    if (!snapshot) return null;
    return context.guard('prepare rename', null, () => renameableAt(snapshot, position) ?? null);
  });
}
