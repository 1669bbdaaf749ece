import * as vscode from 'vscode';
import { assert, closeAll, openText, until } from './support';

const tabLabels = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

suite('rule pages', () => {
  teardown(closeAll);

  test('the link of a diagnostic leads to a page that says something', async () => {
    const { document } = await openText(
      'Slot#0: gpa=0x0, size=1G, ua=0x7f0000000000\nSlot#1: gpa=512M, size=1G, ua=0x7f8000000000\n',
    );
    const found = await until('a diagnostic', () => vscode.languages.getDiagnostics(document.uri)[0]);
    assert(typeof found.code === 'object', 'its code has a link');
    const page = await vscode.workspace.openTextDocument(found.code.target);
    assert(page.languageId === 'markdown', page.languageId);
    assert(page.getText().includes(String(found.code.value)) && page.lineCount > 10, page.getText());
  });

  test('Explain Rule opens the page as a preview', async () => {
    const { document } = await openText(
      'Slot#0: gpa=0x0, size=1G, ua=0x7f0000000000\nSlot#1: gpa=512M, size=1G, ua=0x7f8000000000\n',
    );
    const found = await until('a diagnostic', () => vscode.languages.getDiagnostics(document.uri)[0]);
    assert(typeof found.code === 'object', 'its code has a link');
    const id = String(found.code.value);
    await vscode.commands.executeCommand('memslot.explainRule', id);
    await until('the preview', () => tabLabels().some((label) => label.includes(`${id}.md`)));
  });

  test('Explain Rule lets one choose of the rules', async () => {
    const explained = vscode.commands.executeCommand('memslot.explainRule');
    await until('the preview of what was chosen', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return tabLabels().some((label) => label.includes('.md'));
    });
    await explained;
  });

  test('a page that is asked for while the server starts is waited for', async () => {
    const restarted = vscode.commands.executeCommand('memslot.restartServer');
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('memslot-rule:/slot-seam.md'));
    assert(page.getText().startsWith('# slot-seam\n'), page.getText());
    await restarted;
  });

  test('an unknown page says so', async () => {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('memslot-rule:/no-such-rule.md'));
    assert(page.getText().includes('no page of that name'), page.getText());
  });
});
