import {
  type ClientCapabilities,
  type Connection,
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  type ServerCapabilities,
} from 'vscode-languageserver';

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
export function registerFormatting(connection: Connection, capabilities: ClientCapabilities): void {
  if (!canRegister(capabilities)) return;
  connection.onInitialized(() => {
    const documentSelector = [{ language: 'memslots' }];
    for (const registered of [
      connection.client.register(DocumentFormattingRequest.type, { documentSelector }),
      connection.client.register(DocumentRangeFormattingRequest.type, { documentSelector }),
      connection.client.register(DocumentOnTypeFormattingRequest.type, { documentSelector, ...ON_TYPE }),
    ])
      registered.catch(() => undefined);
  });
}

function canRegister({ textDocument }: ClientCapabilities): boolean {
  const kinds = [textDocument?.formatting, textDocument?.rangeFormatting, textDocument?.onTypeFormatting];
  return kinds.every((kind) => kind?.dynamicRegistration === true);
}
