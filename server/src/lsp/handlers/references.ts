import { featuresOf } from '../../features/features-of';
import type { ServerContext } from '../server-context';

/** textDocument/references. */
export function handleReferences(context: ServerContext): void {
  context.connection.onReferences(async ({ textDocument: { uri }, position, context: { includeDeclaration } }) => {
    await context.ready(uri);
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    return context.guard('references', null, () => {
      return (featuresOf(snapshot).references?.(snapshot, position, context.othersThan(uri)) ?? [])
        .filter(({ defines }) => includeDeclaration || !defines)
        .map(({ range, file = uri }) => ({ uri: file, range }));
    });
  });
}
