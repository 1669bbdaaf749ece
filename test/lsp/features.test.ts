import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CompletionList,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  InsertTextFormat,
  type Location,
  LSPErrorCodes,
  type MarkupContent,
  type Position,
  type Range,
  ResponseError,
  type SelectionRange,
  type SemanticTokens,
  type SemanticTokensDelta,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { URI, withClient } from './client';

const TEXT = `# what every machine has
# in common
let total = 8G
backing ram type=memfd page=1G size=total

machine one
Slot#0(low [x] <b> *c*): gpa=0x0, size=2G, backing=ram, offset=0x0
Slot#1: gpa=4G, size=total-2G, backing=ram, offset=2G
`;

const MARKDOWN = { textDocument: { hover: { contentFormat: ['markdown' as const, 'plaintext' as const] } } };

/** The position of `text` in TEXT, and `more` characters behind it. */
function place(text: string, more = 0): Position {
  const at = TEXT.indexOf(text) + more;
  const before = TEXT.slice(0, at).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

const lines = (places: readonly { range: Range }[]) => places.map(({ range }) => range.start.line);

test('hover: Markdown where the client can show it', () =>
  withClient({ capabilities: MARKDOWN }, async (client) => {
    client.open(TEXT);
    const hover = await client.at<Hover>('textDocument/hover', place('4G'));
    const { kind, value } = hover.contents as MarkupContent;
    assert.equal(kind, 'markdown');
    assert.match(value, /^`4G` = `0x100000000`/);
    assert.deepEqual(hover.range, { start: place('4G'), end: place('4G', 2) });
    assert.equal(await client.at('textDocument/hover', place('\nmachine')), null);
  }));

test('hover: plain text where it cannot', () =>
  withClient({}, async (client) => {
    client.open(TEXT);
    const hover = await client.at<Hover>('textDocument/hover', place('total-2G'));
    const { kind, value } = hover.contents as MarkupContent;
    assert.equal(kind, 'plaintext');
    assert.match(value, /^let total = 8G = 0x200000000 = 8,589,934,592 = 8 GiB\n/);
    assert.doesNotMatch(value, /[`*]/);
  }));

test('hover: what somebody named a slot is shown as it is, and is no link', () =>
  withClient({ capabilities: MARKDOWN }, async (client) => {
    client.open(TEXT);
    const hover = await client.at<Hover>('textDocument/hover', place('Slot#0', 2));
    const { value } = hover.contents as MarkupContent;
    assert.doesNotMatch(value, /(?<!\\)\[x(?<!\\)\]/);
    assert.match(value, /\\\[x\\\] &lt;b&gt; \\\*c\\\*/);
  }));

test('completion: templates only for a client that fills them in', async () => {
  const proposals = async (snippetSupport: boolean) => {
    let found: CompletionList | undefined;
    await withClient(
      { capabilities: { textDocument: { completion: { completionItem: { snippetSupport } } } } },
      async (client) => {
        client.open(`${TEXT}b`);
        found = await client.at<CompletionList>('textDocument/completion', { line: 8, character: 1 });
      },
    );
    return found!.items.find(({ label }) => label === 'backing')!;
  };
  const template = await proposals(true);
  assert.equal(template.insertTextFormat, InsertTextFormat.Snippet);
  assert.match(template.textEdit!.newText, /\$\{1:ram\}/);
  const plain = await proposals(false);
  assert.equal(plain.insertTextFormat, undefined);
  assert.equal(plain.textEdit!.newText, 'backing ');
  assert.deepEqual((plain.textEdit as { range: Range }).range, {
    start: { line: 8, character: 0 },
    end: { line: 8, character: 1 },
  });
});

test('completion: in their order, with what each is', () =>
  withClient({}, async (client) => {
    client.open(`${TEXT}Slot#2: gpa=`);
    const { items } = await client.at<CompletionList>('textDocument/completion', { line: 8, character: 12 });
    assert.deepEqual(
      [...items].sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1)).map(({ label, detail }) => `${label}: ${detail}`),
      ['10G: the end of slot 1, 1 GiB-aligned', 'total: 0x200000000 = 8 GiB'],
    );
  }));

test('definition, references, highlights', () =>
  withClient({}, async (client) => {
    client.open(TEXT);
    const use = place('total-2G', 2);
    const definition = await client.at<Location>('textDocument/definition', use);
    assert.deepEqual(definition, { uri: URI, range: { start: place('total'), end: place('total', 5) } });
    const all = await client.at<Location[]>('textDocument/references', use, { context: { includeDeclaration: true } });
    assert.deepEqual(lines(all), [2, 3, 7]);
    const uses = await client.at<Location[]>('textDocument/references', use, {
      context: { includeDeclaration: false },
    });
    assert.deepEqual(lines(uses), [3, 7]);
    const highlights = await client.at<DocumentHighlight[]>('textDocument/documentHighlight', use);
    assert.deepEqual(
      highlights.map(({ kind }) => kind),
      [DocumentHighlightKind.Write, DocumentHighlightKind.Read, DocumentHighlightKind.Read],
    );
  }));

test('rename: every place, for the version that was seen', () =>
  withClient({ capabilities: { workspace: { workspaceEdit: { documentChanges: true } } } }, async (client) => {
    client.open(TEXT);
    const prepared = await client.at<{ range: Range; placeholder: string }>(
      'textDocument/prepareRename',
      place('backing=ram', 9),
    );
    assert.deepEqual(prepared, {
      range: { start: place('backing=ram', 8), end: place('backing=ram', 11) },
      placeholder: 'ram',
    });
    const edit = await client.at<WorkspaceEdit>('textDocument/rename', place('backing ram', 9), { newName: 'memory' });
    const [change] = edit.documentChanges as {
      textDocument: { version: number };
      edits: { newText: string; range: Range }[];
    }[];
    assert.equal(change?.textDocument.version, 1);
    assert.deepEqual(lines(change.edits), [3, 6, 7]);
    assert.ok(change.edits.every(({ newText }) => newText === 'memory'));
    assert.equal(await client.at('textDocument/prepareRename', place('Slot#0')), null);
  }));

test('rename: a name that cannot be is refused with the reason', () =>
  withClient({}, async (client) => {
    client.open(TEXT);
    const refused = (newName: string, reason: RegExp) =>
      assert.rejects(
        client.at('textDocument/rename', place('total'), { newName }),
        (error) =>
          error instanceof ResponseError && error.code === LSPErrorCodes.RequestFailed && reason.test(error.message),
      );
    await refused('two words', /cannot be the name of a let/);
    await refused('', /cannot be the name of a let/);
    client.change(2, [{ text: `${TEXT}let other = total\n` }]);
    await refused('other', /There is a let 'other' already/);
    const edit = await client.at<WorkspaceEdit>('textDocument/rename', place('total'), { newName: 'everything' });
    assert.equal(edit.changes?.[URI]?.length, 4, 'the server goes on');
  }));

test('outline, folding, selections', () =>
  withClient({}, async (client) => {
    client.open(TEXT);
    const document = { textDocument: { uri: URI } };
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', document);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['total', 'ram', 'machine one'],
    );
    assert.deepEqual(
      symbols[2]?.children?.map(({ detail }) => detail),
      ['[0x0, 0x80000000) 2 GiB', '[0x100000000, 0x280000000) 6 GiB'],
    );
    assert.deepEqual(await client.request<FoldingRange[]>('textDocument/foldingRange', document), [
      { startLine: 0, endLine: 1, kind: 'comment' },
      { startLine: 5, endLine: 7 },
    ]);
    const positions = [place('total-2G'), place('machine')];
    const selections = await client.request<SelectionRange[]>('textDocument/selectionRange', {
      ...document,
      positions,
    });
    assert.equal(selections.length, 2);
    assert.deepEqual(selections[0]?.range, { start: place('total-2G'), end: place('total-2G', 5) });
    let outermost = selections[0];
    while (outermost?.parent) outermost = outermost.parent;
    assert.deepEqual(outermost?.range, { start: { line: 0, character: 0 }, end: { line: 8, character: 0 } });
  }));

