import * as vscode from 'vscode';
import { assert, closeAll, openText, until } from './support';

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
    await vscode.commands.executeCommand('memslot.explainRule', String(found.code.value));
    await until('the preview', () =>
      vscode.window.tabGroups.all.some((group) =>
        group.tabs.some((tab) => tab.label.includes(`${(found.code as { value: string }).value}.md`)),
      ),
    );
  });

  test('an unknown page says so', async () => {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('memslot-rule:/no-such-rule.md'));
    assert(page.getText().includes('no page of that name'), page.getText());
  });
});
