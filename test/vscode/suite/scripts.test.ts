import * as vscode from 'vscode';
import { analysed, api, ask, assert, closeAll, codeOf, diagnosticOf, openText, until } from './support';

suite('scripts that run QEMU', () => {
  teardown(closeAll);

  const SCRIPT = `#!/bin/sh
SIZE=3G
qemu-system-x86_64 -machine q35,memory-backend=ram -m 4G \\
  -object memory-backend-memfd,id=ram,size=$SIZE,hugetlb=on,hugetlbsize=2M,share=off \\
  -chardev socket,id=fs,path=/run/virtiofsd.sock -device vhost-user-fs-pci,chardev=fs,tag=home
`;

  test('two mistakes get their squiggles, and the fixes repair the script', async () => {
    const { document } = await openText(SCRIPT, 'shellscript');
    for (const code of ['backend-size-mismatch', 'unshared-memory']) {
      const wrong = await diagnosticOf(document, code);
      const actions = await ask<vscode.CodeAction[]>(
        'CodeActionProvider',
        document.uri,
        wrong.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      const fix = actions.find((action) => action.isPreferred) ?? actions[0];
      assert(fix?.edit, `there is a fix for ${code}`);
      assert(await vscode.workspace.applyEdit(fix.edit), `'${fix.title}' can be applied`);
      await until(`'${fix.title}' to help`, async () => !(await analysed(document)).some((d) => codeOf(d) === code));
    }
    const left = await analysed(document);
    assert(
      left.every((d) => d.severity > vscode.DiagnosticSeverity.Warning),
      left.map((d) => d.message).join(' | '),
    );
  });

  test('the hover of the machine has its memory map', async () => {
    const { document } = await openText(SCRIPT.replace('-m 4G', '-m 3G'), 'shellscript');
    await analysed(document);
    const at = document.positionAt(document.getText().indexOf('q35') + 1);
    const hovers = await ask<vscode.Hover[]>('HoverProvider', document.uri, at);
    const text = hovers
      .flatMap(({ contents }) => contents.map((c) => (typeof c === 'string' ? c : c.value)))
      .join('\n');
    assert(text.includes('data:image/svg+xml'), text.slice(0, 400));
    assert(text.includes('0x100000'), text.slice(0, 400));
  });

  test('the keys of a backend while its value is written, and colours for what is written', async () => {
    const { document } = await openText(SCRIPT, 'shellscript');
    await analysed(document);
    const at = document.positionAt(document.getText().indexOf('share=off') + 'sha'.length);
    const help = await ask<vscode.SignatureHelp>('SignatureHelpProvider', document.uri, at);
    const [signature] = help.signatures;
    assert(signature, 'there is a signature');
    assert(signature.label.startsWith('-object memory-backend-memfd,id=ID'), signature.label);
    const label = signature.parameters[help.activeParameter]?.label;
    const active = Array.isArray(label) ? signature.label.slice(...(label as [number, number])) : label;
    assert(active === 'share=on|off', `${active}`);
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      document.uri,
    );
    assert(tokens.data.length > 50, `${tokens.data.length} numbers`);
  });

  test('a script keeps its own folding', async () => {
    const branch = 'if true; then\n  echo a\n  echo b\nfi\n';
    const { document } = await openText(SCRIPT + branch, 'shellscript');
    await analysed(document);
    const ranges = await ask<vscode.FoldingRange[]>('FoldingRangeProvider', document.uri);
    const line = document.positionAt(document.getText().indexOf('if true')).line;
    const starts = ranges.map(({ start }) => start);
    assert(starts.includes(line), `the branch at ${line} folds: ${starts.join()}`);
  });

  test('a script that does not run QEMU is left alone, until it does', async () => {
    const editor = await openText('#!/bin/sh\n# qemu-system-x86_64 -m 4G\nmake -j4 all\n', 'shellscript');
    const { isSynced } = await api();
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), 'echo -m\n'));
    assert(!isSynced(editor.document.uri), 'it is not synced');
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), 'qemu-system-x86_64 -m 4G,slots=2\n'));
    await until('the script to be synced', () => isSynced(editor.document.uri));
    await diagnosticOf(editor.document, 'slots-without-maxmem');
  });

  test('JSON and INI files are left alone unless they define memory of QEMU', async () => {
    const { isSynced } = await api();
    const other: readonly [string, string][] = [
      ['json', '{ "memory": "4G", "object": { "size": 1 } }\n'],
      ['ini', '[memory]\nsize = 4G\n'],
      ['xml', '<project><memory>4G</memory><!-- qemu-system-x86_64 -m 4G --></project>\n'],
      ['yaml', 'memory: 4G\n'],
    ];
    for (const [language, content] of other) {
      const { document } = await openText(content, language);
      assert(!isSynced(document.uri), `${language} is not synced`);
    }
    const command = { execute: 'object-add', arguments: { 'qom-type': 'memory-backend-ram', id: 'm', size: '1G' } };
    const { document } = await openText(`${JSON.stringify(command)}\n`, 'json');
    await until('the QMP command to be synced', () => isSynced(document.uri));
    await diagnosticOf(document, 'malformed-value');
  });
});
