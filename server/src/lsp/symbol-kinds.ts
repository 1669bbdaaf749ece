import { SymbolKind as ProtoKind, type SymbolInformation } from 'vscode-languageserver-types';
import type { SymbolKind } from '../features/document-symbols';
import type { FlatSymbol } from '../features/workspace-symbols';

/** The entries of an outline as the protocol has them. */
export const SYMBOL_KINDS: Readonly<Record<SymbolKind, ProtoKind>> = {
  machine: ProtoKind.Module,
  host: ProtoKind.Property,
  rule: ProtoKind.Interface,
  let: ProtoKind.Constant,
  backing: ProtoKind.Class,
  slot: ProtoKind.Struct,
  attributes: ProtoKind.Event,
};

/** A symbol of a document by itself, as the protocol has it. `known`: gives a kind that the client knows. */
export function toInformation(
  { name, kind, range, container }: FlatSymbol,
  uri: string,
  known: (kind: ProtoKind) => ProtoKind,
): SymbolInformation {
  return {
    name,
    kind: known(SYMBOL_KINDS[kind]),
    location: { uri, range },
    ...(container && { containerName: container }),
  };
}
