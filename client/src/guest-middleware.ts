import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient';

/** What the server knows of the documents that are open in the editor. */
export interface Synchronization {
  readonly middleware: Middleware;
  isSynced(uri: vscode.Uri): boolean;
  /** To be called when the server is gone: it knows nothing any more. */
  reset(): void;
}

/** The middleware of requests whose first argument is the document they are about. */
const DOCUMENT_REQUESTS = [
  'provideCodeActions',
  'provideCodeLenses',
  'provideCompletionItem',
  'provideDeclaration',
  'provideDefinition',
  'provideDocumentHighlights',
  'provideDocumentLinks',
  'provideDocumentRangeSemanticTokens',
  'provideDocumentSemanticTokens',
  'provideDocumentSemanticTokensEdits',
  'provideDocumentSymbols',
  'provideFoldingRanges',
  'provideHover',
  'provideInlayHints',
  'provideReferences',
  'provideRenameEdits',
  'provideSelectionRanges',
  'provideSignatureHelp',
  'prepareRename',
] as const satisfies readonly (keyof Middleware)[];

/**
 * Languages that VS Code folds by indentation, or another extension by its own knowledge. As soon as any provider has ranges
 * for a document, its folding by indentation ends, and with it that of the functions, loops and branches of a script, of
 * which we know nothing. So folding is offered only where nothing is lost by it: in the languages of this extension, in
 * plain texts and logs, and in flat files of groups. (vs/editor/contrib/folding: SyntaxRangeProvider)
 */
const FOLDED_BY_OTHERS: ReadonlySet<string> = new Set(['shellscript', 'json', 'jsonc', 'jsonl']);

/**
 * Keeps every document from the server that is not ours. The client's document selector can only go by language and name;
 * whether a log concerns us is seen from its text. Nothing is sent about a document whose text was not sent.
 */
export function createSynchronization(owns: (document: vscode.TextDocument) => boolean): Synchronization {
  // By URI, the version that was sent first: the change that made a document ours is part of it.
  const synced = new Map<string, number>();
  const isSynced = (uri: vscode.Uri) => synced.has(uri.toString());

  const middleware: Middleware = {
    didOpen: async (document, next) => {
      // The client opens what is opened in the editor, we what has become ours: the first of the two is sent.
      if (!owns(document) || isSynced(document.uri)) return;
      synced.set(document.uri.toString(), document.version);
      await next(document);
    },
    didChange: async (event, next) => {
      const openedAt = synced.get(event.document.uri.toString());
      if (openedAt !== undefined && event.document.version > openedAt) await next(event);
    },
    didSave: async (document, next) => {
      if (isSynced(document.uri)) await next(document);
    },
    didClose: async (document, next) => {
      if (synced.delete(document.uri.toString())) await next(document);
    },
    provideDiagnostics: (document, previousResultId, token, next) =>
      isSynced(document instanceof vscode.Uri ? document : document.uri)
        ? next(document, previousResultId, token)
        : undefined,
  };
  const guards = middleware as Record<string, unknown>;
  for (const request of DOCUMENT_REQUESTS) {
    guards[request] = (document: vscode.TextDocument, ...rest: unknown[]) => {
      const next = rest.pop() as (...args: unknown[]) => unknown;
      if (request === 'provideFoldingRanges' && FOLDED_BY_OTHERS.has(document.languageId)) return undefined;
      return isSynced(document.uri) ? next(document, ...rest) : undefined;
    };
  }
  return { middleware, isSynced, reset: () => synced.clear() };
}
