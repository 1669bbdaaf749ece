import * as vscode from 'vscode';
import { analysed, api, assert, closeAll, diagnosticOf, extension, openText, until } from './support';

suite('commands', () => {
  teardown(closeAll);

  test('what package.json says reaches the user as text, not as the key of it', async () => {
    await api();
    const { contributes } = extension().packageJSON;
    const keys = JSON.stringify(contributes).match(/"%[^"]*%"/g);
    assert(keys === null, `${keys}`);
    assert(
      contributes.commands.some(({ title }: { title: string }) => title === 'Show Memory Map'),
      'a title',
    );
  });

  test('the example list has something to be found and fixed, the example log a map', async () => {
    await vscode.commands.executeCommand('memslot.openExample');
    const list = vscode.window.activeTextEditor?.document;
    assert(list?.isUntitled && list.languageId === 'memslots', `${list?.uri} is ${list?.languageId}`);
    await diagnosticOf(list, 'offset-incongruent');
    await vscode.commands.executeCommand('memslot.openExampleLog');
    const log = vscode.window.activeTextEditor?.document;
    assert(log?.isUntitled && log !== list, `${log?.uri}`);
    await analysed(log);
    assert(((await api()).status(log.uri)?.operations ?? 0) > 2, 'its operations are known');
  });

  test('Show Output shows what the server wrote', async () => {
    await vscode.commands.executeCommand('memslot.showOutput');
    await until('the output', () =>
      vscode.window.visibleTextEditors.some(
        ({ document: { uri } }) => uri.scheme === 'output' && /memslot/i.test(uri.path),
      ),
    );
  });

  for (const [command, key, other] of [
    ['memslot.selectRule', 'rule', 'upstream'],
    ['memslot.selectArchitecture', 'architecture', 'x86_64'],
    ['memslot.selectKernel', 'kernel', ''],
  ] as const)
    test(`${command} sets what is picked`, async () => {
      const { document } = await openText('Slot#0: gpa=0, size=2M\n');
      await analysed(document);
      const value = () => vscode.workspace.getConfiguration('memslot', document).get<string>(key);
      assert(value() === other, `it is ${value()}`);
      try {
        const picked = vscode.commands.executeCommand(command);
        await until('another value', async () => {
          await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
          await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
          return value() !== other;
        });
        await picked;
      } finally {
        await forget(key);
      }
    });
});

/** Takes a setting back wherever it was written, and the file that was made for it. */
async function forget(key: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('memslot');
  const { globalValue, workspaceValue } = configuration.inspect(key) ?? {};
  if (globalValue !== undefined) await configuration.update(key, undefined, vscode.ConfigurationTarget.Global);
  if (workspaceValue === undefined) return;
  await configuration.update(key, undefined, vscode.ConfigurationTarget.Workspace);
  const folder = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, '.vscode');
  await vscode.workspace.fs.delete(folder, { recursive: true });
}
