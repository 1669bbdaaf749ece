import {
  type CancellationToken,
  createMessageConnection,
  ErrorCodes,
  type GenericNotificationHandler,
  type MessageReader,
  type MessageWriter,
  RequestType,
  ResponseError,
} from 'vscode-jsonrpc';
import type {
  ConfigurationItem,
  Connection,
  HandlerResult,
  InitializeParams,
  InitializeResult,
  MessageType,
  PublishDiagnosticsParams,
} from 'vscode-languageserver';
import type { HostAbilities } from './host-abilities';
import { NOTIFICATIONS, REQUESTS } from './methods';

/**
 * The server's side of the language server protocol. What is named as in vscode-languageserver's `Connection` does what it
 * does there; that library itself would be a tenth of the bundle, most of it for what is not used.
 */
export interface ServerConnection extends Requests, Notifications {
  /** For a request that `REQUESTS` has no name for. */
  onRequest<P>(method: string, handler: Handler<P, unknown, unknown>): void;
  sendRequest<R>(method: string, params?: object): Promise<R>;
  /** Never rejects: a client that is gone need not be told anything. */
  sendNotification(method: string, params: object): Promise<void>;
  sendDiagnostics(params: PublishDiagnosticsParams): Promise<void>;
  /** Writes to the client's log. */
  readonly console: { error(message: string): void; warn(message: string): void };
  readonly client: {
    /** Registers a capability with the client (client/registerCapability); what comes back takes it back. */
    register(method: string, registerOptions: object): Promise<{ dispose(): void }>;
  };
  readonly workspace: { getConfiguration(item: ConfigurationItem): Promise<unknown> };
}

type Handler<P, R, E> = (params: P, token: CancellationToken) => HandlerResult<R, E>;

/** The library's handlers are also given means to report progress, which nothing here does. */
type Registers<H> = H extends (
  params: infer P,
  token: CancellationToken,
  ...progress: never[]
) => HandlerResult<infer R, infer E>
  ? (handler: Handler<P, R, E>) => void
  : never;

type Requests = { readonly [Name in keyof typeof REQUESTS]: Registers<Parameters<Connection[Name]>[0]> };

type Notifications = {
  readonly [Name in keyof typeof NOTIFICATIONS]: (handler: Parameters<Connection[Name]>[0]) => void;
};

/** Speaks with a client until it ends the server or is gone. `initialize` answers it, and registers the other handlers. */
export function serveConnection(
  reader: MessageReader,
  writer: MessageWriter,
  host: Pick<HostAbilities, 'endServer' | 'watchClient'>,
  initialize: (connection: ServerConnection, params: InitializeParams) => InitializeResult,
): void {
  const log = (type: MessageType) => (message: string) => void sendNotification('window/logMessage', { type, message });
  const logger = { error: log(1), warn: log(2), info: log(3), log: log(4) };
  const rpc = createMessageConnection(reader, writer, logger);
  let isInitialized = false;
  let isShutDown = false;
  let registrations = 0;

  const sendNotification = async (method: string, params: object): Promise<void> => {
    await rpc.sendNotification(method, params).catch(() => undefined);
  };
  const sendRequest = async <R>(method: string, params?: object): Promise<R> =>
    params === undefined ? rpc.sendRequest<R>(method) : rpc.sendRequest<R>(method, params);
  // With its type, a request without parameters is refused and does not reach the handler.
  const onRequest = <P>(method: string, handler: Handler<P, unknown, unknown>): void => {
    rpc.onRequest(new RequestType<P, unknown, unknown>(method), handler);
  };
  const end = () => host.endServer?.(isShutDown ? 0 : 1);

  const connection: ServerConnection = {
    ...(byName(REQUESTS, (method) => (handler) => onRequest(method, handler)) as Requests),
    ...(byName(NOTIFICATIONS, (method) => (handler) => rpc.onNotification(method, handler)) as Notifications),
    onRequest,
    sendRequest,
    sendNotification,
    sendDiagnostics: (params) => sendNotification('textDocument/publishDiagnostics', params),
    console: logger,
    client: {
      async register(method, registerOptions) {
        const id = `memslot-${++registrations}`;
        await sendRequest('client/registerCapability', { registrations: [{ id, method, registerOptions }] });
        const unregister = () => sendRequest('client/unregisterCapability', { unregisterations: [{ id, method }] });
        return { dispose: () => void unregister().catch(() => undefined) };
      },
    },
    workspace: {
      async getConfiguration(item) {
        const answers = await sendRequest<unknown>('workspace/configuration', { items: [item] });
        return Array.isArray(answers) ? answers[0] : null;
      },
    },
  };

  onRequest('initialize', (params: InitializeParams) => {
    if (isInitialized) throw new ResponseError(ErrorCodes.InvalidRequest, 'The server has a client already.');
    isInitialized = true;
    if (params.processId !== null) host.watchClient?.(end, params.processId);
    return initialize(connection, params);
  });
  rpc.onRequest('shutdown', () => {
    isShutDown = true;
  });
  rpc.onNotification('exit', end);
  host.watchClient?.(end);
  rpc.listen();
}

/** The methods of each name as functions that register a handler for them. */
function byName(
  methods: Readonly<Record<string, string>>,
  register: (method: string) => (handler: GenericNotificationHandler) => unknown,
): unknown {
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, register(method)]));
}
