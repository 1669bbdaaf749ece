import * as vscode from 'vscode';
import { analysed, api, assert, closeAll, extension, openFixture, openText, until } from './support';

suite(`Memslot in VS Code ${vscode.version}`, () => {
  teardown(closeAll);

  // First of all: later tests start the server.
  test('a log without trace lines starts no server', async () => {
    const { document } = await openFixture('other.log');
    await until('activation by a log', () => extension().isActive);
    const { serverState, serverStarts, isSynced } = await api();
    assert(!isSynced(document.uri), 'the log is not synced');
    assert(serverState() === 'idle' && serverStarts() === 0, `the server is ${serverState()}`);
  });

  test('XML of other tools starts none either', async () => {
    const { document: pom } = await openFixture('pom.xml');
    const { document: jboss } = await openText('<domain xmlns="urn:jboss:domain:20.0">\n</domain>\n', 'xml');
    const { serverState, serverStarts, isSynced } = await api();
    assert(!isSynced(pom.uri) && !isSynced(jboss.uri), 'neither is synced');
    assert(serverState() === 'idle' && serverStarts() === 0, `the server is ${serverState()}`);
  });

  test('a memslot list starts it', async () => {
    const { document } = await openFixture('ram.memslots');
    assert(document.languageId === 'memslots', `the language is ${document.languageId}`);
    const { serverState, serverStarts, isSynced } = await api();
    await until('the server', () => serverState() === 'running');
    await until('the document to be synced', () => isSynced(document.uri));
    assert(serverStarts() === 1, `${serverStarts()} starts`);
    const diagnostics = await analysed(document);
    assert(diagnostics.length === 0, `nothing is wrong in it, but: ${diagnostics.map((d) => d.message).join(' | ')}`);
  });

  test('the status says what applies', async () => {
    const { document } = await openFixture('ram.memslots');
    await analysed(document);
    const status = (await api()).status(document.uri);
    assert(status, 'there is a status');
    assert(status.rule === 'upstream', `rule ${status.rule}`);
    assert(status.kernel === '6.18', `kernel ${status.kernel}`);
    assert(status.arch === 'x86_64', `architecture ${status.arch}`);
    assert(
      status.machines === 1 && status.operations === 2,
      `${status.machines} machines, ${status.operations} operations`,
    );
    assert(status.errors === 0 && status.warnings === 0, `${status.errors} errors, ${status.warnings} warnings`);
  });

  test('an untitled document works', async () => {
    const { document } = await openText(
      'Slot#0: gpa=0x0, size=1G, ua=0x7f0000000000\nSlot#1: gpa=512M, size=1G, ua=0x7f8000000000\n',
    );
    assert(document.uri.scheme === 'untitled', document.uri.scheme);
    await until('the overlap', () =>
      vscode.languages.getDiagnostics(document.uri).some((d) => /EEXIST/.test(d.message)),
    );
  });

  test('the server can be restarted', async () => {
    const { document } = await openFixture('ram.memslots');
    const { serverState, serverStarts, isSynced } = await api();
    await until('the document to be synced', () => isSynced(document.uri));
    const before = serverStarts();
    await vscode.commands.executeCommand('memslot.restartServer');
    await until('the server', () => serverState() === 'running' && serverStarts() === before + 1);
    await until('the document to be synced again', () => isSynced(document.uri));
    await analysed(document);
  });

  test('a server that dies is started again and given what is open, unsaved changes included', async function () {
    const { host, serverState, serverStarts, serverProcessId, isSynced } = await api();
    if (host === 'web') this.skip();
    const editor = await openText('Slot#0: gpa=0x0, size=1G, ua=0x7f0000000000\n');
    const { document } = editor;
    await until('the document to be synced', () => isSynced(document.uri));
    const process = serverProcessId();
    assert(process !== undefined, 'the server is a process');
    const before = serverStarts();
    globalThis.process.kill(process, 'SIGKILL');
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(1, 0), 'Slot#1: gpa=512M, size=1G, ua=0x7f8000000000\n'),
    );
    await until('another server', () => serverState() === 'running' && serverStarts() === before + 1);
    await until('the overlap', () =>
      vscode.languages.getDiagnostics(document.uri).some((d) => /EEXIST/.test(d.message)),
    );
    assert(document.getText().includes('Slot#1'), 'the text is as it was');
  });

  test('a server that dies again and again is left alone until somebody restarts it, and no text is lost', async function () {
    const { host, serverState, serverStarts, serverProcessId, isSynced } = await api();
    if (host === 'web') this.skip();
    // Counts anew with a new client.
    await vscode.commands.executeCommand('memslot.restartServer');
    const { document } = await openText('Slot#0: gpa=0x0, size=1G, ua=0x7f0000000000\n');
    for (let ends = 1; ends <= 5; ends++) {
      await until('the server', () => serverState() === 'running' && isSynced(document.uri));
      const before = serverStarts();
      const process = serverProcessId();
      assert(process !== undefined, 'the server is a process');
      globalThis.process.kill(process, 'SIGKILL');
      if (ends < 5) await until('another server', () => serverStarts() === before + 1);
    }
    await until('the end', () => serverState() === 'stopped');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), 'Slot#1: gpa=512M, size=1G, ua=0x7f8000000000\n');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand('memslot.restartServer');
    await until('the overlap', () =>
      vscode.languages.getDiagnostics(document.uri).some((d) => /EEXIST/.test(d.message)),
    );
    assert(document.getText().includes('Slot#0') && document.getText().includes('Slot#1'), 'the text is as it was');
  });
});
