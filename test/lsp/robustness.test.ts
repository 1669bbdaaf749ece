import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CancellationTokenSource,
  type CompletionList,
  type Diagnostic,
  type Hover,
  LSPErrorCodes,
  type Range,
  ResponseError,
} from 'vscode-languageserver/node';
import { type Client, URI, until, withClient } from './client';
import { DOCUMENT_REQUESTS } from './requests';

const LIST = 'let total = 2G\nSlot#0: gpa=0, size=total, ua=0x7f0000000000\n';

const range = (line: number, character: number, endLine = line, endCharacter = character): Range => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);

/** The server still answers for a document. */
async function isAlive(client: Client): Promise<void> {
  const uri = 'file:///alive.memslots';
  client.open('let x = 4G\n', uri);
  const hover = await client.at<Hover>('textDocument/hover', { line: 0, character: 9 }, {}, uri);
  assert.match(JSON.stringify(hover.contents), /0x100000000/);
  client.close(uri);
}

test('a document that is not open: nothing', () =>
  withClient({}, async (client) => {
    for (const [method, params, nothing] of DOCUMENT_REQUESTS)
      assert.deepEqual(await client.at(method, { line: 0, character: 0 }, params), nothing, method);
    client.change(2, [{ text: 'let x = 1' }]);
    client.close();
    await isAlive(client);
  }));

test('a document that was closed: nothing', () =>
  withClient({}, async (client) => {
    client.open(LIST);
    assert.ok(await client.at('textDocument/hover', { line: 0, character: 5 }));
    client.close();
    for (const [method, params, nothing] of DOCUMENT_REQUESTS)
      assert.deepEqual(await client.at(method, { line: 0, character: 5 }, params), nothing, method);
  }));

test('positions past the end, and nonsense: an answer', () =>
  withClient({}, async (client) => {
    client.open(LIST);
    const positions = [
      { line: 99, character: 99 },
      { line: 0, character: 1e6 },
      { line: 2 ** 31 - 1, character: 2 ** 31 - 1 },
      { line: -1, character: -5 },
      {} as { line: number; character: number },
    ];
    for (const position of positions) {
      for (const [method, params] of DOCUMENT_REQUESTS) {
        if (method === 'textDocument/rename') continue;
        const more =
          'positions' in params
            ? { positions: [position] }
            : 'range' in params
              ? { range: { start: position, end: position } }
              : {};
        await client.at(method, position, { ...params, ...more });
      }
      await assert.rejects(client.at('textDocument/rename', position, { newName: 'x' }), /Only the names of/);
    }
    await isAlive(client);
  }));

test('edit ranges past the end or upside down are put right', () =>
  withClient({}, async (client) => {
    client.open('let a = 1\n');
    client.change(2, [{ range: range(7, 3, 9, 9), text: 'let b = a * 4G\n' }]);
    client.change(3, [{ range: range(1, 11, 1, 8), text: '' }]);
    client.change(4, [{ range: range(0, 1e9, 0, 1e9), text: ' + 1' }]);
    const hover = await client.at<Hover>('textDocument/hover', { line: 1, character: 4 });
    // The text is now: let a = 1 + 1 / let b = 4G.
    assert.match(JSON.stringify(hover.contents), /let b = 4G/);
    const a = await client.at<Hover>('textDocument/hover', { line: 0, character: 4 });
    assert.match(JSON.stringify(a.contents), /let a = 1 \+ 1/);
  }));

test('several edits in one change, each in the text after the one before', () =>
  withClient({}, async (client) => {
    client.open('let a = 1\r\n');
    client.change(2, [
      { range: range(0, 8, 0, 9), text: '2' },
      { range: range(0, 9), text: 'G' },
      { range: range(1, 0), text: 'Slot#0: gpa=0, size=a, ua=0x7f0000000000' },
    ]);
    assert.deepEqual(await client.diagnostics(2), []);
    const hover = await client.at<Hover>('textDocument/hover', { line: 1, character: 20 });
    assert.match(JSON.stringify(hover.contents), /0x80000000/);
  }));

test('a cancelled request is answered once, with its result or as cancelled', () =>
  withClient({}, async (client) => {
    client.open(Array.from({ length: 20_000 }, (_, i) => `Slot#${i}: gpa=${i}G, size=1G`).join('\n'));
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri: URI }, position: { line: 5, character: 13 } };
    const requests = Array.from({ length: 20 }, () =>
      client.connection.sendRequest('textDocument/hover', params, source.token),
    );
    source.cancel();
    const answers = await Promise.allSettled(requests);
    for (const answer of answers) {
      if (answer.status === 'fulfilled') assert.ok(answer.value);
      else assert.ok(answer.reason instanceof ResponseError && answer.reason.code === LSPErrorCodes.RequestCancelled);
    }
    assert.ok(await client.connection.sendRequest('textDocument/hover', params), 'the next one is answered');
  }));

