import { FoldingRangeKind } from 'vscode-languageserver-types';
import { foldingRanges } from '../../features/folding-ranges';
import { qemuFoldingRanges } from '../../features/qemu/qemu-folding';
import type { ServerContext } from '../server-context';

/**
 * textDocument/foldingRange. Answered for every document. An editor that gets ranges may stop folding by indentation;
 * whether a language can do without that is for its client to know, as ours does for scripts and JSON. Where nothing of
 * QEMU can be folded the answer is none, which leaves the editor's own folding as it is.
 */
export function handleFoldingRange(context: ServerContext): void {
  context.connection.onFoldingRanges(({ textDocument: { uri } }) => {
    const analysis = context.analysisOf(uri);
    if (!analysis || analysis.dialect === 'libvirt') return null;
    return context.guard('folding ranges', null, () => {
      const ranges = analysis.dialect === 'qemu' ? qemuFoldingRanges(analysis) : foldingRanges(analysis);
      if (analysis.dialect === 'qemu' && ranges.length === 0) return null;
      return ranges.map(({ startLine, endLine, kind }) => ({
        startLine,
        endLine,
        ...(kind === 'comment' && { kind: FoldingRangeKind.Comment }),
      }));
    });
  });
}
