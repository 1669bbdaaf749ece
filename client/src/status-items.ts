import * as vscode from 'vscode';
import type { DocumentStatus } from '../../server/src/lsp/document-status';
import type { ServerHandle } from './server-handle';

const MEMSLOT_LISTS: vscode.DocumentFilter = { language: 'memslots' };

const RESTART: vscode.Command = { title: vscode.l10n.t('Restart'), command: 'memslot.restartServer' };
const SHOW_OUTPUT: vscode.Command = { title: vscode.l10n.t('Show Output'), command: 'memslot.showOutput' };

/** The entries behind `{}` in the status bar: which rule, kernel and architecture the active document is judged by. */
export function createStatusItems(
  server: ServerHandle,
  statusOf: (uri: vscode.Uri) => DocumentStatus | undefined,
): { update(): void } & vscode.Disposable {
  const items = {
    rule: createItem('rule', vscode.l10n.t('Memslot Rule'), {
      title: vscode.l10n.t('Select Rule'),
      command: 'memslot.selectRule',
    }),
    kernel: createItem('kernel', vscode.l10n.t('Memslot Kernel'), {
      title: vscode.l10n.t('Select Kernel'),
      command: 'memslot.selectKernel',
    }),
    arch: createItem('architecture', vscode.l10n.t('Memslot Architecture'), {
      title: vscode.l10n.t('Select Architecture'),
      command: 'memslot.selectArchitecture',
    }),
    server: createItem('server', vscode.l10n.t('Memslot Server'), RESTART),
  };

  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    const status = document && statusOf(document.uri);
    // A log has these entries only while it is in front and known to the server.
    const guest = document && server.isSynced(document.uri) ? { language: document.languageId } : undefined;
    const selector = guest ? [MEMSLOT_LISTS, guest] : MEMSLOT_LISTS;
    for (const item of [items.rule, items.kernel, items.arch]) {
      item.selector = selector;
      item.busy = server.state === 'starting';
    }
    const { failed } = server;
    const stopped = server.state === 'stopped';
    items.server.selector = stopped || failed.length > 0 ? selector : [];
    items.server.severity = stopped ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Warning;
    items.server.text = stopped
      ? vscode.l10n.t('Memslot server is not running')
      : vscode.l10n.t('Memslot: {0} failed', failed.join(', '));
    items.server.detail = stopped ? undefined : vscode.l10n.t('everything else works on');
    items.server.command = stopped ? RESTART : SHOW_OUTPUT;
    const setting = (key: string, otherwise: string) =>
      vscode.workspace.getConfiguration('memslot', document).get<string>(key) || otherwise;
    items.rule.text = vscode.l10n.t('Rule {0}', status?.rule ?? setting('rule', 'upstream'));
    items.rule.detail = status && describeFindings(status);
    items.kernel.text = `Linux ${status?.kernel ?? setting('kernel', vscode.l10n.t('(newest known)'))}`;
    items.kernel.detail = vscode.l10n.t('whose KVM is simulated');
    items.arch.text = status?.arch ?? setting('architecture', 'x86_64');
    items.arch.detail = vscode.l10n.t("the host's architecture");
  };

  const subscriptions = [
    vscode.window.onDidChangeActiveTextEditor(update),
    server.onDidChangeState(update),
    server.onStatus(update),
  ];
  update();
  return {
    update,
    dispose: () => vscode.Disposable.from(...subscriptions, ...Object.values(items)).dispose(),
  };
}

function createItem(id: string, name: string, command: vscode.Command): vscode.LanguageStatusItem {
  const item = vscode.languages.createLanguageStatusItem(`memslot.${id}`, MEMSLOT_LISTS);
  item.name = name;
  item.command = command;
  return item;
}

/** `2 machines, 14 operations, 1 error`. */
function describeFindings({ operations, part, machines, errors, warnings }: DocumentStatus): string {
  return [
    machines > 1 && vscode.l10n.t('{0} machines', machines),
    part && vscode.l10n.t('large file: only lines {0} to {1} are analysed', part.start + 1, part.end),
    operations === 1
      ? vscode.l10n.t('1 operation')
      : vscode.l10n.t('{0} operations', operations.toLocaleString('en-US')),
    errors === 1 ? vscode.l10n.t('1 error') : errors > 1 && vscode.l10n.t('{0} errors', errors.toLocaleString('en-US')),
    warnings === 1
      ? vscode.l10n.t('1 warning')
      : warnings > 1 && vscode.l10n.t('{0} warnings', warnings.toLocaleString('en-US')),
  ]
    .filter(Boolean)
    .join(', ');
}
