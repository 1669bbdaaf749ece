import * as vscode from 'vscode';
import { analysed, ask, assert, closeAll, openFixture, openText, placeOf, until } from './support';

suite('hints, lenses, links and formatting', () => {
  teardown(closeAll);

  /** The labels of the hints in a document. */
  const hintsIn = async (document: vscode.TextDocument) => {
    const everywhere = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await ask<vscode.InlayHint[]>('InlayHintProvider', document.uri, everywhere);
    return hints.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
  };

  test('inlay hints, and none of the kind that is turned off', async () => {
    const { document } = await openFixture('ram.memslots');
    await analysed(document);
    const labels = await hintsIn(document);
    for (const wanted of ['= 8 GiB', '→ 0x80000000', '= 6 GiB', '→ 0x280000000', '100 % on 1 GiB'])
      assert(labels.includes(wanted), `${wanted} among ${labels.join(', ')}`);
    const settings = vscode.workspace.getConfiguration('memslot', document);
    await settings.update('inlayHints.ends', false, vscode.ConfigurationTarget.Global);
    try {
      await until('the ends to vanish', async () => !(await hintsIn(document)).some((label) => label.startsWith('→')));
    } finally {
      await settings.update('inlayHints.ends', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  test('the unit of a number is written by an action', async () => {
    const { document } = await openText('qemu-system-x86_64 -m 512\n', 'shellscript');
    await until('the unit', async () => (await hintsIn(document)).includes('MiB'));
    const actions = await ask<vscode.CodeAction[]>(
      'CodeActionProvider',
      document.uri,
      new vscode.Range(placeOf(document, '512'), placeOf(document, '512')),
      vscode.CodeActionKind.Refactor.value,
    );
    const action = actions.find(({ title }) => title === 'Write the unit: 512M');
    assert(action?.edit, actions.map(({ title }) => title).join(', '));
    assert(await vscode.workspace.applyEdit(action.edit), 'it can be applied');
    assert(document.getText() === 'qemu-system-x86_64 -m 512M\n', document.getText());
  });

  test('a lens above the machine says what it comes to and leads to its map', async () => {
    const { document } = await openFixture('ram.memslots');
    await analysed(document);
    const lenses = await ask<vscode.CodeLens[]>('CodeLensProvider', document.uri, 10);
    const titles = lenses.map(({ command }) => command?.title);
    assert(
      titles.includes('2 slots · 8 GiB · 100 % on 1 GiB · needs 8 huge pages of 1 GiB'),
      `the summary among ${titles.join(', ')}`,
    );
    const map = lenses.find(({ command }) => command?.command === 'memslot.showMemoryMap')?.command;
    assert(map, `a lens with the map among ${titles.join(', ')}`);
    await vscode.commands.executeCommand(map.command, ...(map.arguments ?? []));
    await until('the map', () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.startsWith('Memory Map'))),
    );
    assert(vscode.window.activeTextEditor?.selection.active.line === 5, 'the cursor is at the machine');
  });

  test('a list is formatted, and no script is', async () => {
    const editor = await openText('Slot#1:   gpa=0, size=2G\nSlot#22: gpa=2G,size=1G\n');
    await analysed(editor.document);
    await vscode.commands.executeCommand('editor.action.formatDocument');
    const wanted = 'Slot#1:  gpa=0,  size=2G\nSlot#22: gpa=2G, size=1G\n';
    await until('the list to be formatted', () => editor.document.getText() === wanted);
    const { document } = await openText('qemu-system-x86_64  -m 1G\n', 'shellscript');
    await until(
      'the script to be ours',
      async () => (await ask<unknown[]>('CodeLensProvider', document.uri)).length > 0,
    );
    const edits = await ask<vscode.TextEdit[]>('FormatDocumentProvider', document.uri, { tabSize: 2 });
    assert(!edits?.length, 'nobody formats the script');
  });

  test('a rule is a link to its page', async () => {
    const { document } = await openText('rule exact\nSlot#1: gpa=0, size=4K\n');
    await analysed(document);
    const links = await ask<vscode.DocumentLink[]>('LinkProvider', document.uri);
    const [link] = links.filter(({ range }) => document.getText(range) === 'exact');
    assert(link?.target?.toString().includes('exact.md'), links.map(({ target }) => `${target}`).join(', '));
  });

  test('the symbols of the workspace', async () => {
    const { document } = await openFixture('ram.memslots');
    await analysed(document);
    const symbols = await ask<vscode.SymbolInformation[]>('WorkspaceSymbolProvider', 'ram_below');
    assert(
      symbols.some(({ name }) => name === 'Slot#0 ram_below_4G'),
      symbols.map(({ name }) => name).join(', '),
    );
  });
});
