import * as vscode from 'vscode';
import type { BaseLanguageClient, ErrorHandler, LanguageClientOptions, Middleware } from 'vscode-languageclient';
import { CANDIDATE_SELECTOR } from './owned-documents';
import { RULE_PAGE_SCHEME } from './rule-pages';
import { settingsMiddleware } from './settings-middleware';

/** What the client of every host is made with. Markdown from the server stays untrusted: no command links, no HTML. */
export function createClientOptions(
  output: vscode.LogOutputChannel,
  middleware: Middleware,
  client: () => BaseLanguageClient | undefined,
): LanguageClientOptions {
  return {
    documentSelector: CANDIDATE_SELECTOR,
    synchronize: { configurationSection: 'memslot' },
    // Pushed diagnostics follow an edit without a request of their own, and a burst of edits is answered once.
    initializationOptions: {
      rulePageBase: `${RULE_PAGE_SCHEME}:/`,
      diagnostics: 'push',
      notifications: true,
      commands: ['memslot.showMemoryMap'],
    },
    outputChannel: output,
    traceOutputChannel: output,
    middleware: { ...middleware, workspace: settingsMiddleware },
    errorHandler: tellRestarts(client),
  };
}

/** Values of `CloseAction` in vscode-languageclient, which is loaded only with the first server. */
const DO_NOT_RESTART = 1;
const RESTART = 2;

/** The library's own error handler, which starts a broken server again unless it breaks five times in three minutes, and a word about it. */
function tellRestarts(client: () => BaseLanguageClient | undefined): ErrorHandler {
  let handler: ErrorHandler | undefined;
  const getHandler = () => {
    handler ??= client()?.createDefaultErrorHandler();
    return handler;
  };
  return {
    error: (error, message, count) => getHandler()?.error(error, message, count) ?? { action: 1 },
    async closed() {
      const { action } = (await getHandler()?.closed()) ?? { action: DO_NOT_RESTART };
      const message =
        action === RESTART
          ? vscode.l10n.t(
              'The Memslot language server ended unexpectedly and is being started again. Your files are untouched.',
            )
          : vscode.l10n.t(
              'The Memslot language server ended unexpectedly several times and is not started again. Your files are untouched.',
            );
      offer(message, action === RESTART ? [SHOW_OUTPUT] : [RESTART_SERVER, SHOW_OUTPUT]);
      return { action, message, handled: true };
    },
  };
}

interface Offer extends vscode.MessageItem {
  readonly command: string;
}

const SHOW_OUTPUT: Offer = { title: vscode.l10n.t('Show Output'), command: 'memslot.showOutput' };
const RESTART_SERVER: Offer = { title: vscode.l10n.t('Restart'), command: 'memslot.restartServer' };

function offer(message: string, choices: readonly Offer[]): void {
  void vscode.window.showWarningMessage(message, ...choices).then((choice) => {
    if (choice) void vscode.commands.executeCommand(choice.command);
  });
}
