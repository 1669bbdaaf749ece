import type { DocumentSymbol as ProtoSymbol, SymbolInformation } from 'vscode-languageserver';
import type { DocumentSymbol } from '../../features/document-symbols';
import { featuresOf } from '../../features/features-of';
import { flatSymbols } from '../../features/workspace-symbols';
import type { ServerContext } from '../server-context';
import { SYMBOL_KINDS, toInformation } from '../symbol-kinds';

/** textDocument/documentSymbol. */
export function handleDocumentSymbol(context: ServerContext): void {
  context.connection.onDocumentSymbol(({ textDocument: { uri } }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    return context.guard<ProtoSymbol[] | SymbolInformation[] | null>('document symbols', null, () =>
      context.symbolTree
        ? (featuresOf(snapshot).symbols?.(snapshot) ?? []).map((symbol) => toProto(symbol, context))
        : flatSymbols(snapshot).map((symbol) => toInformation(symbol, uri, context.symbolKind)),
    );
  });
}

function toProto(
  { kind, name, detail, range, selection, children }: DocumentSymbol,
  context: ServerContext,
): ProtoSymbol {
  const proto = context.symbolKind(SYMBOL_KINDS[kind]);
  const symbol: ProtoSymbol = { name, kind: proto, range, selectionRange: selection };
  if (detail) symbol.detail = detail;
  // Two levels at most: machines, and what they consist of.
  if (children.length > 0) symbol.children = children.map((child) => toProto(child, context));
  return symbol;
}
