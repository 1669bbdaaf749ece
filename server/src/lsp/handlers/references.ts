import { referencesAt } from '../../features/references';
import type { ServerContext } from '../server-context';

/** textDocument/references. */
export function handleReferences(context: ServerContext): void {
  context.connection.onReferences(({ textDocument: { uri }, position, context: { includeDeclaration } }) => {
    const snapshot = context.snapshotOf(uri);
    if (!snapshot) return null;
    return context.guard('references', null, () => {
      const references = referencesAt(snapshot, position);
      return references.filter(({ defines }) => includeDeclaration || !defines).map(({ range }) => ({ uri, range }));
    });
  });
}
