import * as vscode from 'vscode';
import { analysed, closeAll, diagnosticOf, openText, until } from './support';

suite('finding the cause of an error', () => {
  teardown(closeAll);

  const SCRIPT =
    'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=2G -numa node,memdev=a -numa node,memdev=b\n';
  const SAID = 'qemu-system-x86_64: total memory for NUMA nodes (0xc0000000) should equal RAM size (0x100000000)';

  const find = (text?: string) => vscode.commands.executeCommand('memslot.explainError', text);
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

  test('a message leads to the value that it is about, from another document as well', async () => {
    const { document } = await openText(SCRIPT, 'shellscript');
    const { range } = await diagnosticOf(document, 'numa-sum');
    const isThere = () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document === document && editor.selection.isEqual(new vscode.Selection(range.start, range.end));
    };
    await find(SAID);
    await until('the value to be selected', isThere);
    const other = await openText('Slot#0: gpa=0, size=2M\n');
    await analysed(other.document);
    await find(SAID);
    await until('the value in the other document', isThere);
  });

  test('where nothing has the error, the page of its rule is shown', async () => {
    await openText('Slot#0: gpa=0, size=2M\n');
    await find('qemu-system-x86_64: -numa node,memdev=m: memdev=m is ambiguous');
    await until('the page', () => tabs().some((label) => label.includes('unknown-backend.md')));
  });

  test('what was copied is asked about when it looks like an error', async () => {
    const { document } = await openText(SCRIPT, 'shellscript');
    const { range } = await diagnosticOf(document, 'numa-sum');
    await vscode.env.clipboard.writeText(SAID);
    const found = find();
    await until('the value to be selected', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return vscode.window.activeTextEditor?.selection.start.isEqual(range.start);
    });
    await found;
  });
});
