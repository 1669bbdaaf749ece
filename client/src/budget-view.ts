import * as vscode from 'vscode';
import { BUDGET, type BudgetFile, type BudgetParams, type BudgetResult } from '../../server/src/lsp/budget-request';
import type { ServerHandle } from './server-handle';

/** The view's id, and the context key that says whether the workspace has machines whose budget it can show. */
const VIEW = 'memslot.budget';
const HAS_MACHINES = 'memslot.machines';

/** After an edit the budget is added up once there is a pause, in ms. */
const PAUSE = 500;

type Format = keyof BudgetResult['reservations'];

const FORMATS: readonly { readonly format: Format; readonly command: string; readonly copied: string }[] = [
  {
    format: 'sysctl',
    command: 'memslot.copyHugepageSysctl',
    copied: vscode.l10n.t('The sysctl setting is in the clipboard.'),
  },
  {
    format: 'kernel',
    command: 'memslot.copyHugepageKernelCommandLine',
    copied: vscode.l10n.t('The part of the kernel command line is in the clipboard.'),
  },
  {
    format: 'systemd',
    command: 'memslot.copyHugepageUnit',
    copied: vscode.l10n.t('The systemd unit is in the clipboard.'),
  },
];

/** A line of the tree, with those below it. */
interface Entry {
  readonly item: vscode.TreeItem;
  readonly children?: readonly Entry[];
  /** The file that its checkbox is about. */
  readonly file?: string;
}

/**
 * The view "Hugepage Budget" and its commands: what the machines of the workspace take of the host's huge pages. It is in the
 * explorer as soon as a machine is known, and adds up again after edits while it can be seen.
 */
export function registerBudget(server: ServerHandle): { lines(): readonly string[] } & vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  /** Files that somebody switched off, by their URIs. */
  const without = new Set<string>();
  let entries: readonly Entry[] = [];
  let stale = true;
  let pause: ReturnType<typeof setTimeout> | undefined;

  const ask = () => {
    const params: BudgetParams = { without: [...without] };
    return server.request<BudgetResult>(BUDGET, params);
  };
  const view = vscode.window.createTreeView<Entry>(VIEW, {
    manageCheckboxStateManually: true,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: ({ item }) => item,
      async getChildren(entry) {
        if (entry) return [...(entry.children ?? [])];
        stale = false;
        const budget = await ask();
        if (budget) {
          entries = entriesOf(budget);
          view.message = messageOf(budget);
        }
        return [...entries];
      },
    },
  });
  const refresh = () => {
    if (view.visible) changed.fire(undefined);
    else stale = true;
  };
  const refreshSoon = () => {
    clearTimeout(pause);
    pause = setTimeout(refresh, PAUSE);
  };
  const show = async () => {
    await tellHasMachines();
    await vscode.commands.executeCommand(`${VIEW}.focus`);
  };
  const copy = async (format: Format, copied: string) => {
    const budget = await ask();
    const text = budget?.reservations[format];
    if (!budget || !text) {
      void vscode.window.showInformationMessage(NOTHING);
      return;
    }
    await vscode.env.clipboard.writeText(text);
    void vscode.window.showInformationMessage([copied, ...budget.notes].join(' '));
  };

  const subscriptions = vscode.Disposable.from(
    changed,
    view,
    { dispose: () => clearTimeout(pause) },
    view.onDidChangeVisibility(() => {
      if (stale) refresh();
    }),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [{ file }, state] of items) {
        if (file === undefined) continue;
        if (state === vscode.TreeItemCheckboxState.Checked) without.delete(file);
        else without.add(file);
      }
      refresh();
    }),
    vscode.commands.registerCommand('memslot.showHugepageBudget', show),
    vscode.commands.registerCommand('memslot.refreshHugepageBudget', refresh),
    ...FORMATS.map(({ format, command, copied }) =>
      vscode.commands.registerCommand(command, () => copy(format, copied)),
    ),
    vscode.workspace.onDidSaveTextDocument(refreshSoon),
    vscode.workspace.onDidCloseTextDocument(refreshSoon),
    server.onStatus(({ machines }) => {
      if (machines > 0) void tellHasMachines();
      refreshSoon();
    }),
  );
  return { lines: () => entries.flatMap(linesOf), dispose: () => subscriptions.dispose() };
}

const NOTHING = vscode.l10n.t('No machine that is counted takes huge pages, as far as is known.');

function tellHasMachines(): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', HAS_MACHINES, true);
}

function messageOf({ pools, notes }: BudgetResult): string | undefined {
  return [...(pools.length > 0 ? [] : [NOTHING]), ...notes].join(' ') || undefined;
}

/** What is needed first, then the files with what each takes. */
function entriesOf({ pools, files }: BudgetResult): readonly Entry[] {
  return [...pools.map(({ title, text, missing }) => entry(title, text, icon(missing))), ...files.map(fileEntry)];
}

/** It says in words, too, what its icon says. */
function icon(missing: boolean): vscode.ThemeIcon {
  return missing
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon('server');
}

function fileEntry({ uri, counted, machines }: BudgetFile): Entry {
  const resource = vscode.Uri.parse(uri);
  const item = new vscode.TreeItem(resource, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = uri;
  item.label = vscode.workspace.asRelativePath(resource);
  item.checkboxState = {
    state: counted ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
    tooltip: counted ? vscode.l10n.t('Counted') : vscode.l10n.t('Not counted'),
  };
  const children = machines.flatMap(({ name, position, needs }) => {
    const at = new vscode.Position(position.line, position.character);
    return needs.map((need) => {
      const child = entry(`${name}: ${need.name}`, need.text);
      const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(at, at) };
      child.item.command = {
        title: vscode.l10n.t('Go to Machine'),
        command: 'vscode.open',
        arguments: [resource, options],
      };
      return child;
    });
  });
  return { item, children, file: uri };
}

function entry(label: string, description: string, iconPath?: vscode.ThemeIcon): Entry {
  const item = new vscode.TreeItem(label);
  item.description = description;
  item.tooltip = `${label}: ${description}`;
  if (iconPath) item.iconPath = iconPath;
  return { item };
}

/** An entry and those below it as lines of text. */
function linesOf({ item: { label, description }, children = [] }: Entry): string[] {
  return [[label, description].filter(Boolean).join(': '), ...children.flatMap(linesOf)];
}
