import * as vscode from 'vscode';
import { ask, assert, closeAll, diagnosticOf, openText, placeOf } from './support';

suite('Cloud Hypervisor and Firecracker', () => {
  teardown(closeAll);

  const ZONES = `{
  "cpus": { "boot_vcpus": 2, "max_vcpus": 2 },
  "memory": {
    "size": 0,
    "zones": [
      { "id": "small", "size": 536870912 },
      { "id": "large", "size": 4294967296, "hugepages": true, "hugepage_size": 1073741824 }
    ]
  }
}
`;
  const MICRO = '{\n  "machine-config": { "vcpu_count": 2, "mem_size_mib": 1025, "huge_pages": "2M" }\n}\n';

  const hoverText = async ({ uri }: vscode.TextDocument, place: vscode.Position) => {
    const hovers = await ask<vscode.Hover[]>('HoverProvider', uri, place);
    const contents = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
    return contents.map(({ value }) => value).join('\n');
  };

  const applyFix = async (document: vscode.TextDocument, diagnostic: vscode.Diagnostic, title: string) => {
    const actions = await ask<vscode.CodeAction[]>('CodeActionProvider', document.uri, diagnostic.range);
    const fix = actions.find((action) => action.title.startsWith(title));
    assert(fix?.edit, actions.map((action) => action.title).join(', '));
    await vscode.workspace.applyEdit(fix.edit);
  };

  test('a zone that starts at no multiple of its pages: where its slots lie, and a fix that puts it first', async () => {
    const { document } = await openText(ZONES, 'json');
    const diagnostic = await diagnosticOf(document, 'cloud-hypervisor-zone-start');
    const hover = await hoverText(document, placeOf(document, 'memory'));
    assert(hover.includes('[0x20000000, 0xa0000000)'), hover);
    await applyFix(document, diagnostic, 'Swap the zones');
    assert(document.getText().indexOf('"large"') < document.getText().indexOf('"small"'), document.getText());
  });

  test('memory of a Firecracker guest that its huge pages do not fill, and a fix', async () => {
    const { document } = await openText(MICRO, 'json');
    const diagnostic = await diagnosticOf(document, 'firecracker-memory-size');
    assert(document.getText(diagnostic.range) === '1025', 'the size is underlined');
    const hover = await hoverText(document, placeOf(document, 'mem_size_mib'));
    assert(hover.includes('1025 MiB'), hover);
    await applyFix(document, diagnostic, 'Change mem_size_mib to 1026');
    assert(document.getText().includes('"mem_size_mib": 1026'), document.getText());
  });
});
