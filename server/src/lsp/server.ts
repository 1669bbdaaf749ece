import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { DOCUMENT_STATUS } from './document-status';
import { createDocumentStore, type OpenDocument } from './document-store';
import { createGuard } from './guard';
import { diagnosticsOf } from './handlers/diagnostic';
import { registerHandlers, SERVER_CAPABILITIES } from './handlers/registry';
import type { HostAbilities } from './host-abilities';
import type { ServerContext } from './server-context';
import { createSettingsSource, type SettingsSource } from './settings-source';
import { statusOf } from './status';

/** The server's version, told to the client. Set by the build. */
declare const MEMSLOT_VERSION: string;

/** Serves the language server protocol on a connection until it is closed. */
export function startServer(connection: Connection, host: HostAbilities): void {
  connection.onInitialize((params): InitializeResult => {
    const options = (params.initializationOptions ?? {}) as InitializationOptions;
    const pull = params.capabilities.textDocument?.diagnostic !== undefined && options.diagnostics !== 'push';
    serve(connection, host, params, options, !pull);
    return {
      serverInfo: { name: 'memslot', version: MEMSLOT_VERSION },
      capabilities: {
        ...SERVER_CAPABILITIES,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...(pull ? { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } } : {}),
      },
    };
  });
  connection.listen();
}

/** What a client may say at the start. */
interface InitializationOptions {
  /** Where the rule pages lie: `<base><rule id>.md` is a URI that the client can open. */
  readonly rulePageBase?: string;
  /** `push`: the client wants diagnostics pushed though it could pull them. */
  readonly diagnostics?: 'push' | 'pull';
  /** Settings of a client that cannot be asked for them. */
  readonly settings?: unknown;
}

function serve(
  connection: Connection,
  host: HostAbilities,
  params: InitializeParams,
  options: InitializationOptions,
  push: boolean,
): void {
  const { capabilities } = params;
  const guard = createGuard((message) => connection.console.error(message));
  const settings: SettingsSource = createSettingsSource(
    connection,
    capabilities.workspace?.configuration === true,
    options.settings,
  );
  /** Documents that wait for their analysis, and how to take each back. */
  const waiting = new Map<string, () => void>();

  const publish = (document: OpenDocument) => {
    const { uri, version } = document;
    const analysis = guard('analysis', undefined, () => document.analysis(settings.of(uri)));
    if (!analysis) return;
    if (push) void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(analysis, uri, context) });
    void connection.sendNotification(DOCUMENT_STATUS, statusOf(analysis, uri, version));
  };

  /** Not now: what else is already waiting to be read (more keystrokes) comes first, and is analysed along. */
  const schedule = (uri: string) => {
    if (waiting.has(uri)) return;
    const cancel = host.defer(() => {
      waiting.delete(uri);
      // The document of that name as it is now: it may have been closed and opened anew in the meantime.
      const document = documents.get(uri);
      if (!document) return;
      if (settings.isKnown(uri)) publish(document);
      else void settings.load(uri).then(() => schedule(uri));
    });
    waiting.set(uri, cancel);
  };

  const documents = createDocumentStore(connection, {
    onChange: ({ uri }) => schedule(uri),
    onClose(uri) {
      waiting.get(uri)?.();
      waiting.delete(uri);
      settings.forget(uri);
      if (push) void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  });

  connection.onDidChangeConfiguration((change) => {
    settings.reset(change.settings);
    for (const { uri } of documents.all()) schedule(uri);
    if (!push) connection.languages.diagnostics.refresh().catch(() => undefined);
  });

  const signature = capabilities.textDocument?.signatureHelp?.signatureInformation;
  const context: ServerContext = {
    connection,
    documents,
    analysisOf: (uri) => documents.get(uri)?.analysis(settings.of(uri)),
    snapshotOf(uri) {
      const analysis = context.analysisOf(uri);
      return analysis?.dialect === 'memslots' ? analysis : undefined;
    },
    settingsOf: async (uri) => {
      if (documents.get(uri) && !settings.isKnown(uri)) await settings.load(uri);
    },
    rulePageBase: options.rulePageBase ?? host.rulePageBase,
    versionedEdits: capabilities.workspace?.workspaceEdit?.documentChanges === true,
    snippets: capabilities.textDocument?.completion?.completionItem?.snippetSupport === true,
    markdown: capabilities.textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    labelOffsets: signature?.parameterInformation?.labelOffsetSupport === true,
    noActiveParameter: signature?.noActiveParameterSupport === true,
    guard,
  };
  registerHandlers(context);
}
