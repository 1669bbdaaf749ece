import * as vscode from 'vscode';
import { analysed, ask, assert, closeAll, openText, until } from './support';

/** As many slots as x86 has: KVM_USER_MEM_SLOTS. */
const SLOTS = 32_764;

suite('a list of 32,764 slots', () => {
  teardown(closeAll);

  test('opens, and a keystroke is answered', async () => {
    const lines = ['backing ram type=memfd page=2M size=128G'];
    for (let slot = 0; slot < SLOTS; slot++) {
      const offset = slot * 0x200000;
      // From 4 GiB on, clear of what x86 keeps below it.
      const gpa = 0x100000000 + offset;
      lines.push(`Slot#${slot}: gpa=0x${gpa.toString(16)}, size=2M, backing=ram, offset=0x${offset.toString(16)}`);
    }
    const editor = await openText(`${lines.join('\n')}\n`);
    const { document } = editor;
    const opened = Date.now();
    const before = await analysed(document);
    console.log(`      analysed ${Date.now() - opened} ms after it was shown`);
    assert(before.length === 0, `nothing is wrong in it, but: ${before[0]?.message}`);

    const middle = document.lineAt(SLOTS / 2).range.end;
    editor.selection = new vscode.Selection(middle, middle);
    const typed = Date.now();
    await vscode.commands.executeCommand('type', { text: '1' });
    await until('a diagnostic', () =>
      vscode.languages.getDiagnostics(document.uri).some((d) => d.range.start.line === middle.line),
    );
    const answered = Date.now() - typed;
    console.log(`      a keystroke was answered after ${answered} ms`);
    assert(answered < 10_000, `${answered} ms`);
    const hovers = await ask<vscode.Hover[]>('HoverProvider', document.uri, new vscode.Position(middle.line, 2));
    assert(hovers.length > 0, 'a hover');
  });
});
