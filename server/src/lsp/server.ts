import type { MessageReader, MessageWriter } from 'vscode-jsonrpc';
import type { InitializeParams, TextDocumentSyncKind } from 'vscode-languageserver';
import { type Analysis, createAnalysis, ownKind, wantedFiles } from '../features/analysis';
import { needsIn } from '../features/budget/needs-in';
import { flatSymbols } from '../features/workspace-symbols';
import { guardRules } from '../rules/rule-guard';
import { TextLines } from '../text/text-lines';
import { clientAbilities } from './client-abilities';
import { DOCUMENT_STATUS } from './document-status';
import { createDocumentStore, type OpenDocument } from './document-store';
import { encodedConnection } from './encoded-connection';
import { FAILURES, type FailuresParams } from './failures';
import { fileCandidates, uriKey } from './file-candidates';
import { createGuard } from './guard';
import { diagnosticsOf } from './handlers/diagnostic';
import { registerHandlers, serverCapabilities } from './handlers/registry';
import type { HostAbilities } from './host-abilities';
import { createIncludedFiles } from './included-files';
import { createOpenedFiles } from './opened-files';
import { choosePositionEncoding, type PositionEncoding, wideLines } from './position-encoding';
import { openFolders, projectFolders } from './project-folders';
import { createRefresh } from './refresh-views';
import { formattingCapabilities, registerFormatting } from './register-formatting';
import { createResultIds } from './result-ids';
import { type ServerConnection, serveConnection } from './server-connection';
import type { ServerContext } from './server-context';
import { createSettingsSource, type SettingsSource } from './settings-source';
import { statusOf } from './status';
import { createFileWatch } from './watched-files';
import { createWorkspaceFiles } from './workspace-files';
import { workspaceHost } from './workspace-host';

/** The server's version, told to the client. Set by the build. */
declare const MEMSLOT_VERSION: string;

/** Of the changes of a document the client sends what has changed. */
const INCREMENTAL: typeof TextDocumentSyncKind.Incremental = 2;

/** Serves the language server protocol. */
export function startServer(reader: MessageReader, writer: MessageWriter, host: HostAbilities): void {
  serveConnection(reader, writer, host, (connection, params) => {
    const options = (params.initializationOptions ?? {}) as InitializationOptions;
    const pull = params.capabilities.textDocument?.diagnostic !== undefined && options.diagnostics !== 'push';
    const encoding = choosePositionEncoding(params.capabilities);
    serve(connection, host, params, options, !pull, encoding);
    return {
      serverInfo: { name: 'memslot', version: MEMSLOT_VERSION },
      capabilities: {
        ...serverCapabilities(clientAbilities(params.capabilities), encoding),
        ...formattingCapabilities(params.capabilities),
        textDocumentSync: { openClose: true, change: INCREMENTAL },
        ...(pull ? { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true } } : {}),
      },
    };
  });
}

/** What a client may say at the start. */
interface InitializationOptions {
  /** Where the rule pages lie: `<base><rule id>.md` is a URI that the client can open. */
  readonly rulePageBase?: string;
  /** Commands of the client's own that the server may name: `memslot.showMemoryMap`. */
  readonly commands?: readonly string[];
  /** The client takes the notifications that the protocol does not know: `memslot/status`, `memslot/failures`. */
  readonly notifications?: boolean;
  /** `push`: the client wants diagnostics pushed though it could pull them. */
  readonly diagnostics?: 'push' | 'pull';
  /** Settings of a client that cannot be asked for them, or has no answer. */
  readonly settings?: unknown;
}

/** Somebody who never stops typing gets diagnostics all the same. */
const MOST_POSTPONED = 200;

