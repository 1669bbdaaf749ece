import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  MessageType,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { builtServer } from './built-server';
import { editorWith } from './editor-capabilities';

export interface ClientOptions {
  /** Beside those that almost every editor has, unless it is `bare`. */
  readonly capabilities?: ClientCapabilities;
  readonly bare?: boolean;
  readonly initializationOptions?: object;
  /** The folder that the editor has open. */
  readonly folder?: string;
  /** What workspace/configuration answers for a document; asked for only if the client says that it can be. */
  readonly configuration?: (uri: string) => unknown;
}

/** An editor as the server sees one: a process of the server and what was said to it and by it. */
export interface Client {
  readonly connection: ProtocolConnection;
  readonly server: InitializeResult;
  readonly process: ChildProcess;
  /** Every textDocument/publishDiagnostics, in order. */
  readonly published: readonly PublishDiagnosticsParams[];
  /** How often the server asked to pull diagnostics anew. */
  readonly refreshes: () => number;
  /** The URIs that settings were asked for, in order. */
  readonly asked: readonly string[];
  open(text: string, uri?: string, languageId?: string): void;
  change(version: number, changes: readonly { range?: Range; text: string }[], uri?: string): void;
  close(uri?: string): void;
  /** The diagnostics that were pushed for that version or a later one. */
  diagnostics(version: number, uri?: string): Promise<Diagnostic[]>;
  request<T>(method: string, params?: object): Promise<T>;
  /** A request about a position in a document. */
  at<T>(method: string, position: Position, more?: object, uri?: string): Promise<T>;
  /** Shuts the server down; it must not have reported an error, and must end by itself. */
  stop(): Promise<void>;
}

export const URI = 'file:///test/ram.memslots';

/** The server under test, built once for each test file. */
let server: Promise<string> | undefined;

export async function startClient(options: ClientOptions = {}): Promise<Client> {
  server ??= builtServer();
  const child = spawn(process.execPath, [await server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  const errors: string[] = [];
  const published: PublishDiagnosticsParams[] = [];
  const asked: string[] = [];
  let refreshes = 0;
  connection.onNotification('window/logMessage', ({ type, message }: { type: MessageType; message: string }) => {
    if (type === MessageType.Error) errors.push(message);
  });
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri: string }[] }) => {
    asked.push(...items.map(({ scopeUri }) => scopeUri));
    return Promise.all(items.map(async ({ scopeUri }) => (await options.configuration?.(scopeUri)) ?? null));
  });
  connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshes++;
    return null;
  });
  connection.listen();

  const client: Client = {
    connection,
    process: child,
    published,
    asked,
    refreshes: () => refreshes,
    server: await connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: options.folder ?? null,
      workspaceFolders: options.folder === undefined ? null : [{ uri: options.folder, name: 'test' }],
      capabilities: options.bare ? (options.capabilities ?? {}) : editorWith(options.capabilities ?? {}),
      initializationOptions: options.initializationOptions,
    }),
    open(text, uri = URI, languageId = 'memslots') {
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    },
    change(version, contentChanges, uri = URI) {
      void connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    },
    close(uri = URI) {
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    },
    async diagnostics(version, uri = URI) {
      const found = await until(`diagnostics of version ${version}`, () =>
        published.findLast((params) => params.uri === uri && (params.version ?? 0) >= version),
      );
      return found.diagnostics;
    },
    request: (method, params) => connection.sendRequest(method, params),
    at: (method, position, more = {}, uri = URI) =>
      connection.sendRequest(method, { textDocument: { uri }, position, ...more }),
    async stop() {
      const exited = child.exitCode === null ? once(child, 'exit') : Promise.resolve([child.exitCode]);
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      assert.deepEqual(await exited, [0, null], 'the server ends by itself');
      connection.dispose();
      assert.deepEqual(errors, [], 'the server reported no error');
    },
  };
  void connection.sendNotification('initialized', {});
  return client;
}

/** Runs `use` with a client and stops it. */
export async function withClient(options: ClientOptions, use: (client: Client) => Promise<void>): Promise<void> {
  const client = await startClient(options);
  try {
    await use(client);
    await client.stop();
  } finally {
    client.process.kill();
  }
}

/** Waits until `probe` gives something. */
export async function until<T>(what: string, probe: () => T | undefined | false): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
