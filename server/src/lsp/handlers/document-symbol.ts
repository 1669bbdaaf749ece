import type { DocumentSymbol as ProtoSymbol } from 'vscode-languageserver';
import type { DocumentSymbol } from '../../features/document-symbols';
import { featuresOf } from '../../features/features-of';
import type { ServerContext } from '../server-context';
import { SYMBOL_KINDS } from '../symbol-kinds';

/** textDocument/documentSymbol. */
export function handleDocumentSymbol(context: ServerContext): void {
  context.connection.onDocumentSymbol(({ textDocument: { uri } }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    return context.guard('document symbols', null, () => (featuresOf(snapshot).symbols?.(snapshot) ?? []).map(toProto));
  });
}

function toProto({ kind, name, detail, range, selection, children }: DocumentSymbol): ProtoSymbol {
  const symbol: ProtoSymbol = { name, kind: SYMBOL_KINDS[kind], range, selectionRange: selection };
  if (detail) symbol.detail = detail;
  // Two levels at most: machines, and what they consist of.
  if (children.length > 0) symbol.children = children.map(toProto);
  return symbol;
}
