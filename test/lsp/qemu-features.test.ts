import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CompletionList,
  DocumentHighlight,
  DocumentSymbol,
  Hover,
  Location,
  MarkupContent,
  Position,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { withClient } from './client';

const URI = 'file:///test/vm.sh';
const TEXT = `#!/bin/sh
exec qemu-system-x86_64 -accel kvm -M q35,memory-backend=mem0 \\
  -object memory-backend-memfd,id=mem0,size=4G,share=on, \\
  -device pc-dimm,
`;

const MARKDOWN = { textDocument: { hover: { contentFormat: ['markdown' as const, 'plaintext' as const] } } };

/** The position of `text` in TEXT, and `more` characters behind it. */
function place(text: string, more = 0): Position {
  const before = TEXT.slice(0, TEXT.indexOf(text) + more).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

test('a shell script: hover and completion', () =>
  withClient({ capabilities: MARKDOWN }, async (client) => {
    client.open(TEXT, URI, 'shellscript');
    const hover = await client.at<Hover>('textDocument/hover', place('q35'), {}, URI);
    const { kind, value } = hover.contents as MarkupContent;
    assert.equal(kind, 'markdown');
    assert.match(value, /^\*\*q35\*\* · 4 GiB of RAM/);
    assert.match(value, /data:image\/svg\+xml/);
    assert.deepEqual(hover.range, { start: place('q35'), end: place('q35', 3) });
    assert.equal(await client.at('textDocument/hover', place('#!'), {}, URI), null);
    const keys = await client.at<CompletionList>('textDocument/completion', place('share=on,', 9), {}, URI);
    const labels = keys.items.map(({ label }) => label);
    assert.ok(labels.includes('hugetlb') && !labels.includes('share'));
    const device = await client.at<CompletionList>('textDocument/completion', place('pc-dimm,', 8), {}, URI);
    assert.ok(device.items.some(({ label }) => label === 'memdev'));
    assert.equal(await client.at('textDocument/completion', place('#!'), {}, URI), null);
  }));

test('a shell script: names and symbols', () =>
  withClient({}, async (client) => {
    client.open(TEXT, URI, 'shellscript');
    const use = place('=mem0', 1);
    const definition = await client.at<Location>('textDocument/definition', use, {}, URI);
    assert.deepEqual(definition.range.start, place('id=mem0', 3));
    const marks = await client.at<DocumentHighlight[]>('textDocument/documentHighlight', use, {}, URI);
    assert.equal(marks.length, 2);
    const references = await client.at<Location[]>(
      'textDocument/references',
      use,
      { context: { includeDeclaration: false } },
      URI,
    );
    assert.deepEqual(
      references.map(({ range }) => range.start),
      [use],
    );
    assert.deepEqual(await client.at('textDocument/prepareRename', use, {}, URI), {
      range: { start: use, end: place('=mem0', 5) },
      placeholder: 'mem0',
    });
    const edit = await client.at<WorkspaceEdit>('textDocument/rename', use, { newName: 'ram' }, URI);
    assert.equal(edit.changes?.[URI]?.length, 2);
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri: URI },
    });
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['q35'],
    );
    assert.ok(symbols[0]!.children?.some(({ name }) => name === 'mem0'));
  }));
