import type { SelectionRange } from 'vscode-languageserver';
import { featuresOf } from '../../features/features-of';
import type { Position, Range } from '../../text/text-lines';
import type { ServerContext } from '../server-context';

/** textDocument/selectionRange. */
export function handleSelectionRange(context: ServerContext): void {
  context.connection.onSelectionRanges(({ textDocument: { uri }, positions }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    return context.guard('selection ranges', null, () =>
      positions.map((position) => nest(featuresOf(snapshot).selections?.(snapshot, position) ?? [], position)),
    );
  });
}

/** Each range with the next larger one as its parent. */
function nest(ranges: readonly Range[], position: Position): SelectionRange {
  let nested: SelectionRange | undefined;
  for (const range of ranges.toReversed()) nested = nested ? { range, parent: nested } : { range };
  return nested ?? { range: { start: position, end: position } };
}
