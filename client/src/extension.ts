import type * as vscode from 'vscode';
import { activateExtension } from './activate-extension';
import { createProcessClient } from './create-process-client';
import { createWorkerClient } from './create-worker-client';
import type { MemslotApi } from './memslot-api';

let stop: (() => Promise<void>) | undefined;

/** One bundle for every host: the larger part of it, the protocol, would be in the package twice otherwise. */
export function activate(context: vscode.ExtensionContext): MemslotApi {
  // VS Code for the Web runs extensions in a web worker. Node has no such function.
  const isWorker = typeof importScripts === 'function';
  const createClient = isWorker ? createWorkerClient : createProcessClient;
  const extension = activateExtension(context, isWorker ? 'web' : 'node', (options) =>
    createClient(context.extensionUri, options),
  );
  stop = extension.stop;
  return extension.api;
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
