import { SymbolKind as ProtoKind } from 'vscode-languageserver-types';
import type { SymbolKind } from '../features/document-symbols';

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
