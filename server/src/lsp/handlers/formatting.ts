import type { TextEdit } from 'vscode-languageserver';
import { featuresOf } from '../../features/features-of';
import type { LineSpan } from '../../features/written-size';
import type { ServerContext } from '../server-context';

/** textDocument/formatting, …/rangeFormatting and …/onTypeFormatting. */
export function handleFormatting(context: ServerContext): void {
  const { connection } = context;
  const format = (uri: string, lines: LineSpan | undefined, mayChange: (line: number) => boolean) => {
    const analysis = context.analysisOf(uri);
    const { format: feature } = analysis ? featuresOf(analysis) : {};
    if (!analysis || !feature) return null;
    return context.guard<TextEdit[] | null>('formatting', null, () =>
      feature(analysis, lines).filter(({ range }) => mayChange(range.start.line)),
    );
  };
  connection.onDocumentFormatting(({ textDocument: { uri } }) => format(uri, undefined, () => true));
  connection.onDocumentRangeFormatting(({ textDocument: { uri }, range: { start, end } }) => {
    // A selection that ends where a line begins does not mean that line.
    const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
    return format(uri, { start: start.line, end: last }, (line) => start.line <= line && line <= last);
  });
  // The line that was just ended, and those that it lines up with; not the one that is being written.
  connection.onDocumentOnTypeFormatting(({ textDocument: { uri }, position: { line: written } }) =>
    format(uri, { start: written - 1, end: written - 1 }, (line) => line !== written),
  );
}
