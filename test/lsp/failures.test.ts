import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { StreamMessageReader as ServerReader, StreamMessageWriter as ServerWriter } from 'vscode-jsonrpc/node';
import {
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { startServer } from '../../server/src/lsp/server';
import { defineRule, type Rule } from '../../server/src/rules/define-rule';
import { SLOT_RULES } from '../../server/src/rules/registry';
import { guardRules } from '../../server/src/rules/rule-guard';
import { URI, until } from './client';

/** A server in this process, in which things can be broken. */
async function withServer(use: (client: ProtocolConnection, said: Said) => Promise<void>): Promise<void> {
  // The build writes it into the bundle.
  Object.assign(globalThis, { MEMSLOT_VERSION: '0' });
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  startServer(new ServerReader(toServer), new ServerWriter(toClient), {
    defer: deferred,
    rulePageBase: undefined,
  });
  const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const said: Said = { failed: [], logged: [], published: [] };
  client.onNotification('memslot/failures', ({ failed }: { failed: string[] }) => void said.failed.push(failed));
  client.onNotification('memslot/status', () => undefined);
  client.onNotification('window/logMessage', ({ message }: { message: string }) => void said.logged.push(message));
  client.onNotification(
    'textDocument/publishDiagnostics',
    (params: PublishDiagnosticsParams) => void said.published.push(params.diagnostics),
  );
  client.listen();
  try {
    await client.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
      initializationOptions: { notifications: true },
    });
    await use(client, said);
  } finally {
    guardRules(undefined);
    client.dispose();
  }
}

interface Said {
  readonly failed: string[][];
  readonly logged: string[];
  readonly published: Diagnostic[][];
}

function deferred(task: () => void): () => void {
  const turn = setImmediate(task);
  return () => clearImmediate(turn);
}

const OVERLAP = 'Slot#0: gpa=0, size=2G, ua=0x7f0000000000\nSlot#1: gpa=1G, size=2G, ua=0x7f0080000000\n';

const open = (client: ProtocolConnection, text: string) =>
  client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: URI, languageId: 'memslots', version: 1, text },
  });

test('a rule that breaks costs its findings, is logged once by its id, and the client is told', () =>
  withServer(async (client, said) => {
    const broken = defineRule({
      id: 'broken-rule',
      severity: 'error',
      scope: 'slot',
      summary: '',
      why: '',
      references: [],
      examples: { valid: [], invalid: [] },
      check: ({ region }) => {
        throw new Error(`broken at ${region.gpa.value}`);
      },
      report: () => assert.fail(),
    });
    const rules = SLOT_RULES as Rule<'slot'>[];
    rules.unshift(broken);
    try {
      await open(client, OVERLAP);
      const found = await until('diagnostics', () => said.published.at(-1));
      assert.deepEqual(
        found.map(({ code }) => code),
        ['slot-overlap'],
      );
      await client.sendNotification('textDocument/didChange', {
        textDocument: { uri: URI, version: 2 },
        contentChanges: [{ text: `# more\n${OVERLAP}` }],
      });
      await until('more diagnostics', () => said.published.length > 1);
    } finally {
      rules.shift();
    }
    assert.deepEqual(said.failed, [['rule broken-rule']]);
    assert.equal(said.logged.length, 1);
    assert.match(said.logged[0]!, /^rule broken-rule failed: Error: broken at 0\n/);
  }));

test('a feature that breaks costs its answer, is logged once, and the next one is answered', () =>
  withServer(async (client, said) => {
    await open(client, OVERLAP);
    const textDocument = { uri: URI };
    for (const position of [null, null])
      assert.equal(await client.sendRequest('textDocument/hover', { textDocument, position }), null);
    assert.ok(await client.sendRequest('textDocument/hover', { textDocument, position: { line: 0, character: 2 } }));
    await client.sendRequest('textDocument/completion', { textDocument, position: null });
    await until('both failures', () => said.failed.length === 2);
    assert.deepEqual(said.failed, [['hover'], ['hover', 'completion']]);
    assert.deepEqual(
      said.logged.map((message) => message.slice(0, message.indexOf(':'))),
      ['hover failed', 'completion failed'],
    );
  }));

test('an analysis that breaks in one version is made anew in the next', () =>
  withServer(async (client, said) => {
    await open(client, OVERLAP);
    await until('diagnostics', () => said.published.at(-1));
    const { map } = Array.prototype;
    let broken = 0;
    Array.prototype.map = function (...args: [never]) {
      if (new Error().stack?.includes('lowerList') && broken++ === 0) throw new Error('broken once');
      return map.apply(this, args) as never;
    };
    try {
      await client.sendNotification('textDocument/didChange', {
        textDocument: { uri: URI, version: 2 },
        contentChanges: [
          { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'nonsense\n' },
        ],
      });
      await until('the failure', () => said.failed.length > 0);
    } finally {
      Array.prototype.map = map;
    }
    assert.deepEqual(said.failed, [['analysis']]);
    const symbols = await client.sendRequest<unknown[]>('textDocument/documentSymbol', { textDocument: { uri: URI } });
    assert.equal(symbols.length, 2);
  }));
