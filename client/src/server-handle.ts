import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions, State } from 'vscode-languageclient';
import { DOCUMENT_STATUS, type DocumentStatus } from '../../server/src/lsp/document-status';
import { FAILURES, type FailuresParams } from '../../server/src/lsp/failures';
import { createClientOptions } from './client-options';
import { createSynchronization } from './guest-middleware';

/** Makes a client for a new server: a process or a worker. */
export type ClientFactory = (options: LanguageClientOptions) => Promise<BaseLanguageClient>;

export type ServerState = 'idle' | 'starting' | 'running' | 'stopped';

/** The language server: started when a document needs it, started again when it breaks down. */
export interface ServerHandle extends vscode.Disposable {
  readonly state: ServerState;
  /** How often a server was started. */
  readonly starts: number;
  /** Of the server's own process, where it has one. */
  readonly processId: number | undefined;
  /** What broke in the server that runs, while the rest of it works on. */
  readonly failed: readonly string[];
  /** Something of the above is different. */
  readonly onDidChangeState: vscode.Event<ServerState>;
  readonly onStatus: vscode.Event<DocumentStatus>;
  isSynced(uri: vscode.Uri): boolean;
  /** Sees to it that the server has the document, and starts it for the first one. */
  open(document: vscode.TextDocument): void;
  /** Asks the server, which is started for it where none has been; `undefined` when it does not run or has no answer. */
  request<T>(method: string, params: unknown): Promise<T | undefined>;
  /** Makes the server ask for the settings of every document anew. */
  forgetSettings(): void;
  restart(): Promise<void>;
  showOutput(): void;
  stop(): Promise<void>;
}

/** Values of `State` in vscode-languageclient, which is loaded only with the first server. */
const RUNNING: State.Running = 2;
const STARTING: State.Starting = 3;

export function createServerHandle(
  createClient: ClientFactory,
  owns: (document: vscode.TextDocument) => boolean,
): ServerHandle {
  const stateChanged = new vscode.EventEmitter<ServerState>();
  const statusReceived = new vscode.EventEmitter<DocumentStatus>();
  const synchronization = createSynchronization(owns);
  let output: vscode.LogOutputChannel | undefined;
  let client: BaseLanguageClient | undefined;
  let state: ServerState = 'idle';
  let failed: readonly string[] = [];
  let starts = 0;
  let starting: Promise<void> | undefined;

  const getOutput = () => {
    output ??= vscode.window.createOutputChannel('Memslot', { log: true });
    return output;
  };
  const setState = (next: ServerState) => {
    if (next === state) return;
    if (next === 'starting') {
      starts += 1;
      failed = [];
    }
    if (next !== 'running') synchronization.reset();
    state = next;
    stateChanged.fire(state);
  };

  const startClient = async () => {
    setState('starting');
    try {
      const created = await createClient(createClientOptions(getOutput(), synchronization.middleware, () => client));
      client = created;
      created.onDidChangeState(({ newState }) => {
        if (client !== created) return;
        setState(newState === RUNNING ? 'running' : newState === STARTING ? 'starting' : 'stopped');
      });
      created.onNotification(DOCUMENT_STATUS, (status: DocumentStatus) => statusReceived.fire(status));
      created.onNotification(FAILURES, (params: FailuresParams) => {
        failed = params.failed;
        stateChanged.fire(state);
      });
      await created.start();
    } catch (error) {
      setState('stopped');
      getOutput().error(`The language server could not be started: ${error}`);
    }
  };
  const start = () => {
    starting = startClient();
    return starting;
  };
  const stop = async () => {
    const stopping = client;
    client = undefined;
    setState('stopped');
    await stopping?.dispose().catch((error) => getOutput().warn(`Stopping the language server: ${error}`));
  };

  return {
    get state() {
      return state;
    },
    get failed() {
      return failed;
    },
    get starts() {
      return starts;
    },
    get processId() {
      return (client as { serverProcess?: { pid?: number } } | undefined)?.serverProcess?.pid;
    },
    onDidChangeState: stateChanged.event,
    onStatus: statusReceived.event,
    isSynced: synchronization.isSynced,
    open(document) {
      if (state === 'idle') {
        void start();
      } else if (state === 'running' && !synchronization.isSynced(document.uri)) {
        const feature = client?.getFeature('textDocument/didOpen').getProvider(document);
        feature?.send(document).catch((error) => getOutput().error(`Opening ${document.uri}: ${error}`));
      }
    },
    async request<T>(method: string, params: unknown) {
      try {
        await (state === 'idle' ? start() : starting);
        return await client?.sendRequest<T>(method, params);
      } catch (error) {
        getOutput().warn(`${method}: ${error}`);
        return undefined;
      }
    },
    forgetSettings() {
      if (state === 'running') void client?.sendNotification('workspace/didChangeConfiguration', { settings: null });
    },
    restart() {
      starting = stop().then(startClient);
      return starting;
    },
    showOutput: () => getOutput().show(),
    stop,
    dispose() {
      vscode.Disposable.from(stateChanged, statusReceived, ...(output ? [output] : [])).dispose();
    },
  };
}
