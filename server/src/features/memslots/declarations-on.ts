import type { Declaration } from '../../syntax/memslots/declaration';
import type { Snapshot } from '../snapshot';
import type { LineSpan } from '../written-size';

/** The declarations that have to do with some lines, each with the line on which it begins. */
export function declarationsOn(
  { list, index }: Snapshot,
  { start, end }: LineSpan,
): readonly { readonly declaration: Declaration; readonly line: number }[] {
  const first = index.blockAt(Math.max(start, 0));
  if (!first) return [];
  const found: { readonly declaration: Declaration; readonly line: number }[] = [];
  let { line } = first;
  for (let i = first.index; i < list.declarations.length && line <= end; i++) {
    const declaration = list.declarations.at(i)!;
    found.push({ declaration, line });
    line += declaration.lineCount;
  }
  return found;
}
