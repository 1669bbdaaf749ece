import { qemuReferencesAt } from '../../features/qemu/qemu-names';
import { referencesAt } from '../../features/references';
import type { ServerContext } from '../server-context';

/** textDocument/references. */
export function handleReferences(context: ServerContext): void {
  context.connection.onReferences(async ({ textDocument: { uri }, position, context: { includeDeclaration } }) => {
    await context.ready(uri);
    const snapshot = context.analysisOf(uri);
    if (!snapshot || snapshot.dialect === 'libvirt') return null;
    return context.guard('references', null, () => {
      const references =
        snapshot.dialect === 'qemu'
          ? qemuReferencesAt(snapshot, position, context.othersThan(uri))
          : referencesAt(snapshot, position);
      return references
        .filter(({ defines }) => includeDeclaration || !defines)
        .map(({ range, file = uri }) => ({ uri: file, range }));
    });
  });
}
