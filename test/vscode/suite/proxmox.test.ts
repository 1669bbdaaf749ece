import * as vscode from 'vscode';
import { ask, assert, closeAll, diagnosticOf, openText, placeOf } from './support';

suite('virtual machines of Proxmox', () => {
  teardown(closeAll);

  const MACHINE = `boot: order=scsi0
cores: 4
hugepages: 1024
memory: 5120
numa: 1
ostype: l26
scsi0: local-lvm:vm-100-disk-0,size=32G
sockets: 2
`;

  test('the hover has the share of each socket, and a fix makes them whole pages', async () => {
    const { document } = await openText(MACHINE, 'properties');
    const diagnostic = await diagnosticOf(document, 'proxmox-hugepages-size');
    assert(document.getText(diagnostic.range) === '5120', 'the memory is underlined');
    const hovers = await ask<vscode.Hover[]>('HoverProvider', document.uri, placeOf(document, 'memory'));
    const text = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]).map(({ value }) => value);
    assert(text.join('\n').includes('2560 MiB'), text.join('\n'));
    const actions = await ask<vscode.CodeAction[]>('CodeActionProvider', document.uri, diagnostic.range);
    const fix = actions.find(({ title }) => title.startsWith('Change to 6144'));
    assert(fix?.edit, actions.map(({ title }) => title).join(', '));
    await vscode.workspace.applyEdit(fix.edit);
    assert(document.getText().includes('memory: 6144'), document.getText());
  });
});
