import { featuresOf } from '../../features/features-of';
import type { ServerContext } from '../server-context';

/** textDocument/references. */
export function handleReferences(context: ServerContext): void {
  context.connection.onReferences(async ({ textDocument: { uri }, position, context: { includeDeclaration } }) => {
    await context.ready(uri);
    const snapshot = context.analysisOf(uri, position);
    // Some of the places would be taken for all of them.
    if (!snapshot || context.documents.get(uri)?.part) return null;
    return context.guard('references', null, () => {
      return (featuresOf(snapshot).references?.(snapshot, position, context.othersThan(uri)) ?? [])
        .filter(({ defines }) => includeDeclaration || !defines)
        .map(({ range, file = uri }) => ({ uri: file, range }));
    });
  });
}
