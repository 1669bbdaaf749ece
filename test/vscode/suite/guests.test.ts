import * as vscode from 'vscode';
import { analysed, api, assert, closeAll, openFixture, openText, until } from './support';

suite('logs and plain texts', () => {
  teardown(closeAll);

  const TRACE_LINE =
    'kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x0 gpa=0x0 size=0x80000000 ua=0x7f5733fff000 ret=0\n';

  test('a log with trace lines is read', async () => {
    const { document } = await openFixture('qemu.log');
    const { isSynced } = await api();
    await until('the log to be synced', () => isSynced(document.uri));
    await analysed(document);
    const found = await until('a diagnostic', () => vscode.languages.getDiagnostics(document.uri)[0]);
    assert(found.range.start.line === 1, `it stands on line ${found.range.start.line}`);
    assert(document.languageId !== 'memslots', 'its language is left alone');
  });

  test('a log without them is not, and gets no answers', async () => {
    await openFixture('ram.memslots');
    const { serverState, isSynced } = await api();
    await until('the server', () => serverState() === 'running');
    const { document } = await openFixture('other.log');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(0, 5),
    );
    assert(hovers.length === 0, `${hovers.length} hovers`);
    assert(!isSynced(document.uri), 'it is not synced');
    assert(vscode.languages.getDiagnostics(document.uri).length === 0, 'no diagnostics');
  });

  test('a plain text becomes one when a trace line is pasted into it', async () => {
    const editor = await openText('From: somebody\n\nLook at this:\n', 'plaintext');
    const { document } = editor;
    const { isSynced } = await api();
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'Hello.\n'));
    assert(!isSynced(document.uri), 'it is not synced before');
    await editor.edit((edit) => edit.insert(document.lineAt(document.lineCount - 1).range.end, `> ${TRACE_LINE}`));
    await until('the text to be synced', () => isSynced(document.uri));
    const [found] = await until('a diagnostic', () => {
      const all = vscode.languages.getDiagnostics(document.uri);
      return all.length > 0 && all;
    });
    assert(found!.range.start.line === 4, `it stands on line ${found!.range.start.line}`);
    // Changes after the one that made it ours arrive once each.
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Date: today\n'));
    await until(
      'the diagnostic to move',
      () => vscode.languages.getDiagnostics(document.uri)[0]?.range.start.line === 5,
    );
  });

  test('a closed one is forgotten', async () => {
    const { document } = await openText(`a log\n${TRACE_LINE}`, 'plaintext');
    const { isSynced } = await api();
    await until('the text to be synced', () => isSynced(document.uri));
    await closeAll();
    await until('it to be closed', () => document.isClosed && !isSynced(document.uri));
    assert(vscode.languages.getDiagnostics(document.uri).length === 0, 'its diagnostics are gone');
  });
});
