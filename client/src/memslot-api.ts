import type * as vscode from 'vscode';
import type { DocumentStatus } from '../../server/src/lsp/document-status';

/** What activate() returns: enough to see from outside what the extension does. Tests use it; nothing else should need to. */
export interface MemslotApi {
  /** Where the language server runs. */
  readonly host: 'node' | 'web';
  /** `idle`: no document has needed the server yet. */
  serverState(): 'idle' | 'starting' | 'running' | 'stopped';
  /** How often a server was started, restarts included. */
  serverStarts(): number;
  /** The server's process; `undefined` on the web. */
  serverProcessId(): number | undefined;
  /** Whether the server has been given this document. */
  isSynced(uri: vscode.Uri): boolean;
  /** What the server last said about the document. */
  status(uri: vscode.Uri): DocumentStatus | undefined;
  /** What the view "Hugepage Budget" showed when it was last seen. */
  budgetLines(): readonly string[];
}
