import { qemuRenameableAt } from '../../features/qemu/qemu-names';
import { renameableAt } from '../../features/rename';
import type { ServerContext } from '../server-context';

/** textDocument/prepareRename. */
export function handlePrepareRename(context: ServerContext): void {
  context.connection.onPrepareRename(({ textDocument: { uri }, position }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot || snapshot.dialect === 'libvirt') return null;
    return context.guard('prepare rename', null, () => {
      const found =
        snapshot.dialect === 'qemu' ? qemuRenameableAt(snapshot, position) : renameableAt(snapshot, position);
      return found ?? null;
    });
  });
}
