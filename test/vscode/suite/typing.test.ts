import * as vscode from 'vscode';
import {
  analysed,
  ask,
  assert,
  closeAll,
  codeOf,
  diagnosticOf,
  openFixture,
  placeOf,
  typeText,
  until,
} from './support';

suite('typing', () => {
  teardown(closeAll);

  test('a wrong offset gets a squiggle, the preferred fix takes it away', async () => {
    const editor = await openFixture('machines.memslots');
    const { document } = editor;
    await analysed(document);

    // offset=2G -> offset=2G-1M, key by key.
    const end = placeOf(document, 'offset=2G', 'end');
    editor.selection = new vscode.Selection(end, end);
    await typeText('-1M');
    const wrong = await diagnosticOf(document, 'offset-incongruent');
    assert(wrong.range.start.line === end.line, `it stands on line ${wrong.range.start.line}`);
    assert(wrong.source === 'memslot', `source ${wrong.source}`);
    assert(/\b0x100000\b/.test(wrong.message), wrong.message);
    assert(
      typeof wrong.code === 'object' && wrong.code.target.toString() === `memslot-rule:/${wrong.code.value}.md`,
      `code ${JSON.stringify(wrong.code)}`,
    );

    const actions = await ask<vscode.CodeAction[]>(
      'CodeActionProvider',
      document.uri,
      wrong.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const titles = actions.map((a) => a.title).join(' | ');
    const fix = actions.find((a) => a.isPreferred);
    assert(fix?.edit, `one of the fixes is preferred: ${titles}`);
    assert(await vscode.workspace.applyEdit(fix.edit), 'it can be applied');
    await until(`'${fix.title}' to help`, async () => {
      const left = await analysed(document);
      return !left.some((d) => codeOf(d) === codeOf(wrong));
    });
    const left = await analysed(document);
    assert(left.length === 0, `nothing is left: ${left.map((d) => d.message).join(' | ')}`);
  });

  test('completion offers the fields of a slot and the names of backings', async () => {
    const editor = await openFixture('ram.memslots');
    const { document } = editor;
    const end = document.lineAt(document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, 'Slot#2(more): gpa=16G, '));
    await analysed(document);
    const at = placeOf(document, 'gpa=16G, ', 'end');
    const fields = await ask<vscode.CompletionList>('CompletionItemProvider', document.uri, at);
    const labels = fields.items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label));
    for (const field of ['size', 'backing', 'offset'])
      assert(
        labels.some((label) => label.startsWith(field)),
        `${field} in ${labels.join()}`,
      );

    await editor.edit((edit) => edit.insert(at, 'backing='));
    await analysed(document);
    const names = await ask<vscode.CompletionList>(
      'CompletionItemProvider',
      document.uri,
      placeOf(document, 'gpa=16G, backing=', 'end'),
    );
    const backings = names.items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label));
    assert(backings.includes('ram'), `ram in ${backings.join()}`);
  });
});
