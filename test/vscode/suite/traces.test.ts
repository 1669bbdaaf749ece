import * as vscode from 'vscode';
import { analysed, ask, assert, closeAll, openFixture, openText, until } from './support';

suite('logs', () => {
  teardown(closeAll);

  test('hints say what operations did, and a lens leads to the map', async () => {
    const { document } = await openFixture('qemu.log');
    await analysed(document);
    const everywhere = new vscode.Range(0, 0, document.lineCount, 0);
    await until('the hints', async () => {
      const hints = await ask<vscode.InlayHint[]>('InlayHintProvider', document.uri, everywhere);
      return hints.some(({ label }) => typeof label === 'string' && label.startsWith('adds slot 0'));
    });
    const lenses = await ask<vscode.CodeLens[]>('CodeLensProvider', document.uri, 10);
    assert(
      lenses.some(({ command }) => command?.command === 'memslot.showMemoryMap'),
      'a lens with the map',
    );
  });

  test('a log is compared with a script', async () => {
    const script = await openText('qemu-system-x86_64 -M q35 -m 4G\n', 'shellscript');
    const { document } = await openFixture('qemu.log');
    await analysed(document);
    await vscode.commands.executeCommand('memslot.compareWithConfiguration', script.document.uri);
    await until('the comparison', () => {
      const shown = vscode.window.visibleTextEditors.find(({ document: { uri } }) => uri.scheme === 'memslot-compare');
      return /pieces? of memory/.test(shown?.document.getText() ?? '');
    });
  });
});
