import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ErrorCodes, ResponseError, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { startClient, withClient } from './client';

const { version } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8'));

test('initialize: the name, the version and what the server can do', () =>
  withClient({}, async ({ server }) => {
    assert.deepEqual(server.serverInfo, { name: 'memslot', version });
    const { capabilities } = server;
    assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: TextDocumentSyncKind.Incremental });
    for (const provider of [
      'codeActionProvider',
      'completionProvider',
      'definitionProvider',
      'documentHighlightProvider',
      'documentSymbolProvider',
      'foldingRangeProvider',
      'hoverProvider',
      'referencesProvider',
      'selectionRangeProvider',
    ] as const)
      assert.ok(capabilities[provider], provider);
    assert.deepEqual(capabilities.renameProvider, { prepareProvider: true });
    assert.ok(capabilities.completionProvider?.triggerCharacters?.includes('='));
    assert.deepEqual(capabilities.signatureHelpProvider?.triggerCharacters, [' ', ',', '=']);
    const tokens = capabilities.semanticTokensProvider;
    assert.ok(tokens?.legend.tokenTypes.includes('property') && tokens.range);
    assert.deepEqual(tokens?.full, { delta: true });
    assert.equal(capabilities.diagnosticProvider, undefined, 'this client cannot pull');
  }));

test('a request that is not known is refused, and the next one answered', () =>
  withClient({}, async (client) => {
    await assert.rejects(
      client.request('textDocument/nonsense', {}),
      (error) => error instanceof ResponseError && error.code === ErrorCodes.MethodNotFound,
    );
    client.open('Slot#0: gpa=4G, size=2M');
    assert.ok(await client.at('textDocument/hover', { line: 0, character: 13 }));
  }));

test('exit after shutdown ends with 0, without it with 1', async () => {
  await withClient({}, async () => undefined);
  const client = await startClient();
  const exited = once(client.process, 'exit');
  await client.connection.sendNotification('exit');
  assert.deepEqual(await exited, [1, null]);
});

test('the server ends when the editor is gone', async () => {
  const client = await startClient();
  const exited = once(client.process, 'exit');
  assert.equal(await client.at('textDocument/hover', { line: 0, character: 0 }), null);
  client.connection.dispose();
  client.process.stdin!.end();
  const [code] = await exited;
  assert.equal(code, 1);
});

test('the rules are told, and the page of each', () =>
  withClient({}, async (client) => {
    const rules = await client.request<readonly { id: string; severity: string; summary: string }[]>(
      'memslot/rules',
      {},
    );
    const overlap = rules.find(({ id }) => id === 'slot-overlap');
    assert.equal(overlap?.severity, 'error');
    const page = await client.request<string | null>('memslot/rulePage', { id: 'slot-overlap' });
    assert.ok(page?.startsWith(`# slot-overlap\n\n**${overlap.summary}**`), page ?? 'no page');
    assert.match(
      (await client.request<string | null>('memslot/rulePage', { id: 'upstream' })) ?? '',
      /^# rule upstream\n/,
    );
  }));

test('there is no page of a rule that there is not', () =>
  withClient({}, async (client) => {
    for (const params of [{ id: 'no-such-rule' }, { id: 7 }, {}])
      assert.equal(await client.request('memslot/rulePage', params), null);
  }));
