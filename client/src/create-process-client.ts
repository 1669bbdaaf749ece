import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { SERVER_PATH } from './server-path';

/** On the desktop, and on the server side of VS Code in a browser: the language server is a process of its own. */
export async function createProcessClient(
  extensionUri: vscode.Uri,
  options: LanguageClientOptions,
): Promise<BaseLanguageClient> {
  const { LanguageClient, TransportKind } = await import('./process-library');
  const module = vscode.Uri.joinPath(extensionUri, ...SERVER_PATH).fsPath;
  const server = { module, transport: TransportKind.ipc };
  return new LanguageClient('memslot', 'Memslot', { run: server, debug: server }, options);
}