test('semantic tokens: all of them, those of a range, and what an edit changed', () =>
  withClient({}, async (client) => {
    client.open(TEXT);
    const document = { textDocument: { uri: URI } };
    const full = await client.request<SemanticTokens>('textDocument/semanticTokens/full', document);
    assert.ok(full.resultId && full.data.length > 0 && full.data.length % 5 === 0);
    const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 5 } };
    const part = await client.request<SemanticTokens>('textDocument/semanticTokens/range', { ...document, range });
    assert.equal(part.data.length, 3 * 5, 'let, a name and a number');
    client.change(2, [{ range: { start: place('8G'), end: place('8G') }, text: '1 + ' }]);
    const previous = { ...document, previousResultId: full.resultId };
    const delta = await client.request<SemanticTokensDelta>('textDocument/semanticTokens/full/delta', previous);
    const data = [...full.data];
    for (const { start, deleteCount, data: inserted } of delta.edits)
      data.splice(start, deleteCount, ...(inserted ?? []));
    const anew = await client.request<SemanticTokens>('textDocument/semanticTokens/full', document);
    assert.deepEqual(data, anew.data);
    assert.ok(
      delta.edits.every((edit) => (edit.data?.length ?? 0) < full.data.length / 2),
      'an edit of one line is small',
    );
    const stale = await client.request<SemanticTokens>('textDocument/semanticTokens/full/delta', previous);
    assert.deepEqual(stale.data, anew.data, 'an unknown result: everything');
  }));
