import { createConnection, ProposedFeatures, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

/**
 * A language server that finds nothing, made of the libraries that most servers are made of: what it costs, any server
 * costs that is written for Node. To be seen in an editor it can be told texts of which it underlines the first.
 */
const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
let underlined: readonly string[] = [];

connection.onInitialize(({ initializationOptions }) => {
  underlined = initializationOptions?.underlined ?? [];
  return {
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      hoverProvider: true,
      completionProvider: {},
      codeActionProvider: true,
    },
  };
});
documents.onDidChangeContent(({ document }) => {
  const { uri, version } = document;
  void connection.sendDiagnostics({ uri, version, diagnostics: underlined.flatMap((text) => mark(document, text)) });
});
connection.onHover(() => null);
connection.onCompletion(() => []);
connection.onCodeAction(() => []);
documents.listen(connection);
connection.listen();

function mark(document: TextDocument, text: string) {
  const start = document.getText().indexOf(text);
  if (start < 0) return [];
  const range = { start: document.positionAt(start), end: document.positionAt(start + text.length) };
  return [{ range, severity: 1 as const, message: 'This text is underlined.' }];
}
