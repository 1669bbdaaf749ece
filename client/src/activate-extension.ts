import * as vscode from 'vscode';
import type { DocumentStatus } from '../../server/src/lsp/document-status';
import { registerBudget } from './budget-view';
import { registerCommandLineView } from './command-line-view';
import { registerComparisonView } from './comparison-view';
import { registerExplainError } from './explain-error';
import { registerMemoryMap } from './memory-map-view';
import type { MemslotApi } from './memslot-api';
import { registerExamples } from './open-examples';
import { watchOwnedDocuments } from './owned-documents';
import { registerRulePages } from './rule-pages';
import { type ClientFactory, createServerHandle } from './server-handle';
import { registerSettingPicks } from './setting-picks';
import { onXmlChecking } from './settings-middleware';
import { createStatusItems } from './status-items';

/** Everything that does not depend on where the language server runs. Starts no server before a document needs one. */
export function activateExtension(
  context: vscode.ExtensionContext,
  host: MemslotApi['host'],
  createClient: ClientFactory,
): { api: MemslotApi; stop(): Promise<void> } {
  const documents = watchOwnedDocuments();
  const server = createServerHandle(createClient, documents.owns);
  const statuses = new Map<string, DocumentStatus>();
  const statusOf = (uri: vscode.Uri) => statuses.get(uri.toString());
  server.onStatus((status) => statuses.set(status.uri, status));

  const budget = registerBudget(server);
  context.subscriptions.push(
    documents,
    server,
    documents.onDidOwn(server.open),
    vscode.workspace.onDidCloseTextDocument((document) => statuses.delete(document.uri.toString())),
    createStatusItems(server, statusOf),
    registerRulePages(server),
    registerExplainError(server),
    registerExamples(context),
    registerSettingPicks(context),
    registerCommandLineView(server, statusOf),
    registerComparisonView(server, statusOf),
    registerMemoryMap(context, server, statusOf),
    budget,
    onXmlChecking(server.forgetSettings),
    vscode.commands.registerCommand('memslot.restartServer', server.restart),
    vscode.commands.registerCommand('memslot.showOutput', server.showOutput),
  );
  return {
    api: {
      host,
      serverState: () => server.state,
      serverStarts: () => server.starts,
      serverProcessId: () => server.processId,
      isSynced: server.isSynced,
      status: statusOf,
      budgetLines: budget.lines,
    },
    stop: server.stop,
  };
}
