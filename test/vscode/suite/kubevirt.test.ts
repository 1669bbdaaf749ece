import * as vscode from 'vscode';
import { analysed, api, ask, assert, closeAll, diagnosticOf, openText, until } from './support';

suite("KubeVirt's objects", () => {
  teardown(closeAll);

  const MACHINE = `apiVersion: kubevirt.io/v1
kind: VirtualMachineInstance
metadata:
  name: db
spec:
  domain:
    devices: {}
    memory:
      guest: 8191Mi
      hugepages:
        pageSize: 2Mi
    resources:
      requests:
        memory: 8Gi
`;

  test('a size that QEMU cannot start with gets its squiggle and its hover, and the fix repairs it', async () => {
    const { document } = await openText(MACHINE, 'yaml');
    const wrong = await diagnosticOf(document, 'kubevirt-guest-pages');
    assert(document.getText(wrong.range) === '8191Mi', document.getText(wrong.range));
    const hovers = await ask<vscode.Hover[]>('HoverProvider', document.uri, wrong.range.start);
    const texts = hovers.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value));
    assert(
      texts.some((text) => text.includes('| memory | 8191 MiB | 4,096 × 2 MiB | any |')),
      texts.join('\n'),
    );
    const actions = await ask<vscode.CodeAction[]>(
      'CodeActionProvider',
      document.uri,
      wrong.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find((action) => action.isPreferred);
    assert(fix?.edit, actions.map(({ title }) => title).join(' | '));
    assert(await vscode.workspace.applyEdit(fix.edit), `'${fix.title}' can be applied`);
    await until('the fix to help', async () => (await analysed(document)).length === 0);
    assert(document.getText().includes('guest: 8Gi\n'), document.getText());
  });

  test('other YAML is left alone', async () => {
    const { document } = await openText('services:\n  web:\n    image: nginx\n', 'yaml');
    const { isSynced } = await api();
    const { document: ours } = await openText(MACHINE, 'yaml');
    await until('the other one to be synced', () => isSynced(ours.uri));
    assert(!isSynced(document.uri), 'it is not synced');
  });
});
