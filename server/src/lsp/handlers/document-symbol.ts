import { SymbolKind as ProtoKind, type DocumentSymbol as ProtoSymbol } from 'vscode-languageserver-types';
import type { Analysis } from '../../features/analysis';
import { type DocumentSymbol, documentSymbols, type SymbolKind } from '../../features/document-symbols';
import { libvirtSymbols } from '../../features/libvirt/libvirt-symbols';
import { qemuSymbols } from '../../features/qemu/qemu-symbols';
import type { ServerContext } from '../server-context';

/** textDocument/documentSymbol. */
export function handleDocumentSymbol(context: ServerContext): void {
  context.connection.onDocumentSymbol(({ textDocument: { uri } }) => {
    const snapshot = context.analysisOf(uri);
    if (!snapshot) return null;
    return context.guard('document symbols', null, () => symbolsOf(snapshot).map(toProto));
  });
}

function symbolsOf(analysis: Analysis): readonly DocumentSymbol[] {
  switch (analysis.dialect) {
    case 'memslots':
      return documentSymbols(analysis);
    case 'qemu':
      return qemuSymbols(analysis);
    case 'libvirt':
      return libvirtSymbols(analysis);
  }
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
