import * as vscode from 'vscode';
import {
  COMMAND_LINE,
  type CommandLineParams,
  type CommandLineResult,
} from '../../server/src/lsp/command-line-request';
import type { DocumentStatus } from '../../server/src/lsp/document-status';
import type { ServerHandle } from './server-handle';

/** The scheme of the command lines of domains: `memslot-argv:/QEMU command line of guest.xml.sh?file:///guest.xml`. */
export const COMMAND_LINE_SCHEME = 'memslot-argv';

/** The context key that says whether the active editor shows a domain of libvirt's. */
const IS_DOMAIN = 'memslot.domain';

const NO_DOMAIN = `# ${vscode.l10n.t('There is no domain of libvirt here now.')}\n`;

/**
 * The command "Show QEMU Command Line" and the documents that it opens: the memory part of what libvirt starts QEMU with,
 * for the domain at the cursor. They are made anew whenever the server has analysed the domain, and with the cursor where a
 * document has several domains.
 */
export function registerCommandLineView(
  server: ServerHandle,
  statusOf: (uri: vscode.Uri) => DocumentStatus | undefined,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** Where the cursor last was in each document that was asked about. */
  const cursors = new Map<string, vscode.Position>();
  /** What was last said of each, for when its document is closed. */
  const texts = new Map<string, string>();

  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(view) {
      const uri = view.query;
      if (!server.isSynced(vscode.Uri.parse(uri))) return texts.get(uri) ?? NO_DOMAIN;
      const { line, character } = cursors.get(uri) ?? new vscode.Position(0, 0);
      const params: CommandLineParams = { uri, position: { line, character } };
      const text = (await server.request<CommandLineResult>(COMMAND_LINE, params))?.text ?? NO_DOMAIN;
      texts.set(uri, text);
      return text;
    },
  };
  const refresh = (uri: string) => {
    for (const { uri: view } of vscode.workspace.textDocuments)
      if (view.scheme === COMMAND_LINE_SCHEME && view.query === uri) changed.fire(view);
  };
  const show = async () => {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !isDomain(editor, statusOf)) return;
    const view = viewOf(editor.document.uri);
    cursors.set(view.query, editor.selection.active);
    const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === view.toString());
    const document = shown?.document ?? (await vscode.workspace.openTextDocument(view));
    // One that was closed a moment ago may still be there as it was.
    changed.fire(view);
    const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(document, { viewColumn, preserveFocus: true, preview: false });
  };
  const follow = ({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent) => {
    const uri = textEditor.document.uri.toString();
    if (!cursors.has(uri) || !selections[0]) return;
    cursors.set(uri, selections[0].active);
    if ((statusOf(textEditor.document.uri)?.domains ?? 0) > 1) refresh(uri);
  };
  const forget = ({ uri }: vscode.TextDocument) => {
    if (uri.scheme !== COMMAND_LINE_SCHEME) return;
    cursors.delete(uri.query);
    texts.delete(uri.query);
  };
  const tellIsDomain = (editor = vscode.window.activeTextEditor) =>
    vscode.commands.executeCommand('setContext', IS_DOMAIN, editor !== undefined && isDomain(editor, statusOf));

  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(COMMAND_LINE_SCHEME, provider),
    vscode.commands.registerCommand('memslot.showQemuCommandLine', show),
    vscode.window.onDidChangeTextEditorSelection(follow),
    vscode.window.onDidChangeActiveTextEditor(tellIsDomain),
    vscode.workspace.onDidCloseTextDocument(forget),
    server.onStatus(({ uri }) => {
      refresh(uri);
      void tellIsDomain();
    }),
  );
}

function isDomain({ document }: vscode.TextEditor, statusOf: (uri: vscode.Uri) => DocumentStatus | undefined): boolean {
  return (statusOf(document.uri)?.domains ?? 0) > 0;
}

/** The document with the command line of a domain, whose own document it names in its query. */
function viewOf(source: vscode.Uri): vscode.Uri {
  const name = source.path.split('/').at(-1);
  return vscode.Uri.from({
    scheme: COMMAND_LINE_SCHEME,
    path: `/${vscode.l10n.t('QEMU command line of {0}', `${name}`)}.sh`,
    query: source.toString(),
  });
}
