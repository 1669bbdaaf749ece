import * as vscode from 'vscode';
import { analysed, api, assert, closeAll, openText, until } from './support';

suite('programs', () => {
  teardown(closeAll);

  const PROGRAM = `void map(int vm, void *ram)
{
	struct kvm_userspace_memory_region region = { .slot = 0, .guest_phys_addr = 0, .memory_size = 0x200001UL };
	ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region);
}
`;

  test('a refused slot of a program in C is marked, tells of itself and is repaired', async () => {
    const { document } = await openText(PROGRAM, 'c');
    await analysed(document);
    const found = await until('a diagnostic', () => vscode.languages.getDiagnostics(document.uri)[0]);
    assert(document.getText(found.range) === '0x200001UL', `it marks ${document.getText(found.range)}`);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(2, 12),
    );
    const text = hovers.flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value)).join();
    assert(text.includes('**Slot 0**') && text.includes('EINVAL'), `the hover is ${text}`);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      found.range,
    );
    const fix = actions.find(({ title }) => title.startsWith('Round memory_size up to 0x201000UL'));
    assert(fix?.edit !== undefined, `the actions are ${actions.map(({ title }) => title).join('; ')}`);
    await vscode.workspace.applyEdit(fix!.edit!);
    await until('the diagnostic to go', () => vscode.languages.getDiagnostics(document.uri).length === 0);
  });

  test('a program is looked into once a slot is written into it, whatever its strings hold', async () => {
    const editor = await openText('char *s = "<domain type=\'kvm\'>";\n', 'c');
    const { document } = editor;
    const { isSynced } = await api();
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '/* <domain> */\n'));
    assert(!isSynced(document.uri), 'it is not synced before');
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), PROGRAM));
    await until('the program to be synced', () => isSynced(document.uri));
  });
});
