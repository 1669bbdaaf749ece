import type { ClientCapabilities, CompletionItemKind, SymbolKind } from 'vscode-languageserver/node';

/** The kinds that the protocol has, `[1, last]`. */
const kinds = <Kind extends number>(last: number) => Array.from({ length: last }, (_, i) => (i + 1) as Kind);

/** What almost every editor can do. */
export const EDITOR: ClientCapabilities = {
  textDocument: {
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'refactor', 'source'] } } },
    completion: { completionItemKind: { valueSet: kinds<CompletionItemKind>(25) } },
    documentLink: { tooltipSupport: true },
    documentSymbol: {
      hierarchicalDocumentSymbolSupport: true,
      symbolKind: { valueSet: kinds<SymbolKind>(26) },
    },
    publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] } },
    rename: { prepareSupport: true },
  },
  workspace: { diagnostics: { refreshSupport: true }, symbol: { symbolKind: { valueSet: kinds<SymbolKind>(26) } } },
};

/** What an editor can do, and what is special to this one. */
export function editorWith(more: ClientCapabilities): ClientCapabilities {
  return merge(EDITOR, more) as ClientCapabilities;
}

function merge(one: unknown, other: unknown): unknown {
  if (!isObject(one) || !isObject(other)) return other;
  const merged = Object.entries(other).map(([key, value]) => [key, merge(one[key], value)]);
  return { ...one, ...Object.fromEntries(merged) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
