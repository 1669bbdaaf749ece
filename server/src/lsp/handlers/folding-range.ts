import { FoldingRangeKind } from 'vscode-languageserver-types';
import { featuresOf } from '../../features/features-of';
import type { ServerContext } from '../server-context';

/**
 * textDocument/foldingRange. Answered for every document. An editor that gets ranges may stop folding by indentation;
 * whether a language can do without that is for its client to know, as ours does for scripts and JSON. Where nothing of
 * QEMU can be folded the answer is none, which leaves the editor's own folding as it is.
 */
export function handleFoldingRange(context: ServerContext): void {
  context.connection.onFoldingRanges(({ textDocument: { uri } }) => {
    const analysis = context.analysisOf(uri);
    if (!analysis) return null;
    return context.guard('folding ranges', null, () => {
      const ranges = featuresOf(analysis)
        .folding?.(analysis)
        ?.map(({ startLine, endLine, kind }) => ({
          startLine,
          endLine,
          ...(kind === 'comment' && { kind: FoldingRangeKind.Comment }),
        }));
      return ranges ?? null;
    });
  });
}
