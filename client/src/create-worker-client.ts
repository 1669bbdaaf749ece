import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { SERVER_PATH } from './server-path';

/** In VS Code for the Web: the language server is a web worker. */
export async function createWorkerClient(
  extensionUri: vscode.Uri,
  options: LanguageClientOptions,
): Promise<BaseLanguageClient> {
  const { LanguageClient } = await import('./worker-library');
  const script = vscode.Uri.joinPath(extensionUri, ...SERVER_PATH);
  const worker = new Worker(script.toString(true));
  const client = new LanguageClient('memslot', 'Memslot', worker, options);
  // A worker that cannot be loaded says so in an event; the client would wait for its first answer for ever.
  const failure = new Promise<never>((_, reject) => {
    worker.addEventListener('error', ({ message }) => {
      options.outputChannel?.error(`In the language server: ${message || 'the worker could not be loaded.'}`);
      reject(new Error(message || 'the worker could not be loaded'));
    });
  });
  failure.catch(() => undefined);
  const start = client.start.bind(client);
  client.start = () => Promise.race([start(), failure]);
  // A stopped client leaves its worker running.
  const dispose = client.dispose.bind(client);
  client.dispose = (timeout) => dispose(timeout).finally(() => worker.terminate());
  return client;
}
