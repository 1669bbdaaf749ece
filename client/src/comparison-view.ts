import * as vscode from 'vscode';
import { COMPARE, type CompareParams, type CompareResult } from '../../server/src/lsp/compare-request';
import type { DocumentStatus } from '../../server/src/lsp/document-status';
import type { ServerHandle } from './server-handle';

/** The scheme of comparisons: `memslot-compare:/boot.log and vm.sh?["file:///boot.log","file:///vm.sh"]`. */
export const COMPARISON_SCHEME = 'memslot-compare';

/** What configurations are called; the files of a workspace among which one is picked. */
const CONFIGURATIONS = '**/*.{sh,bash,xml,cfg,conf,args,qmp,memslots}';
const MOST_FILES = 1000;

const NOTHING = `${vscode.l10n.t('There is no memory to be compared: that of the log or that of the configuration is not known.')}\n`;

/**
 * The command "Compare with Configuration" and the documents that it opens: the memory that is set at the end of a log
 * against what a script or a domain configures. They are made anew whenever the server has analysed one of the two.
 */
export function registerComparisonView(
  server: ServerHandle,
  statusOf: (uri: vscode.Uri) => DocumentStatus | undefined,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(view) {
      const [log, other] = sourcesOf(view);
      // Logs that were closed are opened again; the server reads those that are open.
      const document = await vscode.workspace.openTextDocument(log!);
      server.open(document);
      const configuration = await vscode.workspace.openTextDocument(other!);
      const params: CompareParams = {
        uri: document.uri.toString(),
        configuration: {
          uri: configuration.uri.toString(),
          languageId: configuration.languageId,
          text: configuration.getText(),
        },
      };
      return (await server.request<CompareResult>(COMPARE, params))?.text ?? NOTHING;
    },
  };
  const compare = async (chosen?: vscode.Uri) => {
    const log = vscode.window.activeTextEditor?.document;
    if (!log || (statusOf(log.uri)?.operations ?? 0) === 0) return;
    const other = chosen instanceof vscode.Uri ? chosen : await pickConfiguration(log.uri);
    if (!other) return;
    const view = viewOf(log.uri, other);
    changed.fire(view);
    const document = await vscode.workspace.openTextDocument(view);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: false });
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(COMPARISON_SCHEME, provider),
    vscode.commands.registerCommand('memslot.compareWithConfiguration', compare),
    server.onStatus(({ uri }) => {
      for (const { uri: view } of vscode.workspace.textDocuments)
        if (view.scheme === COMPARISON_SCHEME && sourcesOf(view).some((source) => source.toString() === uri))
          changed.fire(view);
    }),
  );
}

/** One of the open documents or of the workspace's files. */
async function pickConfiguration(log: vscode.Uri): Promise<vscode.Uri | undefined> {
  const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === log.scheme).map(({ uri }) => uri);
  const files = await vscode.workspace.findFiles(CONFIGURATIONS, undefined, MOST_FILES);
  const uris = new Map([...open, ...files].map((uri) => [uri.toString(), uri]));
  uris.delete(log.toString());
  const items = [...uris.values()].map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  items.sort((a, b) => a.label.localeCompare(b.label));
  const placeHolder = vscode.l10n.t('The script, domain or list that the memory of the log is compared with');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.uri;
}

function viewOf(log: vscode.Uri, other: vscode.Uri): vscode.Uri {
  const [left, right] = [log, other].map((uri) => uri.path.split('/').at(-1));
  return vscode.Uri.from({
    scheme: COMPARISON_SCHEME,
    path: `/${vscode.l10n.t('{0} and {1}', `${left}`, `${right}`)}`,
    query: JSON.stringify([log.toString(), other.toString()]),
  });
}

function sourcesOf(view: vscode.Uri): readonly vscode.Uri[] {
  return (JSON.parse(view.query) as string[]).map((uri) => vscode.Uri.parse(uri));
}
