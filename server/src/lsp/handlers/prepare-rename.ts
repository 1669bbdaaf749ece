import { featuresOf } from '../../features/features-of';
import type { ServerContext } from '../server-context';

/** textDocument/prepareRename. */
export function handlePrepareRename(context: ServerContext): void {
  context.connection.onPrepareRename(({ textDocument: { uri }, position }) => {
    const snapshot = context.analysisOf(uri, position);
    if (!snapshot || context.documents.get(uri)?.part) return null;
    return context.guard('prepare rename', null, () => {
      return featuresOf(snapshot).renameable?.(snapshot, position) ?? null;
    });
  });
}
