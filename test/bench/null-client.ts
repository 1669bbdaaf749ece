import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

/** The extension of the null server: a language client that does nothing of its own. */
export async function activate(context: ExtensionContext): Promise<void> {
  const { languages, underlined } = context.extension.packageJSON.nullServer;
  const server = { module: context.asAbsolutePath('dist/server/main.js'), transport: TransportKind.ipc };
  client = new LanguageClient(
    'nullServer',
    'Null Server',
    { run: server, debug: server },
    {
      documentSelector: languages.map((language: string) => ({ language })),
      initializationOptions: { underlined },
    },
  );
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
