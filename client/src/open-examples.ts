import * as vscode from 'vscode';

/** The commands that open an example, by what is shipped with the extension, and the language of each. */
const EXAMPLES = [
  ['memslot.openExample', 'seed-thread.memslots', 'memslots'],
  ['memslot.openExampleLog', 'q35-tdx.log', 'log'],
] as const;

/** The commands "Open Example List" and "Open Example Log": an untitled document each, which may be changed as one likes. */
export function registerExamples({ extensionUri }: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from(
    ...EXAMPLES.map(([command, file, language]) =>
      vscode.commands.registerCommand(command, async () => {
        const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'examples', file));
        const content = new TextDecoder().decode(bytes);
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
      }),
    ),
  );
}
