import { definitionAt } from '../../features/definition';
import { qemuDefinitionAt } from '../../features/qemu/qemu-names';
import type { ServerContext } from '../server-context';

/** textDocument/definition. */
export function handleDefinition(context: ServerContext): void {
  context.connection.onDefinition(({ textDocument: { uri }, position }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    return context.guard('definition', null, () => {
      const range =
        snapshot.dialect === 'qemu' ? qemuDefinitionAt(snapshot, position) : definitionAt(snapshot, position);
      return range ? { uri, range } : null;
    });
  });
}
