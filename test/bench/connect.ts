import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  type ConfigurationParams,
  type Diagnostic,
  IPCMessageReader,
  IPCMessageWriter,
  type Message,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { EDITOR } from '../lsp/editor-capabilities';

export type Transport = 'stdio' | 'node-ipc';

/** The diagnostics of one version, and when they were here (`performance.now()`). */
export interface Published {
  readonly at: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** A server that runs, and what was said to it and by it: no more than reading and writing messages, so as not to measure itself. */
export interface BenchClient {
  readonly process: ChildProcess;
  /** How often diagnostics were published. */
  readonly publishes: () => number;
  readonly notify: (method: string, params?: object) => void;
  /** The answer, and when it was here. */
  readonly request: (method: string, params?: object) => Promise<{ readonly at: number; readonly result: unknown }>;
  /**
   * Waits for the diagnostics of a version of a document, or of a later one; of servers that name no version, for the next.
   * Ask before they can be here.
   */
  readonly published: (uri: string, version: number) => Promise<Published>;
  readonly stop: () => Promise<void>;
}

interface AnyMessage extends Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** What a server is started with, and what it is told when it asks for settings, by section. */
export interface ServerOptions {
  readonly initializationOptions?: object;
  readonly args?: readonly string[];
  readonly settings?: Readonly<Record<string, object>>;
}

/** Starts a server, which Node runs, and waits until it is initialized. */
export async function connect(
  program: string,
  transport: Transport,
  { args = [`--${transport}`], settings = {}, initializationOptions }: ServerOptions = {},
): Promise<BenchClient> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: transport === 'stdio' ? ['pipe', 'pipe', 'inherit'] : ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [reader, writer] =
    transport === 'stdio'
      ? [new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!)]
      : [new IPCMessageReader(child), new IPCMessageWriter(child)];
  const requests = new Map<number, Waiter<{ at: number; result: unknown }>>();
  const versions = new Map<string, Waiter<Published> & { readonly version: number }>();
  let publishes = 0;
  let nextId = 1;

  const fail = (error: Error) => {
    for (const { reject } of [...requests.values(), ...versions.values()]) reject(error);
    requests.clear();
    versions.clear();
  };
  child.on('error', fail);
  child.on('exit', (code, signal) => fail(new Error(`${program} ended with ${code ?? signal}.`)));
  const send = (message: AnyMessage) => void writer.write(message).catch(fail);

  reader.listen((message: AnyMessage) => {
    const at = performance.now();
    if (message.method === 'textDocument/publishDiagnostics') {
      publishes++;
      const { uri, version, diagnostics } = message.params as PublishDiagnosticsParams;
      const waiter = versions.get(uri);
      if (!waiter || (version ?? waiter.version) < waiter.version) return;
      versions.delete(uri);
      waiter.resolve({ at, diagnostics });
    } else if (message.method !== undefined) {
      if (message.id === undefined) return;
      const { items } = (message.params ?? {}) as Partial<ConfigurationParams>;
      const result = items?.map(({ section = '' }) => settings[section] ?? null) ?? null;
      send({ jsonrpc: '2.0', id: message.id, result });
    } else if (message.id !== undefined) {
      const waiter = requests.get(message.id);
      requests.delete(message.id);
      if (message.error) waiter?.reject(new Error(message.error.message));
      else waiter?.resolve({ at, result: message.result });
    }
  });

  const client: BenchClient = {
    process: child,
    publishes: () => publishes,
    notify: (method, params) => send({ jsonrpc: '2.0', method, params }),
    request: (method, params) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        requests.set(id, { resolve, reject });
        send({ jsonrpc: '2.0', id, method, params });
      }),
    published: (uri, version) =>
      new Promise((resolve, reject) => {
        versions.set(uri, { resolve, reject, version });
      }),
    async stop() {
      const exited = once(child, 'exit');
      await client.request('shutdown');
      client.notify('exit');
      await exited;
      reader.dispose();
      writer.dispose();
    },
  };
  const { pid } = process;
  await client.request('initialize', { processId: pid, rootUri: null, capabilities: EDITOR, initializationOptions });
  client.notify('initialized', {});
  return client;
}
