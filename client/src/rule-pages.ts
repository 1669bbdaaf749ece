import * as vscode from 'vscode';
import { RULE_PAGE, RULES, type RuleEntry, type RulePageParams } from '../../server/src/lsp/rule-page-requests';
import type { ServerHandle } from './server-handle';

/** The scheme of the pages that the codes of diagnostics link to: `memslot-rule:/slot-overlap.md`. */
export const RULE_PAGE_SCHEME = 'memslot-rule';

/** Shows the rules' pages, which the server makes of the rules: nothing is fetched from anywhere. */
export function registerRulePages(server: Pick<ServerHandle, 'request'>): vscode.Disposable {
  const provider: vscode.TextDocumentContentProvider = {
    async provideTextDocumentContent(uri) {
      const id = /^\/?([a-z0-9-]+)\.md$/.exec(uri.path)?.[1];
      const title = `# ${id ?? 'Memslot'}\n\n`;
      const params: RulePageParams = { id: id ?? '' };
      const page = await server.request<string | null>(RULE_PAGE, params);
      if (page === undefined)
        return `${title}The language server, which has the pages, does not answer. 'Memslot: Restart Language Server' starts it again; open this page anew then.\n`;
      return page ?? `${title}This version of Memslot has no page of that name.\n`;
    },
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(RULE_PAGE_SCHEME, provider),
    vscode.commands.registerCommand('memslot.explainRule', async (id?: unknown) => {
      const chosen = typeof id === 'string' ? id : await pickRule(server);
      if (chosen === undefined) return;
      const page = vscode.Uri.from({ scheme: RULE_PAGE_SCHEME, path: `/${chosen}.md` });
      await vscode.commands.executeCommand('markdown.showPreview', page);
    }),
  );
}

async function pickRule(server: Pick<ServerHandle, 'request'>): Promise<string | undefined> {
  const rules = server.request<readonly RuleEntry[]>(RULES, {});
  const items = rules.then((entries = []) =>
    entries.map(({ id, severity, summary }) => ({ label: id, description: severity, detail: summary })),
  );
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: 'Which rule?',
    matchOnDetail: true,
  });
  return picked?.label;
}
