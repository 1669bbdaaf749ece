/** The protocol's requests that handlers know by the names that vscode-languageserver's `Connection` gives them. */
export const REQUESTS = {
  onCodeAction: 'textDocument/codeAction',
  onCodeLens: 'textDocument/codeLens',
  onCodeLensResolve: 'codeLens/resolve',
  onCompletion: 'textDocument/completion',
  onDefinition: 'textDocument/definition',
  onDocumentFormatting: 'textDocument/formatting',
  onDocumentHighlight: 'textDocument/documentHighlight',
  onDocumentLinks: 'textDocument/documentLink',
  onDocumentOnTypeFormatting: 'textDocument/onTypeFormatting',
  onDocumentRangeFormatting: 'textDocument/rangeFormatting',
  onDocumentSymbol: 'textDocument/documentSymbol',
  onExecuteCommand: 'workspace/executeCommand',
  onFoldingRanges: 'textDocument/foldingRange',
  onHover: 'textDocument/hover',
  onPrepareRename: 'textDocument/prepareRename',
  onReferences: 'textDocument/references',
  onRenameRequest: 'textDocument/rename',
  onSelectionRanges: 'textDocument/selectionRange',
  onSignatureHelp: 'textDocument/signatureHelp',
  onWorkspaceSymbol: 'workspace/symbol',
} as const;

/** Its notifications, likewise. */
export const NOTIFICATIONS = {
  onDidChangeConfiguration: 'workspace/didChangeConfiguration',
  onDidChangeTextDocument: 'textDocument/didChange',
  onDidChangeWatchedFiles: 'workspace/didChangeWatchedFiles',
  onDidCloseTextDocument: 'textDocument/didClose',
  onDidOpenTextDocument: 'textDocument/didOpen',
  onInitialized: 'initialized',
} as const;
