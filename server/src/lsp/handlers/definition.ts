import { definitionAt } from '../../features/definition';
import type { ServerContext } from '../server-context';

/** textDocument/definition. */
export function handleDefinition(context: ServerContext): void {
  context.connection.onDefinition(({ textDocument: { uri }, position }) => {
    const snapshot = context.snapshotOf(uri);
    if (!snapshot) return null;
    return context.guard('definition', null, () => {
      const range = definitionAt(snapshot, position);
      return range ? { uri, range } : null;
    });
  });
}
