import { MarkupKind } from 'vscode-languageserver-types';
import { featuresOf } from '../../features/features-of';
import { limitMarkdown } from '../../features/hover/limit-markdown';
import { plainText } from '../../features/hover/plain-text';
import { partialText } from '../partial-text';
import type { ServerContext } from '../server-context';

/** textDocument/hover. */
export function handleHover(context: ServerContext): void {
  context.connection.onHover(({ textDocument: { uri }, position }) => {
    const snapshot = context.analysisOf(uri, position);
    if (!snapshot) return null;
    return context.guard('hover', null, () => {
      const hover = featuresOf(snapshot).hover?.(snapshot, position);
      if (!hover) return null;
      const { range } = hover;
      const part = context.documents.get(uri)?.part;
      const markdown = limitMarkdown(hover.markdown) + (part ? `\n\n---\n\n${partialText(part)}` : '');
      const contents = context.markdown
        ? { kind: MarkupKind.Markdown, value: markdown }
        : { kind: MarkupKind.PlainText, value: plainText(markdown) };
      return { contents, range };
    });
  });
}
