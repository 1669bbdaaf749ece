import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CompletionItem,
  CompletionList,
  DocumentSymbol,
  Hover,
  MarkupContent,
  Position,
} from 'vscode-languageserver/node';
import { withClient } from './client';
import { namesAt } from './names-at';

const URI = 'file:///test/vm.xml';
const TEXT = `<domain type='kvm'>
  <name>guest</name>
  <memory unit='KiB'>4194305</memory>
  <memoryBacking>
    <source type='memfd'/>
    <
  </memoryBacking>
  <vcpu>2</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <numatune><memnode cellid='0' mode='strict' nodeset='0'/></numatune>
  <cpu><numa><cell id='0' cpus='0-1' memory='4' unit='GiB'/></numa></cpu>
</domain>
`;

const MARKDOWN = { textDocument: { hover: { contentFormat: ['markdown' as const, 'plaintext' as const] } } };
const SNIPPETS = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };

/** The position of `text` in TEXT, and `more` characters behind it. */
function place(text: string, more = 0): Position {
  const before = TEXT.slice(0, TEXT.indexOf(text) + more).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

test('a domain: hover', () =>
  withClient({ capabilities: MARKDOWN }, async (client) => {
    client.open(TEXT, URI, 'xml');
    const cell = await client.at<Hover>('textDocument/hover', place('cell id', 1), {}, URI);
    const { kind, value } = cell.contents as MarkupContent;
    assert.equal(kind, 'markdown');
    assert.match(value, /^\*\*cell 0\*\* · 4 GiB · vCPUs 0-1/);
    assert.match(value, /"qom-type":"memory-backend-memfd"/);
    assert.deepEqual(cell.range, { start: place('cell id'), end: place('cell id', 4) });
    const memory = await client.at<Hover>('textDocument/hover', place('4194305', 2), {}, URI);
    assert.match((memory.contents as MarkupContent).value, /data:image\/svg\+xml/);
    assert.equal(await client.at('textDocument/hover', place('guest'), {}, URI), null);
  }));

test('a domain: hover as plain text', () =>
  withClient({}, async (client) => {
    client.open(TEXT, URI, 'xml');
    const { contents } = await client.at<Hover>('textDocument/hover', place('memnode', 2), {}, URI);
    const { kind, value } = contents as MarkupContent;
    assert.equal(kind, 'plaintext');
    assert.match(value, /cell 0 {2}4 GiB {2}0\n/);
    assert.match(value, /<memnode>/);
  }));

test('a domain: completion where it was asked for', () =>
  withClient({ capabilities: SNIPPETS }, async (client) => {
    client.open(TEXT, URI, 'xml');
    const complete = (position: Position, triggerCharacter?: string) =>
      client.at<CompletionList | null>(
        'textDocument/completion',
        position,
        { context: triggerCharacter ? { triggerKind: 2, triggerCharacter } : { triggerKind: 1 } },
        URI,
      );
    const elements = (await complete(place('    <\n', 5), '<'))!.items;
    const hugepages = elements.find(({ label }: CompletionItem) => label === 'hugepages')!;
    assert.deepEqual(hugepages.textEdit, {
      range: { start: place('    <\n', 5), end: place('    <\n', 5) },
      newText: 'hugepages>\n\t$0\n</hugepages>',
    });
    assert.ok(!elements.some(({ label }: CompletionItem) => label === 'source'));
    const values = (await complete(place("'memfd", 1), "'"))!.items;
    assert.deepEqual(
      values.map(({ label }: CompletionItem) => label),
      ['anonymous', 'file', 'memfd'],
    );
    assert.equal(await complete(place('  <vcpu>', 2), ' '), null);
    assert.equal(await complete(place('guest', 2)), null);
  }));

test('quotes and < mean nothing to other documents', () =>
  withClient({}, async (client) => {
    const script = 'file:///test/vm.sh';
    client.open('qemu-system-x86_64 -m 4G -object "\n', script, 'shellscript');
    const at = { line: 0, character: 34 };
    const ask = (context: object) =>
      client.at<CompletionList | null>('textDocument/completion', at, { context }, script);
    assert.equal(await ask({ triggerKind: 2, triggerCharacter: '"' }), null);
    assert.ok((await ask({ triggerKind: 1 }))!.items.length > 0);
  }));

test('a domain: outline and the names of cells', () =>
  withClient({}, async (client) => {
    client.open(TEXT, URI, 'xml');
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri: URI },
    });
    assert.deepEqual(
      symbols.map(({ name, children = [] }) => [name, ...children.map((child) => child.name)]),
      [['guest', 'memory', 'cell 0']],
    );
    const use = place("cellid='0", 8);
    assert.deepEqual(await namesAt(client, use, URI), {
      definedAt: place("cell id='0", 9),
      highlights: 2,
      usedAt: [use],
    });
  }));