function serve(
  plain: ServerConnection,
  host: HostAbilities,
  params: InitializeParams,
  options: InitializationOptions,
  push: boolean,
  encoding: PositionEncoding,
): void {
  const { capabilities } = params;
  /** Of files that are not open. */
  const linesKept = new Map<string, ReadonlyMap<number, string>>();
  const connection =
    encoding === 'utf-16'
      ? plain
      : encodedConnection(plain, encoding, (uri) => {
          const text = documents.get(uri)?.text ?? files.textOf(uri);
          return text ? (line) => text.lineAt(line) : (line) => linesKept.get(uri)?.get(line);
        });
  const failures = createGuard((message) => {
    connection.console.error(message);
    if (options.notifications)
      void connection.sendNotification(FAILURES, { failed: failures.failed } satisfies FailuresParams);
  });
  const guard = failures.run;
  guardRules((rule, error) => failures.fail(`rule ${rule}`, error));
  const settings: SettingsSource = createSettingsSource(
    connection,
    capabilities.workspace?.configuration === true,
    options.settings,
  );
  /** Documents that wait for their analysis, how to take each back, and how often it gave way to another message. */
  const waiting = new Map<string, { readonly cancel: () => void; readonly postponed: number }>();

  const analyse = (document: OpenDocument): Analysis =>
    document.analysis(settings.of(document.uri), files.resolverFor(document.uri));

  /** Has the files read that a document names and that are not known yet; `undefined` when there are none. */
  const readFiles = (document: OpenDocument): Promise<unknown> | undefined => {
    const analysis = context.analysisOf(document.uri);
    const reading = files.want(document.uri, analysis ? wantedFiles(analysis) : []);
    if (host.readFile) watch(files.wanted());
    return reading;
  };

  const publish = (document: OpenDocument) => {
    const { uri, version } = document;
    const analysis = context.analysisOf(uri);
    if (!analysis) return;
    if (push) void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(analysis, uri, context) });
    if (!options.notifications) return;
    const status = guard('status', undefined, () => statusOf(analysis, document));
    if (status) void connection.sendNotification(DOCUMENT_STATUS, status);
  };

  /** Not now: what else is already waiting to be read (more keystrokes) comes first, and is analysed along. */
  const schedule = (uri: string) => {
    const before = waiting.get(uri);
    if (before && before.postponed >= MOST_POSTPONED) return;
    before?.cancel();
    const cancel = host.defer(() => {
      waiting.delete(uri);
      // The document of that name as it is now: it may have been closed and opened anew in the meantime.
      const document = documents.get(uri);
      if (!document) return;
      const missing = settings.isKnown(uri) ? readFiles(document) : settings.load(uri);
      if (missing) void missing.then(() => schedule(uri));
      else publish(document);
    });
    waiting.set(uri, { cancel, postponed: (before?.postponed ?? 0) + 1 });
  };

  /** What a file says counts for the documents that have it read. */
  const scheduleReaders = (uri: string) => {
    for (const reader of files.readersOf(uri)) schedule(reader);
  };

  const documents = createDocumentStore(connection, {
    onChange({ uri }) {
      schedule(uri);
      scheduleReaders(uri);
    },
    onClose(uri) {
      files.forget(uri);
      files.changed(uri);
      scheduleReaders(uri);
      waiting.get(uri)?.cancel();
      waiting.delete(uri);
      settings.forget(uri);
      if (push) void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  });

  const folders = openFolders(params);
  const folderOf = projectFolders(folders);
  const files = createIncludedFiles({
    read: host.readFile,
    opened: createOpenedFiles(documents, analyse),
    folderOf,
  });
  const refresh = createRefresh(connection, capabilities, !push);
  const watch = createFileWatch(connection, capabilities);
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const noticed = changes.filter(({ uri }) => files.readersOf(uri).length > 0);
    for (const { uri } of noticed) {
      files.changed(uri);
      scheduleReaders(uri);
    }
    if (noticed.length > 0) refresh();
  });

  connection.onDidChangeConfiguration((change) => {
    settings.reset(change.settings);
    for (const { uri } of documents.all()) schedule(uri);
    refresh();
  });

  const context: ServerContext = {
    connection,
    documents,
    analysisOf(uri, place) {
      const document = documents.get(uri);
      if (place && document?.lookAt(place.line)) schedule(uri);
      return document && guard('analysis', undefined, () => analyse(document));
    },
    snapshotOf(uri) {
      const analysis = context.analysisOf(uri);
      return analysis?.dialect === 'memslots' ? analysis : undefined;
    },
    othersThan: (uri) =>
      files.readersOf().flatMap((name) => {
        const snapshot = name === uri ? undefined : context.analysisOf(name);
        return snapshot?.dialect === 'qemu' ? [{ name, snapshot }] : [];
      }),
    async ready(uri) {
      const document = documents.get(uri);
      if (!document) return;
      if (!settings.isKnown(uri)) await settings.load(uri);
      await readFiles(document);
    },
    async findFile(document, path) {
      for (const candidate of fileCandidates(document, path, folderOf(document)))
        if (await host.isFile?.(candidate)) return candidate;
      return undefined;
    },
    workspaceFiles: createWorkspaceFiles({
      host,
      folders,
      isOpen: (key) => [...documents.all()].some(({ uri }) => uriKey(uri) === key),
      async settingsOf(folder) {
        if (!settings.isKnown(folder)) await settings.load(folder);
        return settings.of(folder);
      },
      make: (uri, text, own) =>
        guard('analysis', undefined, () => {
          const kind = ownKind(text, uri, own.scripts);
          const lines = TextLines.of(text);
          if (kind && encoding !== 'utf-16') linesKept.set(uri, wideLines(lines));
          const analysis = kind && createAnalysis(lines, kind, own, files.resolverFor(uri));
          return (
            analysis && {
              symbols: flatSymbols(analysis),
              needs: needsIn(analysis),
              diagnostics: diagnosticsOf(analysis, uri, context),
            }
          );
        }),
    }),
    workspaceHost: () => workspaceHost(folders, host.readFile),
    resultIdOf: createResultIds(),
    commands: new Set(options.commands),
    rulePageBase: options.rulePageBase ?? host.rulePageBase,
    guard,
    ...clientAbilities(capabilities),
  };
  registerHandlers(context);
  registerFormatting(connection, capabilities);
}
