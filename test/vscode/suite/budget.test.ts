import * as vscode from 'vscode';
import { analysed, api, assert, closeAll, openText, until } from './support';

suite('the hugepage budget', () => {
  teardown(closeAll);

  const machine = (size: string) =>
    `qemu-system-x86_64 -machine q35,memory-backend=m -m ${size} -object memory-backend-memfd,id=m,size=${size},hugetlb=on,hugetlbsize=2M\n`;

  test('the view shows what the machines take, and follows the edits', async () => {
    const { budgetLines } = await api();
    const shown = (line: string) =>
      until(
        () => `${line}; there is: ${budgetLines().join(' | ')}`,
        () => budgetLines().includes(line),
      );
    const editor = await openText(machine('3M'), 'shellscript');
    await analysed(editor.document);
    await until('the view', async () => {
      await vscode.commands.executeCommand('memslot.showHugepageBudget');
      return budgetLines().length > 0;
    });
    await shown('q35: m: 2 pages of 2 MiB on any host node');
    await shown('2 MiB pages on any host node: 2 (4 MiB)');
    await vscode.window.showTextDocument(editor.document);
    const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
    await editor.edit((edit) => edit.replace(whole, machine('9M')));
    await shown('2 MiB pages on any host node: 5 (10 MiB)');
    await closeAll();
    await until('the view without the closed text', () => !budgetLines().some((line) => line.startsWith('q35: m')));
  });

  test('every command of the budget is there', async () => {
    const all = await vscode.commands.getCommands(true);
    for (const name of [
      'showHugepageBudget',
      'refreshHugepageBudget',
      'copyHugepageSysctl',
      'copyHugepageKernelCommandLine',
      'copyHugepageUnit',
    ])
      assert(all.includes(`memslot.${name}`), name);
  });
});
