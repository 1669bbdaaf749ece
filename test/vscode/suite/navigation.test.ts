import * as vscode from 'vscode';
import { analysed, ask, assert, closeAll, openFixture, placeOf } from './support';

suite('navigation', () => {
  teardown(closeAll);

  const open = async () => {
    const { document } = await openFixture('ram.memslots');
    await analysed(document);
    return document;
  };

  test('symbols', async () => {
    const document = await open();
    const symbols = await ask<vscode.DocumentSymbol[]>('DocumentSymbolProvider', document.uri);
    const names: string[] = [];
    for (const rest = [...symbols]; rest.length > 0; ) {
      const symbol = rest.shift()!;
      names.push(symbol.name);
      rest.push(...(symbol.children ?? []));
    }
    for (const name of ['ram_below_4G', 'ram_above_4G', 'totalsize'])
      assert(
        names.some((n) => n.includes(name)),
        `${name} in ${names.join()}`,
      );
  });

  test('definition and references of a let', async () => {
    const document = await open();
    const use = placeOf(document, 'totalsize-2G').translate(0, 3);
    const definitions = await ask<(vscode.Location | vscode.LocationLink)[]>('DefinitionProvider', document.uri, use);
    const lines = definitions.map((d) => ('targetRange' in d ? d.targetRange : d.range).start.line);
    assert(lines.length === 1 && lines[0] === placeOf(document, 'let totalsize').line, `line ${lines.join()}`);
    const references = await ask<vscode.Location[]>('ReferenceProvider', document.uri, use);
    assert(references.length === 3, `${references.length} references`);
  });

  test('rename of a let, and of a backing', async () => {
    const document = await open();
    for (const [place, uses] of [
      [placeOf(document, 'let totalsize', 'end').translate(0, -2), 3],
      [placeOf(document, 'backing ram', 'end'), 3],
    ] as const) {
      const edit = await ask<vscode.WorkspaceEdit>('DocumentRenameProvider', document.uri, place, 'renamed');
      const edits = edit.get(document.uri);
      assert(edits.length === uses && edits.every((e) => e.newText === 'renamed'), `${edits.length} edits`);
    }
  });

  test('semantic tokens', async () => {
    const document = await open();
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      document.uri,
    );
    assert(tokens.data.length > 0 && tokens.data.length % 5 === 0, `${tokens.data.length} numbers`);
  });

  test('folding of a machine', async () => {
    const { document } = await openFixture('machines.memslots');
    await analysed(document);
    const ranges = await ask<vscode.FoldingRange[]>('FoldingRangeProvider', document.uri);
    const starts = ranges.map((range) => range.start);
    for (const name of ['machine small', 'machine large']) {
      const line = placeOf(document, name).line;
      assert(starts.includes(line), `${name} at ${line} folds: ${starts.join()}`);
    }
  });
});
