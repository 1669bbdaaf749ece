import { MarkupKind } from 'vscode-languageserver';
import { featuresOf } from '../../features/features-of';
import { plainText } from '../../features/hover/plain-text';
import type { ServerContext } from '../server-context';

/** textDocument/hover. */
export function handleHover(context: ServerContext): void {
  context.connection.onHover(({ textDocument: { uri }, position }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    return context.guard('hover', null, () => {
      const hover = featuresOf(snapshot).hover?.(snapshot, position);
      if (!hover) return null;
      const { markdown, range } = hover;
      const contents = context.markdown
        ? { kind: MarkupKind.Markdown, value: markdown }
        : { kind: MarkupKind.PlainText, value: plainText(markdown) };
      return { contents, range };
    });
  });
}
