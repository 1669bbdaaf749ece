import * as vscode from 'vscode';
import { analysed, api, assert, closeAll, codeOf, diagnosticOf, openText, until } from './support';

suite('settings', () => {
  const set = async (key: string, value: unknown) =>
    vscode.workspace.getConfiguration('memslot').update(key, value, vscode.ConfigurationTarget.Global);

  teardown(async () => {
    for (const key of ['rule', 'kernel', 'architecture', 'rules', 'scripts']) await set(key, undefined);
    await closeAll();
  });

  test('rule, kernel and architecture apply at once, without an edit', async () => {
    const { document } = await openText('Slot#0: gpa=0x0, size=1G, ua=0x7f0000000000\n');
    await analysed(document);
    const { status } = await api();
    await set('rule', 'ctz');
    await until('the rule', () => status(document.uri)?.rule === 'ctz');
    await set('kernel', '6.12');
    await until('the kernel', () => status(document.uri)?.kernel === '6.12');
    await set('architecture', 'arm64');
    await until('the architecture', () => status(document.uri)?.arch === 'arm64');
  });

  test('what is found changes with the rule', async () => {
    const content = 'backing mem type=guest_memfd size=8G\nSlot#0: gpa=4G, size=2G, backing=mem, offset=2G\n';
    const { document } = await openText(content);
    const aboutCtz = () => vscode.languages.getDiagnostics(document.uri).some((d) => /\bctz\b/.test(d.message));
    await analysed(document);
    const { status } = await api();
    const applied = () => status(document.uri);
    // What the test before this one has set may take a moment to be taken back.
    await until(
      () => `the usual settings; the server applies ${JSON.stringify(applied())}`,
      () => applied()?.rule === 'upstream' && applied()?.arch === 'x86_64' && applied()?.kernel !== '6.12',
    );
    await set('rule', 'ctz');
    await until(() => `what the rule finds; the server applies ${JSON.stringify(applied())}`, aboutCtz);
  });

  test('scripts are left alone where somebody wants that', async () => {
    const { isSynced } = await api();
    await set('scripts', false);
    const { document } = await openText('qemu-system-x86_64 -m 1G\n', 'shellscript');
    const { document: list } = await openText('Slot#0: gpa=0, size=2M\n');
    await analysed(list);
    assert(!isSynced(document.uri), 'the script is not synced');
  });

  test('a rule can be turned off and made more severe', async () => {
    const { document } = await openText(
      'Slot#0: gpa=0x0, size=1G, ua=0x7f0000000000\nSlot#1: gpa=512M, size=1G, ua=0x7f8000000000\n',
    );
    const found = await until('a diagnostic', () =>
      vscode.languages.getDiagnostics(document.uri).find((d) => /EEXIST/.test(d.message)),
    );
    const code = codeOf(found);
    await set('rules', { [code]: 'off' });
    await until(
      `${code} to vanish`,
      () => !vscode.languages.getDiagnostics(document.uri).some((d) => codeOf(d) === code),
    );
    await set('rules', { [code]: 'hint' });
    const again = await diagnosticOf(document, code);
    assert(again.severity === vscode.DiagnosticSeverity.Hint, `severity ${again.severity}`);
  });
});
