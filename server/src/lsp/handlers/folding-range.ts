import { FoldingRangeKind } from 'vscode-languageserver';
import { foldingRanges } from '../../features/folding-ranges';
import type { ServerContext } from '../server-context';

/** textDocument/foldingRange. */
export function handleFoldingRange(context: ServerContext): void {
  context.connection.onFoldingRanges(({ textDocument: { uri } }) => {
    const snapshot = context.snapshotOf(uri);
    if (!snapshot) return null;
    return context.guard('folding ranges', null, () =>
      foldingRanges(snapshot).map(({ startLine, endLine, kind }) => ({
        startLine,
        endLine,
        ...(kind === 'comment' && { kind: FoldingRangeKind.Comment }),
      })),
    );
  });
}
