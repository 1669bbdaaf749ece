import type { SelectionRange } from 'vscode-languageserver';
import { selectionRangesAt } from '../../features/selection-ranges';
import type { Snapshot } from '../../features/snapshot';
import type { Position } from '../../text/text-lines';
import type { ServerContext } from '../server-context';

/** textDocument/selectionRange. */
export function handleSelectionRange(context: ServerContext): void {
  context.connection.onSelectionRanges(({ textDocument: { uri }, positions }) => {
    const snapshot = context.snapshotOf(uri);
    if (!snapshot) return null;
    return context.guard('selection ranges', null, () => positions.map((position) => nest(snapshot, position)));
  });
}

/** Each range with the next larger one as its parent. */
function nest(snapshot: Snapshot, position: Position): SelectionRange {
  let nested: SelectionRange | undefined;
  for (const range of selectionRangesAt(snapshot, position).reverse())
    nested = nested ? { range, parent: nested } : { range };
  return nested ?? { range: { start: position, end: position } };
}
