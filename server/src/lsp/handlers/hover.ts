import { MarkupKind } from 'vscode-languageserver';
import { hoverAt } from '../../features/hover/hover';
import { plainText } from '../../features/hover/plain-text';
import { qemuHoverAt } from '../../features/qemu/qemu-hover';
import type { ServerContext } from '../server-context';

/** textDocument/hover. */
export function handleHover(context: ServerContext): void {
  context.connection.onHover(({ textDocument: { uri }, position }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot || snapshot.dialect === 'libvirt') return null;
    return context.guard('hover', null, () => {
      const hover = snapshot.dialect === 'qemu' ? qemuHoverAt(snapshot, position) : hoverAt(snapshot, position);
      if (!hover) return null;
      const { markdown, range } = hover;
      const contents = context.markdown
        ? { kind: MarkupKind.Markdown, value: markdown }
        : { kind: MarkupKind.PlainText, value: plainText(markdown) };
      return { contents, range };
    });
  });
}