test('a document that is closed while it is analysed: in the end nothing of it is shown', () =>
  withClient({}, async (client) => {
    const text = Array.from({ length: 20_000 }, (_, i) => `Slot#${i}: gpa=0, size=1G`).join('\n');
    client.open(text);
    client.close();
    const ofIt = () => client.published.filter(({ uri }) => uri === URI);
    await until('the push that takes back', () => ofIt().find(({ version }) => version === undefined));
    await isAlive(client);
    // Where the analysis was quicker than the close, its result came first.
    assert.deepEqual(ofIt().at(-1), { uri: URI, diagnostics: [] });
    assert.ok(ofIt().length <= 2);
    assert.equal(await client.at('textDocument/hover', { line: 0, character: 2 }), null);
  }));

test('a document that is closed and opened again is the new one', () =>
  withClient({ capabilities: { workspace: { configuration: true } }, configuration: () => ({}) }, async (client) => {
    client.open('nonsense');
    client.close();
    client.open(LIST);
    const hover = await client.at<Hover>('textDocument/hover', { line: 0, character: 5 });
    assert.match(JSON.stringify(hover.contents), /let total/);
    assert.deepEqual(await client.diagnostics(1), []);
    assert.deepEqual(
      client.published.filter(({ diagnostics }) => diagnostics.length > 0),
      [],
    );
  }));

test('a burst of keystrokes is analysed once or a few times, and what is pushed last is about the last', () =>
  withClient({}, async (client) => {
    client.open('');
    const text = 'Slot#0: gpa=0, size=2G, ua=0x7f0000000000, nosuch=1';
    for (const [i, character] of [...text].entries()) client.change(i + 2, [{ range: range(0, i), text: character }]);
    assert.deepEqual(codes(await client.diagnostics(text.length + 1)), ['unknown-field']);
    assert.ok(
      client.published.length <= text.length / 5,
      `${client.published.length} pushes for ${text.length} keystrokes`,
    );
  }));

test('halves of surrogate pairs in the text and in an edit', () =>
  withClient({}, async (client) => {
    client.open('let a = 1 # \ud83d\ude00\nSlot#0(\ud83d): gpa=0, size=a*2M, ua=0x7f0000000000\n');
    assert.deepEqual(await client.diagnostics(1), []);
    // Cuts the pair in two.
    client.change(2, [{ range: range(0, 13, 0, 14), text: '' }]);
    assert.deepEqual(await client.diagnostics(2), []);
    client.change(3, [{ range: range(0, 0), text: '\udc00' }]);
    assert.deepEqual(codes(await client.diagnostics(3)).includes('unknown-declaration'), true);
    for (const [method, params] of DOCUMENT_REQUESTS)
      if (method !== 'textDocument/rename') await client.at(method, { line: 1, character: 8 }, params);
    await isAlive(client);
  }));

test('texts that mean ill: an answer in time', () =>
  withClient({}, async (client) => {
    const texts = [
      '',
      '\ufeff',
      '\0'.repeat(1000),
      `Slot#0: gpa=${'1 + '.repeat(2_500_000)}1`,
      `let x = ${'('.repeat(100_000)}`,
      'Slot#0: gpa=',
      `Slot#0: gpa=${'9'.repeat(10_000)} size=0x${'f'.repeat(100)}`,
      'Slot#0: gpa=0 size=-1',
      'Slot#0: gpa=1/0 size=2M',
      'let x = x',
      '\r\n\r\r\n\n',
      '\n'.repeat(100_000),
    ];
    for (const [i, text] of texts.entries()) {
      const uri = `file:///${i}.memslots`;
      client.open(text, uri);
      await client.diagnostics(1, uri);
      for (const [method, params] of DOCUMENT_REQUESTS)
        if (method !== 'textDocument/rename') await client.at(method, { line: 0, character: 12 }, params, uri);
      client.close(uri);
    }
    await isAlive(client);
  }));

test('a long list answers while it is typed in', () =>
  withClient({}, async (client) => {
    const count = 32_000;
    const text = Array.from(
      { length: count },
      (_, i) => `Slot#${i}: gpa=${i}G, size=1G, ua=0x${((1n << 40n) + (BigInt(i) << 30n)).toString(16)}\n`,
    );
    client.open(text.join(''));
    const line = count;
    client.change(2, [{ range: range(line, 0), text: 'Slot#32001: gpa=' }]);
    const list = await client.at<CompletionList>('textDocument/completion', { line, character: 16 });
    assert.equal(list.items[0]?.label, '32000G');
    assert.ok(await client.at('textDocument/hover', { line: 100, character: 15 }));
  }));
