import { MarkupKind } from 'vscode-languageserver-types';
import type { Analysis } from '../../features/analysis';
import { type Hover, hoverAt } from '../../features/hover/hover';
import { plainText } from '../../features/hover/plain-text';
import { libvirtHoverAt } from '../../features/libvirt/libvirt-hover';
import { qemuHoverAt } from '../../features/qemu/qemu-hover';
import type { Position } from '../../text/text-lines';
import type { ServerContext } from '../server-context';

/** textDocument/hover. */
export function handleHover(context: ServerContext): void {
  context.connection.onHover(({ textDocument: { uri }, position }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    return context.guard('hover', null, () => {
      const hover = hoverOf(snapshot, position);
      if (!hover) return null;
      const { markdown, range } = hover;
      const contents = context.markdown
        ? { kind: MarkupKind.Markdown, value: markdown }
        : { kind: MarkupKind.PlainText, value: plainText(markdown) };
      return { contents, range };
    });
  });
}

function hoverOf(analysis: Analysis, position: Position): Hover | undefined {
  switch (analysis.dialect) {
    case 'memslots':
      return hoverAt(analysis, position);
    case 'qemu':
      return qemuHoverAt(analysis, position);
    case 'libvirt':
      return libvirtHoverAt(analysis, position);
  }
}
