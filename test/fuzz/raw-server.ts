import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  type Diagnostic,
  type Message,
  MessageType,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { builtServer } from '../lsp/built-server';
import { until } from '../lsp/client';
import type { Encoding } from '../lsp/encodings';

/** A process of the server, and every message that was sent to it and came from it: nothing is put right on the way. */
export interface RawServer {
  readonly notify: (method: string, params: unknown) => void;
  /** Sends a request; returns its id. */
  readonly request: (method: string, params: unknown) => number;
  /** By the id of the request, every answer. */
  readonly answers: ReadonlyMap<number, readonly unknown[]>;
  /** By URI, what was pushed last. */
  readonly published: ReadonlyMap<
    string,
    { readonly version: number | undefined; readonly diagnostics: readonly Diagnostic[] }
  >;
  /** What the server said went wrong in it. */
  readonly errors: readonly string[];
  /** What it wrote to its standard error. */
  readonly complaints: () => string;
  /** What workspace/configuration answers. */
  settings: unknown;
  readonly isRunning: () => boolean;
  /** Waits until every request has an answer. */
  readonly answered: () => Promise<void>;
  /** Shuts it down; its exit code. */
  readonly stop: () => Promise<number | null>;
  readonly kill: () => void;
}

interface AnyMessage extends Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
}

let program: Promise<string> | undefined;

/** `execArgv`: options of Node. `encoding`: what the client counts in a line. */
export async function startRawServer(
  execArgv: readonly string[] = [],
  encoding: Encoding = 'utf-16',
): Promise<RawServer> {
  program ??= builtServer();
  const child = spawn(process.execPath, [...execArgv, await program, '--stdio'], { stdio: 'pipe' });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const reader = new StreamMessageReader(child.stdout);
  const writer = new StreamMessageWriter(child.stdin);
  const answers = new Map<number, unknown[]>();
  const published = new Map<string, { version: number | undefined; diagnostics: readonly Diagnostic[] }>();
  const errors: string[] = [];
  let nextId = 1;
  const send = (message: object) => void writer.write({ jsonrpc: '2.0', ...message } as Message).catch(() => undefined);

  reader.listen((message: AnyMessage) => {
    const { id, method, params } = message;
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, version, diagnostics } = params as PublishDiagnosticsParams;
      published.set(uri, { version, diagnostics });
    } else if (method === 'window/logMessage') {
      const { type, message: text } = params as { type: MessageType; message: string };
      if (type === MessageType.Error) errors.push(text);
    } else if (method === 'workspace/configuration') {
      const { items } = params as { items: readonly unknown[] };
      send({ id, result: items.map(() => server.settings) });
    } else if (method !== undefined) {
      if (id !== undefined) send({ id, result: null });
    } else answers.get(id as number)?.push(message);
  });

  const server: RawServer = {
    answers,
    published,
    errors,
    complaints: () => complaints,
    settings: {},
    notify: (method, params) => send({ method, params }),
    request(method, params) {
      const id = nextId++;
      answers.set(id, []);
      send({ id, method, params });
      return id;
    },
    isRunning: () => child.exitCode === null && child.signalCode === null,
    answered: () =>
      until('every answer', () => !server.isRunning() || [...answers.values()].every((all) => all.length > 0)).then(
        () => undefined,
      ),
    async stop() {
      const exited = once(child, 'exit');
      server.request('shutdown', null);
      await server.answered();
      server.notify('exit', null);
      const [code] = await exited;
      return code as number | null;
    },
    kill: () => child.kill(),
  };
  server.request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { workspace: { configuration: true }, general: { positionEncodings: [encoding] } },
  });
  server.notify('initialized', {});
  await server.answered();
  return server;
}
