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

  test('what reserves the pages is copied, in each form', async () => {
    const { document } = await openText(machine('2G'), 'shellscript');
    await analysed(document);
    for (const [command, expected] of [
      ['memslot.copyHugepageSysctl', /vm\.nr_hugepages ?= ?\d{4}/],
      ['memslot.copyHugepageKernelCommandLine', /hugepagesz=2M hugepages=\d{4}/],
      ['memslot.copyHugepageUnit', /\[Service\]/],
    ] as const) {
      await vscode.env.clipboard.writeText('');
      await vscode.commands.executeCommand(command);
      const copied = await vscode.env.clipboard.readText();
      assert(expected.test(copied), `${command}: ${copied}`);
    }
  });

  test('it is added up again when one asks for it', async () => {
    const { budgetLines } = await api();
    await openText(machine('3M'), 'shellscript');
    await until('the view', async () => {
      await vscode.commands.executeCommand('memslot.showHugepageBudget');
      await vscode.commands.executeCommand('memslot.refreshHugepageBudget');
      return budgetLines().includes('q35: m: 2 pages of 2 MiB on any host node');
    });
  });
});
