import type { ClientCapabilities, ServerCapabilities } from 'vscode-languageserver';
import { REQUESTS } from './methods';
import type { ServerConnection } from './server-connection';

/** What makes an editor format while somebody types. */
const ON_TYPE = { firstTriggerCharacter: '\n' };

/**
 * Only memslot lists are formatted. A server can say so only by registering; a client that cannot be told gets the
 * capability for all documents, and no edits for the others: VS Code would ask which formatter a script is to have.
 */
export function formattingCapabilities(capabilities: ClientCapabilities): ServerCapabilities {
  if (canRegister(capabilities)) return {};
  return {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: ON_TYPE,
  };
}

/** Tells the client, once it is ready, that memslot lists can be formatted. */
export function registerFormatting(connection: ServerConnection, capabilities: ClientCapabilities): void {
  if (!canRegister(capabilities)) return;
  connection.onInitialized(() => {
    const documentSelector = [{ language: 'memslots' }];
    for (const registered of [
      connection.client.register(REQUESTS.onDocumentFormatting, { documentSelector }),
      connection.client.register(REQUESTS.onDocumentRangeFormatting, { documentSelector }),
      connection.client.register(REQUESTS.onDocumentOnTypeFormatting, { documentSelector, ...ON_TYPE }),
    ])
      registered.catch(() => undefined);
  });
}

function canRegister({ textDocument }: ClientCapabilities): boolean {
  const kinds = [textDocument?.formatting, textDocument?.rangeFormatting, textDocument?.onTypeFormatting];
  return kinds.every((kind) => kind?.dynamicRegistration === true);
}
