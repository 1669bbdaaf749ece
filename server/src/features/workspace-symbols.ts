import type { Range } from '../text/text-lines';
import type { Analysis } from './analysis';
import type { SymbolKind } from './document-symbols';
import { featuresOf } from './features-of';

/** An entry of a document's outline on its own. */
export interface FlatSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly range: Range;
  /** The machine that it belongs to. */
  readonly container: string | undefined;
}

/** The machines of a document, and what they consist of. */
export function flatSymbols(analysis: Analysis): readonly FlatSymbol[] {
  const roots = featuresOf(analysis).symbols?.(analysis) ?? [];
  const flat: FlatSymbol[] = [];
  // Two levels in every dialect; the loop takes any number.
  const left = roots.map((symbol) => ({ symbol, container: undefined as string | undefined })).reverse();
  for (let next = left.pop(); next; next = left.pop()) {
    const { symbol, container } = next;
    flat.push({ kind: symbol.kind, name: symbol.name, range: symbol.selection, container });
    for (const child of symbol.children.toReversed()) left.push({ symbol: child, container: symbol.name });
  }
  return flat;
}

/** Whether the characters of a query come in a name in their order, in any case. */
export function matchesQuery(name: string, query: string): boolean {
  const text = name.toLowerCase();
  let at = 0;
  for (const character of query.toLowerCase()) {
    if (character === ' ') continue;
    at = text.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
