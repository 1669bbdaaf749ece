import * as vscode from 'vscode';
import type { DocumentStatus } from '../../server/src/lsp/document-status';
import type { ServerHandle } from './server-handle';

const MEMSLOT_LISTS: vscode.DocumentFilter = { language: 'memslots' };

const RESTART: vscode.Command = { title: 'Restart', command: 'memslot.restartServer' };
const SHOW_OUTPUT: vscode.Command = { title: 'Show Output', command: 'memslot.showOutput' };

/** The entries behind `{}` in the status bar: which rule, kernel and architecture the active document is judged by. */
export function createStatusItems(
  server: ServerHandle,
  statusOf: (uri: vscode.Uri) => DocumentStatus | undefined,
): { update(): void } & vscode.Disposable {
  const items = {
    rule: createItem('rule', 'Memslot Rule', { title: 'Select Rule', command: 'memslot.selectRule' }),
    kernel: createItem('kernel', 'Memslot Kernel', { title: 'Select Kernel', command: 'memslot.selectKernel' }),
    arch: createItem('architecture', 'Memslot Architecture', {
      title: 'Select Architecture',
      command: 'memslot.selectArchitecture',
    }),
    server: createItem('server', 'Memslot Server', RESTART),
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
    items.server.text = stopped ? 'Memslot server is not running' : `Memslot: ${failed.join(', ')} failed`;
    items.server.detail = stopped ? undefined : 'everything else works on';
    items.server.command = stopped ? RESTART : SHOW_OUTPUT;
    const setting = (key: string, otherwise: string) =>
      vscode.workspace.getConfiguration('memslot', document).get<string>(key) || otherwise;
    items.rule.text = `Rule ${status?.rule ?? setting('rule', 'upstream')}`;
    items.rule.detail = status && describeFindings(status);
    items.kernel.text = `Linux ${status?.kernel ?? setting('kernel', '(newest known)')}`;
    items.kernel.detail = 'whose KVM is simulated';
    items.arch.text = status?.arch ?? setting('architecture', 'x86_64');
    items.arch.detail = "the host's architecture";
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
function describeFindings(status: DocumentStatus): string {
  const parts = [count(status.operations, 'operation')];
  if (status.part) parts.unshift(`large file: only lines ${status.part.start + 1} to ${status.part.end} are analysed`);
  if (status.machines > 1) parts.unshift(count(status.machines, 'machine'));
  if (status.errors > 0) parts.push(count(status.errors, 'error'));
  if (status.warnings > 0) parts.push(count(status.warnings, 'warning'));
  return parts.join(', ');
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
