import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Diagnostic, DiagnosticSeverity, type Hover, type SemanticTokens } from 'vscode-languageserver/node';
import { type Client, URI, until, withClient } from './client';

const SMALL = { initializationOptions: { settings: { largeFile: 0.2 } } };

/** More than 200,000 characters; every slot but those with odd numbers is misaligned. */
const COUNT = 6000;
const LARGE = Array.from(
  { length: COUNT },
  (_, i) => `Slot#${i}: gpa=${4 * i}M, size=${i % 2 ? '2M' : '3000'}, ua=0x7f0000000000\n`,
).join('');

const codes = (diagnostics: readonly Diagnostic[]) => [...new Set(diagnostics.map(({ code }) => code))];
const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 0 } });

/** The first and the last line that something is found on, and what is said at the top. */
function summary(diagnostics: readonly Diagnostic[]): unknown {
  const found = diagnostics.filter(({ code }) => code !== undefined).map(({ range }) => range.start.line);
  const notices = diagnostics.filter(({ code }) => code === undefined);
  for (const { severity, range } of notices) {
    assert.equal(severity, DiagnosticSeverity.Information);
    assert.deepEqual(range, at(0));
  }
  return { first: Math.min(...found), last: Math.max(...found), notices: notices.map(({ message }) => message) };
}

async function shown(client: Client, first: number): Promise<void> {
  await until(`findings from line ${first} on`, () => {
    const last = client.published.at(-1)?.diagnostics ?? [];
    return last.some(({ code, range }) => code !== undefined && range.start.line === first);
  });
}

const partial = (from: number, to: number) =>
  `This file is larger than the setting memslot.largeFile allows: only lines ${from} to ${to} are, around the one that was last edited or looked at, and every slot is judged by itself.`;

test('of a large file the declarations around the place are analysed that was edited or looked at', () =>
  withClient(SMALL, async (client) => {
    client.open(LARGE);
    assert.deepEqual(summary(await client.diagnostics(1)), { first: 0, last: 998, notices: [partial(1, 1000)] });

    // Somebody scrolls: an editor asks for the tokens of what it shows.
    const range = { start: { line: 3000, character: 0 }, end: { line: 3040, character: 0 } };
    const tokens = await client.request<SemanticTokens>('textDocument/semanticTokens/range', {
      textDocument: { uri: URI },
      range,
    });
    assert.ok(tokens.data.length > 5 * 40);
    await shown(client, 2000);
    assert.deepEqual(summary(client.published.at(-1)!.diagnostics), {
      first: 2000,
      last: 3998,
      notices: [partial(2001, 4000)],
    });

    const hover = await client.at<Hover>('textDocument/hover', { line: 3001, character: 2 });
    assert.match(JSON.stringify(hover.contents), /only lines 2001 to 4000 are/);

    client.change(2, [{ range: { start: { line: 3000, character: 0 }, end: { line: 3001, character: 0 } }, text: '' }]);
    assert.deepEqual(summary(await client.diagnostics(2)), { first: 2000, last: 3997, notices: [partial(2001, 3999)] });
    client.change(3, [{ range: at(5500), text: '# far away\n' }]);
    assert.deepEqual(summary(await client.diagnostics(3)), { first: 4501, last: 5998, notices: [partial(4501, 6001)] });
    assert.deepEqual(codes(await client.diagnostics(3)), ['page-misaligned', undefined]);
  }));

test('what only some of the places would be known of is not done in a large file', () =>
  withClient(SMALL, async (client) => {
    client.open(`let x = 2M\n${LARGE}`);
    const name = { line: 0, character: 4 };
    assert.equal(await client.at('textDocument/prepareRename', name), null);
    await assert.rejects(client.at('textDocument/rename', name, { newName: 'y' }), /too large for renaming/);
    assert.equal(await client.at('textDocument/references', name, { context: { includeDeclaration: true } }), null);
  }));

test('a file that is cut down to size is analysed as a whole, and one that grows in part', () =>
  withClient(SMALL, async (client) => {
    client.open(LARGE);
    await client.diagnostics(1);
    const half = { start: { line: 100, character: 0 }, end: { line: COUNT, character: 0 } };
    client.change(2, [{ range: half, text: '' }]);
    assert.deepEqual(summary(await client.diagnostics(2)), { first: 0, last: 98, notices: [] });
    const rest = LARGE.split('\n').slice(100).join('\n');
    client.change(3, [{ range: at(100), text: rest }]);
    assert.deepEqual(summary(await client.diagnostics(3)), { first: 0, last: 1098, notices: [partial(1, 1100)] });
  }));

test('a large script is not analysed, and that is said', () =>
  withClient(SMALL, async (client) => {
    const uri = 'file:///test/large.sh';
    client.open(`qemu-system-x86_64 -m 1G,maxmem=1K\n${'echo\n'.repeat(50_000)}`, uri, 'shellscript');
    const [only, ...more] = await client.diagnostics(1, uri);
    assert.deepEqual(more, []);
    assert.equal(only?.message, 'This file is larger than the setting memslot.largeFile allows: it is not analysed.');
    assert.equal(await client.at('textDocument/hover', { line: 0, character: 22 }, {}, uri), null);
  }));

test('a document has at most so many diagnostics, and the last one says how many more there are', () =>
  withClient({}, async (client) => {
    client.open('nonsense\n'.repeat(1500));
    const diagnostics = await client.diagnostics(1);
    assert.equal(diagnostics.length, 1001);
    assert.equal(diagnostics.at(-1)?.message, '500 more findings are not shown: a document has at most 1000.');
  }));
