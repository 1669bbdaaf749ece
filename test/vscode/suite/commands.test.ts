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

  // The first of the list is picked: the setting is another one before.
  for (const [command, key, before, first] of [
    ['memslot.selectRule', 'rule', 'ctz', 'upstream'],
    ['memslot.selectArchitecture', 'architecture', 'arm64', 'x86_64'],
    ['memslot.selectKernel', 'kernel', '6.12', ''],
  ] as const)
    test(`${command} sets what is picked`, async () => {
      const { document } = await openText('Slot#0: gpa=0, size=2M\n');
      await analysed(document);
      const configuration = () => vscode.workspace.getConfiguration('memslot', document);
      const value = () => configuration().get<string>(key);
      const set = (to?: string) => configuration().update(key, to, vscode.ConfigurationTarget.Global);
      const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, '.vscode', 'settings.json');
      const content = await vscode.workspace.fs.readFile(file);
      try {
        await set(before);
        await until(before, () => value() === before);
        const picked = vscode.commands.executeCommand(command);
        await until(
          () => `${key} to be '${first}', not '${value()}'`,
          async () => {
            await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
            return value() === first;
          },
        );
        await picked;
      } finally {
        await vscode.workspace.fs.writeFile(file, content);
        await set();
      }
    });
});
