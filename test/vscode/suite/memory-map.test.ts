import * as vscode from 'vscode';
import { analysed, assert, closeAll, openText, until } from './support';

suite('the memory map', () => {
  teardown(closeAll);

  const LIST = 'Slot#0: gpa=0, size=2M, ua=0x7f0000000000\n';
  const SCRIPT = 'qemu-system-x86_64 -machine q35 -m 1G\n';

  /** The tabs of memory maps, by their labels. */
  const maps = () =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) =>
      tabs.flatMap(({ input, label }) =>
        input instanceof vscode.TabInputWebview && input.viewType.endsWith('memslot.map') ? [label] : [],
      ),
    );

  test('it opens beside the text, which keeps the cursor, and goes with the active editor', async () => {
    const { document, viewColumn } = await openText(LIST);
    await analysed(document);
    await until('the map', async () => {
      await vscode.commands.executeCommand('memslot.showMemoryMap');
      return maps().length === 1;
    });
    const active = vscode.window.activeTextEditor;
    assert(active?.document === document && active.viewColumn === viewColumn, 'the text is still in front');
    const name = (uri: vscode.Uri) => `Memory Map: ${uri.path}`;
    await until('its name', () => maps()[0] === name(document.uri));
    const script = await vscode.workspace.openTextDocument({ language: 'shellscript', content: SCRIPT });
    await vscode.window.showTextDocument(script, viewColumn);
    await analysed(script);
    await vscode.commands.executeCommand('memslot.showMemoryMap');
    await until('the map of the script', () => maps()[0] === name(script.uri));
    assert(maps().length === 1, `${maps().length} maps`);
  });

  test('where there is no machine there is no map', async () => {
    const { document } = await openText('# nothing\n');
    await analysed(document);
    await vscode.commands.executeCommand('memslot.showMemoryMap');
    assert(maps().length === 0, maps().join());
  });
});
