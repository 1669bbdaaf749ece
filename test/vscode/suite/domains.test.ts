import * as vscode from 'vscode';
import {
  analysed,
  api,
  ask,
  assert,
  closeAll,
  codeOf,
  diagnosticOf,
  openFixture,
  openText,
  placeOf,
  until,
} from './support';

suite('domains of libvirt', () => {
  teardown(closeAll);

  const DOMAIN = `<domain type='kvm'>
  <name>media</name>
  <memory unit='GB'>8</memory>
  <vcpu>4</vcpu>
  <memoryBacking>
    <hugepages>
      <page size='2'/>
    </hugepages>
  </memoryBacking>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
  <devices>
    <filesystem type='mount'>
      <driver type='virtiofs'/>
      <source dir='/srv/media'/>
      <target dir='media'/>
    </filesystem>
  </devices>
</domain>
`;

  test('three mistakes get their squiggles, and a fix repairs one of them', async () => {
    const { document } = await openText(DOMAIN, 'xml');
    const places: readonly [code: string, text: string][] = [
      ['libvirt-hugepages', "2'/>"],
      ['libvirt-decimal-unit', "GB'"],
      ['libvirt-shared-memory', 'filesystem type'],
    ];
    for (const [code, text] of places) {
      const found = await diagnosticOf(document, code);
      const { line } = placeOf(document, text);
      assert(found.range.start.line === line, `${code} is on line ${found.range.start.line}, not on ${line}`);
      assert(found.source === 'memslot', `source ${found.source}`);
    }
    const wrong = await diagnosticOf(document, 'libvirt-hugepages');
    const actions = await ask<vscode.CodeAction[]>(
      'CodeActionProvider',
      document.uri,
      wrong.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find((action) => action.isPreferred) ?? actions[0];
    assert(fix?.edit, 'there is a fix');
    assert(await vscode.workspace.applyEdit(fix.edit), `'${fix.title}' can be applied`);
    await until(`'${fix.title}' to help`, async () => {
      const left = await analysed(document);
      return !left.some((d) => codeOf(d) === 'libvirt-hugepages');
    });
    assert(/<page size='2' unit='M[^']*'\/>/.test(document.getText()), document.getText());
  });

  test('the command line is a document that follows the edits', async () => {
    const editor = await openText(DOMAIN, 'xml');
    const { document } = editor;
    await analysed(document);
    await vscode.commands.executeCommand('memslot.showQemuCommandLine');
    const shown = await until('the command line', () =>
      vscode.window.visibleTextEditors.find((other) => other.document.uri.scheme === 'memslot-argv'),
    );
    const view = shown.document;
    const text = () => view.getText();
    await until(text, () => text().includes('-m size=7813120k'));
    assert(view.languageId === 'shellscript', view.languageId);
    assert(shown.viewColumn !== editor.viewColumn, 'it stands beside the domain');
    const at = placeOf(document, "'GB'>8");
    await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, "'GB'>8".length)), "'GiB'>4"));
    await until(text, () => text().includes('-m size=4194304k'));
    // It is not judged a second time.
    assert(!(await api()).isSynced(view.uri), 'it is not synced');
    assert(vscode.languages.getDiagnostics(view.uri).length === 0, 'it has no diagnostics');
    await vscode.window.showTextDocument(document, editor.viewColumn);
    await vscode.commands.executeCommand('memslot.showQemuCommandLine');
    const views = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === 'memslot-argv');
    assert(views.length === 1, `${views.length} command lines`);
  });

  test('XML of other tools is left alone, until it is a domain', async () => {
    const { isSynced } = await api();
    const { document: pom } = await openFixture('pom.xml');
    const editor = await openText('<domain>\n  <memory>4096</memory>\n</domain>\n', 'xml');
    const { document } = editor;
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), "  <memory unit='GB'>2</memory>\n"));
    assert(!isSynced(pom.uri) && !isSynced(document.uri), 'they are not synced');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, '<domain'.length), " type='kvm'"));
    await until('the domain to be synced', () => isSynced(document.uri));
  });

  test('a template of a domain is read, and a fragment has no diagnostics', async () => {
    const { isSynced } = await api();
    const { document: template } = await openFixture('guest.xml.j2');
    await until('the template to be synced', () => isSynced(template.uri));
    const found = await analysed(template);
    assert(found.length === 0, found.map((d) => d.message).join(' | '));
    const { document: fragment } = await openText("<memoryBacking>\n  <hugepages><page size='x'/>\n", 'xml');
    await until('the fragment to be synced', () => isSynced(fragment.uri));
    const about = await analysed(fragment);
    assert(about.length === 0, about.map((d) => d.message).join(' | '));
  });
});
