import type { Range } from 'vscode-languageserver/node';

const NOWHERE: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Every request about a document, what it needs beside the document and a position, and the answer that stands for nothing. */
export const DOCUMENT_REQUESTS: readonly (readonly [method: string, params: object, nothing: unknown])[] = [
  ['textDocument/hover', {}, null],
  ['textDocument/completion', {}, null],
  ['textDocument/definition', {}, null],
  ['textDocument/references', { context: { includeDeclaration: true } }, null],
  ['textDocument/documentHighlight', {}, null],
  ['textDocument/prepareRename', {}, null],
  ['textDocument/rename', { newName: 'x' }, null],
  ['textDocument/documentSymbol', {}, null],
  ['textDocument/foldingRange', {}, null],
  ['textDocument/selectionRange', { positions: [NOWHERE.start] }, null],
  ['textDocument/semanticTokens/full', {}, null],
  ['textDocument/semanticTokens/full/delta', { previousResultId: '1' }, null],
  ['textDocument/semanticTokens/range', { range: NOWHERE }, null],
  ['textDocument/signatureHelp', {}, null],
  ['textDocument/codeAction', { range: NOWHERE, context: { diagnostics: [] } }, []],
];
