import * as vscode from 'vscode';
import type { MapPlace } from '../../server/src/features/map/memory-map';
import type { DocumentStatus } from '../../server/src/lsp/document-status';
import { MAP, type MapParams, type MapResult } from '../../server/src/lsp/map-request';
import type { FromPanel, PanelChoice, PanelState, ToPanel } from './memory-map/panel-messages';
import { panelPage } from './memory-map/panel-page';
import type { ServerHandle } from './server-handle';

/** The context key that says whether the active editor shows a machine whose memory is known. */
const HAS_MACHINE = 'memslot.machine';
const PANEL = 'memslot.map';
const SCRIPT = ['dist', 'client', 'map.js'];

/**
 * The command "Show Memory Map" and its panel: the memory of the machine at the cursor, beside the editor. It is made anew
 * whenever the server has analysed the document, and goes with the active editor. When the window is loaded anew, it comes back.
 */
export function registerMemoryMap(
  { extensionUri }: vscode.ExtensionContext,
  server: ServerHandle,
  statusOf: (uri: vscode.Uri) => DocumentStatus | undefined,
): vscode.Disposable {
  let panel: vscode.WebviewPanel | undefined;
  let source: vscode.Uri | undefined;
  let choice: PanelChoice = {};
  let cursor: vscode.Position | undefined;
  /** Where the panel itself put the cursor: that changes nothing in the panel. */
  let revealed: vscode.Position | undefined;
  let view: MapResult = null;
  let asking = false;
  let askAgain = false;

  const hasMachine = (editor: vscode.TextEditor | undefined): editor is vscode.TextEditor =>
    editor !== undefined && (statusOf(editor.document.uri)?.machines ?? 0) > 0;
  const tell = (message: ToPanel) => void panel?.webview.postMessage(message);
  const tellHasMachine = (editor = vscode.window.activeTextEditor) =>
    void vscode.commands.executeCommand('setContext', HAS_MACHINE, hasMachine(editor));

  /** One question at a time: of those that come meanwhile the last is asked. */
  const refresh = async () => {
    askAgain = true;
    if (asking) return;
    asking = true;
    // A panel that is not seen asks when it is seen again.
    while (askAgain && panel?.visible && source) {
      askAgain = false;
      const asked = source;
      const params: MapParams = { uri: asked.toString(), ...choice, ...(cursor && { position: placeOf(cursor) }) };
      const answer = server.isSynced(asked) ? await server.request<MapResult>(MAP, params) : undefined;
      if (asked !== source || answer === undefined) continue;
      view = answer;
      tell({ type: 'show', uri: params.uri, name: nameOf(asked), view, at: cursor && placeOf(cursor) });
    }
    asking = false;
  };

  const follow = (editor: vscode.TextEditor) => {
    const { uri } = editor.document;
    cursor = editor.selection.active;
    if (uri.toString() !== source?.toString()) {
      source = uri;
      choice = {};
      if (panel) panel.title = vscode.l10n.t('Memory Map: {0}', nameOf(uri));
    }
    void refresh();
  };

  const reveal = async ({ file, range: { start, end } }: MapPlace, focus: boolean) => {
    if (!source) return;
    const uri = file === undefined ? source : vscode.Uri.parse(file);
    const at = new vscode.Range(start.line, start.character, end.line, end.character);
    revealed = at.start;
    await openAt(uri, at.start, focus);
  };

  const receive = async (message: FromPanel) => {
    switch (message.type) {
      case 'ready':
        return refresh();
      case 'reveal':
        return reveal(message.place, message.focus);
      case 'save':
        return save(message.content, message.format, source);
      case 'choose': {
        choice = message.choice;
        await refresh();
        const at = typeof choice.calls === 'number' ? view?.calls?.place : undefined;
        if (at) await reveal(at, false);
      }
    }
  };

  const fill = (made: vscode.WebviewPanel) => {
    panel = made;
    const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'images', `memslots-${theme}.svg`);
    made.iconPath = { light: icon('light'), dark: icon('dark') };
    made.onDidDispose(() => {
      if (panel !== made) return;
      panel = undefined;
      source = undefined;
    });
    const { webview } = made;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'client')],
    };
    webview.onDidReceiveMessage(receive);
    const script = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...SCRIPT));
    webview.html = panelPage({ script: script.toString(), nonce: unguessable(), translate: vscode.l10n.t });
  };

  /** A panel from before the window was loaded anew. What had no file is gone, and its map with it. */
  const restore = async (made: vscode.WebviewPanel, state: PanelState | undefined) => {
    const before = panel;
    const uri = vscode.Uri.parse(state?.uri ?? '');
    const document = state?.uri && (await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined));
    if (!document) return made.dispose();
    before?.dispose();
    fill(made);
    source = uri;
    cursor = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.selection.active;
    await refresh();
  };

  /** A lens names the document and the machine's place in it; a menu and the palette mean the editor at hand. */
  const show = async (uri?: unknown, at?: { line: number; character: number }) => {
    if (typeof uri === 'string' && at)
      await openAt(vscode.Uri.parse(uri), new vscode.Position(at.line, at.character), true);
    const editor = vscode.window.activeTextEditor;
    if (!hasMachine(editor)) return;
    if (panel) panel.reveal(undefined, true);
    else
      fill(
        vscode.window.createWebviewPanel(PANEL, vscode.l10n.t('Memory Map'), {
          viewColumn: vscode.ViewColumn.Beside,
          preserveFocus: true,
        }),
      );
    source = undefined;
    follow(editor);
  };

  const followCursor = ({ textEditor, selections: [selection] }: vscode.TextEditorSelectionChangeEvent) => {
    if (!panel || !selection || textEditor.document.uri.toString() !== source?.toString()) return;
    cursor = selection.active;
    // Another machine, or another call of a log: another map.
    if (revealed?.isEqual(cursor)) return tell({ type: 'cursor', at: placeOf(cursor) });
    revealed = undefined;
    if (view?.calls?.logged) choice = { calls: 'cursor' };
    else if ((view?.titles.length ?? 0) > 1 && choice.calls === undefined) choice = {};
    else return tell({ type: 'cursor', at: placeOf(cursor) });
    void refresh();
  };

  return vscode.Disposable.from(
    { dispose: () => panel?.dispose() },
    vscode.commands.registerCommand('memslot.showMemoryMap', show),
    vscode.window.registerWebviewPanelSerializer(PANEL, { deserializeWebviewPanel: restore }),
    vscode.window.onDidChangeTextEditorSelection(followCursor),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      tellHasMachine(editor);
      if (panel && hasMachine(editor)) follow(editor);
    }),
    server.onStatus(({ uri }) => {
      tellHasMachine();
      if (uri === source?.toString()) void refresh();
    }),
  );
}

/** Puts the cursor at a place, in the editor that shows the document already where there is one. */
async function openAt(uri: vscode.Uri, at: vscode.Position, focus: boolean): Promise<void> {
  const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  await vscode.window.showTextDocument(uri, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    preserveFocus: !focus,
    selection: new vscode.Range(at, at),
  });
}

async function save(content: Uint8Array, format: 'svg' | 'png', source: vscode.Uri | undefined): Promise<void> {
  const folder =
    source?.scheme === 'untitled'
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : source?.with({ path: source.path.slice(0, source.path.lastIndexOf('/') + 1) });
  const target = await vscode.window.showSaveDialog({
    ...(folder && source && { defaultUri: vscode.Uri.joinPath(folder, `${nameOf(source)}.${format}`) }),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (target) await vscode.workspace.fs.writeFile(target, content);
}

/** 32 hexadecimal digits. */
function unguessable(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function placeOf({ line, character }: vscode.Position): { line: number; character: number } {
  return { line, character };
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? '';
}
