import { definitionAt } from '../../features/definition';
import { libvirtDefinitionAt } from '../../features/libvirt/cell-names';
import { qemuDefinitionAt } from '../../features/qemu/qemu-names';
import type { ServerContext } from '../server-context';

/** textDocument/definition. */
export function handleDefinition(context: ServerContext): void {
  context.connection.onDefinition(async ({ textDocument: { uri }, position }) => {
    await context.ready(uri);
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    return context.guard('definition', null, () => {
      if (snapshot.dialect === 'qemu') {
        const place = qemuDefinitionAt(snapshot, position, context.othersThan(uri));
        return place ? { uri: place.file ?? uri, range: place.range } : null;
      }
      const range =
        snapshot.dialect === 'libvirt' ? libvirtDefinitionAt(snapshot, position) : definitionAt(snapshot, position);
      return range ? { uri, range } : null;
    });
  });
}
