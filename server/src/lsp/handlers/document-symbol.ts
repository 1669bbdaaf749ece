import { SymbolKind as ProtoKind, type DocumentSymbol as ProtoSymbol } from 'vscode-languageserver';
import type { DocumentSymbol, SymbolKind } from '../../features/document-symbols';
import { featuresOf } from '../../features/features-of';
import type { ServerContext } from '../server-context';

/** textDocument/documentSymbol. */
export function handleDocumentSymbol(context: ServerContext): void {
  context.connection.onDocumentSymbol(({ textDocument: { uri } }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    return context.guard('document symbols', null, () => (featuresOf(snapshot).symbols?.(snapshot) ?? []).map(toProto));
  });
}

function toProto({ kind, name, detail, range, selection, children }: DocumentSymbol): ProtoSymbol {
  const symbol: ProtoSymbol = { name, kind: KINDS[kind], range, selectionRange: selection };
  if (detail) symbol.detail = detail;
  // Two levels at most: machines, and what they consist of.
  if (children.length > 0) symbol.children = children.map(toProto);
  return symbol;
}

const KINDS: Readonly<Record<SymbolKind, ProtoKind>> = {
  machine: ProtoKind.Module,
  host: ProtoKind.Property,
  rule: ProtoKind.Interface,
  let: ProtoKind.Constant,
  backing: ProtoKind.Class,
  slot: ProtoKind.Struct,
  attributes: ProtoKind.Event,
};
