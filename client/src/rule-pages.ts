import * as vscode from 'vscode';

/** The scheme of the pages that the codes of diagnostics link to: `memslot-rule:/slot-overlap.md`. */
export const RULE_PAGE_SCHEME = 'memslot-rule';

interface RuleEntry {
  readonly id: string;
  readonly severity: string;
  readonly summary: string;
}

/** Serves the rules' pages out of the extension itself, so that they can be read offline and in every host. */
export function registerRulePages(extensionUri: vscode.Uri): vscode.Disposable {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'rules');
  const provider: vscode.TextDocumentContentProvider = {
    async provideTextDocumentContent(uri) {
      const id = /^\/?([a-z0-9-]+)\.md$/.exec(uri.path)?.[1];
      const page = id === undefined ? undefined : await readText(vscode.Uri.joinPath(folder, `${id}.md`));
      return page ?? `# ${id ?? 'Memslot'}\n\nThis version of Memslot has no page of that name.\n`;
    },
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(RULE_PAGE_SCHEME, provider),
    vscode.commands.registerCommand('memslot.explainRule', async (id?: unknown) => {
      const chosen = typeof id === 'string' ? id : await pickRule(folder);
      if (chosen === undefined) return;
      const page = vscode.Uri.from({ scheme: RULE_PAGE_SCHEME, path: `/${chosen}.md` });
      await vscode.commands.executeCommand('markdown.showPreview', page);
    }),
  );
}

async function pickRule(folder: vscode.Uri): Promise<string | undefined> {
  const index = await readText(vscode.Uri.joinPath(folder, 'index.json'));
  const rules = (index === undefined ? [] : JSON.parse(index)) as RuleEntry[];
  const items = rules.map(({ id, severity, summary }) => ({ label: id, description: severity, detail: summary }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: 'Which rule?',
    matchOnDetail: true,
  });
  return picked?.label;
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
