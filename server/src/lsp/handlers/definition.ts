import { featuresOf } from '../../features/features-of';
import type { ServerContext } from '../server-context';

/** textDocument/definition. */
export function handleDefinition(context: ServerContext): void {
  context.connection.onDefinition(async ({ textDocument: { uri }, position }) => {
    await context.ready(uri);
    const snapshot = context.analysisOf(uri, position);
    if (!snapshot) return null;
    return context.guard('definition', null, () => {
      const place = featuresOf(snapshot).definition?.(snapshot, position, context.othersThan(uri));
      return place ? { uri: place.file ?? uri, range: place.range } : null;
    });
  });
}
