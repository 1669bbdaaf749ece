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
        return `${title}${vscode.l10n.t("The language server, which has the pages, does not answer. 'Memslot: Restart Language Server' starts it again; open this page anew then.")}\n`;
      return page ?? `${title}${vscode.l10n.t('This version of Memslot has no page of that name.')}\n`;
    },
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(RULE_PAGE_SCHEME, provider),
    vscode.commands.registerCommand('memslot.explainRule', async (given?: unknown) => {
      // One rule, several to choose from, or none: any.
      const ids = typeof given === 'string' ? [given] : Array.isArray(given) ? given.map(String) : [];
      const chosen = ids.length === 1 ? ids[0] : await pickRule(server, ids);
      if (chosen === undefined) return;
      const page = vscode.Uri.from({ scheme: RULE_PAGE_SCHEME, path: `/${chosen}.md` });
      await vscode.commands.executeCommand('markdown.showPreview', page);
    }),
  );
}

/** Lets the user choose among rules, in their order; among all where `ids` is empty. */
async function pickRule(server: Pick<ServerHandle, 'request'>, ids: readonly string[]): Promise<string | undefined> {
  const rules = server.request<readonly RuleEntry[]>(RULES, {});
  const items = rules.then((all = []) => {
    const entries = ids.length === 0 ? all : ids.flatMap((id) => all.find((rule) => rule.id === id) ?? []);
    return entries.map(({ id, severity, summary }) => ({ label: id, description: severity, detail: summary }));
  });
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which rule?'),
    matchOnDetail: true,
  });
  return picked?.label;
}
