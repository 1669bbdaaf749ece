import * as vscode from 'vscode';
import { activateExtension } from './activate-extension';
import type { MemslotApi } from './memslot-api';

let stop: (() => Promise<void>) | undefined;

/** VS Code for the Web: the language server is a web worker. */
export function activate(context: vscode.ExtensionContext): MemslotApi {
  const extension = activateExtension(context, 'web', async (options) => {
    const { LanguageClient } = await import('vscode-languageclient/browser');
    const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server', 'main.browser.js');
    const worker = new Worker(script.toString(true));
    const client = new LanguageClient('memslot', 'Memslot', worker, options);
    const dispose = client.dispose.bind(client);
    // A stopped client leaves its worker running.
    client.dispose = (timeout) => dispose(timeout).finally(() => worker.terminate());
    return client;
  });
  stop = extension.stop;
  return extension.api;
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
