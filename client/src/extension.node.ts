import * as vscode from 'vscode';
import { activateExtension } from './activate-extension';
import type { MemslotApi } from './memslot-api';

let stop: (() => Promise<void>) | undefined;

/** VS Code on the desktop, and the server side of VS Code in a browser: the language server is a process of its own. */
export function activate(context: vscode.ExtensionContext): MemslotApi {
  const extension = activateExtension(context, 'node', async (options) => {
    const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
    const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server', 'main.node.js').fsPath;
    const server = { module, transport: TransportKind.ipc };
    return new LanguageClient('memslot', 'Memslot', { run: server, debug: server }, options);
  });
  stop = extension.stop;
  return extension.api;
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
