import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { type ClientOptions, URI, until, withClient } from './client';

const OVERLAP = 'Slot#0: gpa=0, size=2G, ua=0x7f0000000000\nSlot#1: gpa=1G, size=2G, ua=0x7f0080000000\n';
const FINE = 'Slot#0: gpa=0, size=2G, ua=0x7f0000000000\n';

const PULL = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } };

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);

const pull = async (client: { request<T>(method: string, params: object): Promise<T> }, uri = URI) => {
  const report = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } });
  assert.equal(report.kind, 'full');
  return report.kind === 'full' ? report.items : [];
};

test('open: what is wrong is pushed, with the other place and the page of the rule', () =>
  withClient({ initializationOptions: { rulePageBase: 'memslot-rule:/' } }, async (client) => {
    client.open(OVERLAP);
    const [overlap, ...more] = await client.diagnostics(1);
    assert.deepEqual(more, []);
    assert.equal(overlap?.code, 'slot-overlap');
    assert.equal(overlap.source, 'memslot');
    assert.equal(overlap.severity, DiagnosticSeverity.Error);
    assert.equal(overlap.range.start.line, 1);
    assert.match(String(overlap.message), /EEXIST/);
    assert.equal(overlap.codeDescription?.href, 'memslot-rule:/slot-overlap.md');
    assert.equal(overlap.relatedInformation?.[0]?.location.uri, URI);
    assert.equal(overlap.relatedInformation?.[0]?.location.range.start.line, 0);
  }));

test('change: they go with what was wrong, and come with the next mistake', () =>
  withClient({}, async (client) => {
    client.open(OVERLAP);
    assert.deepEqual(codes(await client.diagnostics(1)), ['slot-overlap']);
    client.change(2, [{ range: { start: { line: 1, character: 12 }, end: { line: 1, character: 14 } }, text: '4G' }]);
    assert.deepEqual(await client.diagnostics(2), []);
    client.change(3, [{ text: 'Slot#0: gpa=0, size=2G, ua=0x7f0000000000, nosuch=1\n' }]);
    assert.deepEqual(codes(await client.diagnostics(3)), ['unknown-field']);
  }));

test('every push names the version that it is about', () =>
  withClient({}, async (client) => {
    client.open(FINE);
    for (let version = 2; version < 12; version++) client.change(version, [{ text: version % 2 ? FINE : OVERLAP }]);
    await client.diagnostics(11);
    for (const { version, diagnostics } of client.published)
      if (version !== 1)
        assert.deepEqual(codes(diagnostics), version! % 2 ? [] : ['slot-overlap'], `version ${version}`);
    assert.equal(client.published.at(-1)?.version, 11);
    assert.ok(client.published.length <= 11);
  }));

test('close: what was pushed is taken back', () =>
  withClient({}, async (client) => {
    client.open(OVERLAP);
    await client.diagnostics(1);
    client.close();
    const last = await until('the last push', () =>
      client.published.length > 1 ? client.published.at(-1) : undefined,
    );
    assert.deepEqual(last, { uri: URI, diagnostics: [] });
  }));

test('what is not needed is marked so that editors fade it', () =>
  withClient({}, async (client) => {
    client.open('let unused = 4G\n');
    const [unused] = await client.diagnostics(1);
    assert.deepEqual([unused?.code, unused?.tags], ['unused-let', [DiagnosticTag.Unnecessary]]);
  }));

test('a client that can pull is not pushed to', () =>
  withClient({ capabilities: PULL }, async (client) => {
    assert.ok(client.server.capabilities.diagnosticProvider);
    client.open(OVERLAP);
    assert.deepEqual(codes(await pull(client)), ['slot-overlap']);
    client.change(2, [{ text: FINE }]);
    assert.deepEqual(await pull(client), []);
    client.close();
    assert.deepEqual(await pull(client), []);
    assert.deepEqual(client.published, []);
  }));

test('a client that could pull may ask for pushes', () =>
  withClient({ capabilities: PULL, initializationOptions: { diagnostics: 'push' } }, async (client) => {
    assert.equal(client.server.capabilities.diagnosticProvider, undefined);
    client.open(OVERLAP);
    assert.deepEqual(codes(await client.diagnostics(1)), ['slot-overlap']);
  }));

test('pulled and pushed diagnostics are the same', async () => {
  const text = `${OVERLAP}let unused = 1\nrule exakt\n`;
  let pushed: Diagnostic[] = [];
  await withClient({}, async (client) => {
    client.open(text);
    pushed = await client.diagnostics(1);
  });
  assert.ok(pushed.length >= 3);
  await withClient({ capabilities: PULL }, async (client) => {
    client.open(text);
    const shipped = (diagnostics: Diagnostic[]) => diagnostics.map(({ codeDescription: _, ...rest }) => rest);
    assert.deepEqual(shipped(await pull(client)), shipped(pushed));
  });
});

test('settings by workspace/configuration, for each document its own, and anew when they change', async () => {
  const settings = new Map<string, unknown>([
    ['file:///a.memslots', { rules: { 'slot-overlap': 'off' } }],
    ['file:///b.memslots', { rules: { 'slot-overlap': 'warning' } }],
  ]);
  const configuration = (uri: string) => settings.get(uri);
  await withClient({ capabilities: { workspace: { configuration: true } }, configuration }, async (client) => {
    client.open(OVERLAP, 'file:///a.memslots');
    client.open(OVERLAP, 'file:///b.memslots');
    assert.deepEqual(await client.diagnostics(1, 'file:///a.memslots'), []);
    const [b] = await client.diagnostics(1, 'file:///b.memslots');
    assert.equal(b?.severity, DiagnosticSeverity.Warning);
    settings.set('file:///a.memslots', {});
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const again = await until('a push for a', () => {
      const last = client.published.findLast(({ uri }) => uri === 'file:///a.memslots');
      return last && last.diagnostics.length > 0 ? last : undefined;
    });
    assert.equal(again.diagnostics[0]?.severity, DiagnosticSeverity.Error);
    assert.deepEqual([...new Set(client.asked)].sort(), ['file:///a.memslots', 'file:///b.memslots']);
  });
});

test('an answer for settings that have changed meanwhile does not count', async () => {
  let change: (() => void) | undefined;
  const configuration = () => {
    // The change is on its way before the answer is, which is about the time before it.
    const first = change;
    change = undefined;
    first?.();
    return first ? {} : { rules: { 'slot-overlap': 'warning' } };
  };
  await withClient({ capabilities: { workspace: { configuration: true } }, configuration }, async (client) => {
    change = () => void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    client.open(OVERLAP);
    await until('the settings to be asked for again', () => client.asked[1]);
    const last = await until('a push', () => client.published.at(-1));
    assert.deepEqual(
      last.diagnostics.map(({ severity }) => severity),
      [DiagnosticSeverity.Warning],
    );
  });
});

test('a document that is closed and opened anew while its settings are asked for is analysed', async () => {
  const answers: (() => void)[] = [];
  const configuration = () => new Promise((resolve) => answers.push(() => resolve({})));
  await withClient({ capabilities: { workspace: { configuration: true } }, configuration }, async (client) => {
    client.open(FINE);
    await until('the first question', () => answers[0]);
    client.close();
    client.open(OVERLAP);
    await until('the second question', () => answers[1]);
    // The answer for the document that is gone comes right before the one for its successor.
    for (const answer of answers) answer();
    await until('what is found in the second', () => client.published.findLast((p) => p.diagnostics.length > 0));
  });
});

test('settings of the wrong form count as not set', async () => {
  const configuration = () => ({
    kernel: 7,
    architecture: ['arm64'],
    gpaBits: 'many',
    pageSize: {},
    rule: null,
    rules: [1],
    more: 1,
  });
  await withClient({ capabilities: { workspace: { configuration: true } }, configuration }, async (client) => {
    client.open(OVERLAP);
    assert.deepEqual(codes(await client.diagnostics(1)), ['slot-overlap']);
  });
});

test('settings of a client that can be asked, but has no answer', async () => {
  const options = (answer: unknown): ClientOptions => ({
    capabilities: { workspace: { configuration: true } },
    configuration: () => answer,
    initializationOptions: { settings: { rules: { 'slot-overlap': 'off' } } },
  });
  await withClient(options(null), async (client) => {
    client.open(OVERLAP);
    assert.deepEqual(await client.diagnostics(1), []);
  });
  await withClient(options({}), async (client) => {
    client.open(OVERLAP);
    assert.deepEqual(codes(await client.diagnostics(1)), ['slot-overlap']);
  });
});

test('settings of a client that cannot be asked', () =>
  withClient({ initializationOptions: { settings: { rules: { 'slot-overlap': 'off' } } } }, async (client) => {
    client.open(OVERLAP);
    assert.deepEqual(await client.diagnostics(1), []);
    const settings = { memslot: { rules: { 'slot-overlap': 'hint' } } };
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    const last = await until('a second push', () =>
      client.published.length > 1 ? client.published.at(-1) : undefined,
    );
    assert.deepEqual(
      last.diagnostics.map(({ severity }) => severity),
      [DiagnosticSeverity.Hint],
    );
  }));

test('a client that pulls is asked to pull again when settings change', () =>
  withClient({ capabilities: PULL }, async (client) => {
    client.open(OVERLAP);
    await pull(client);
    const settings = { memslot: { rules: { 'slot-overlap': 'off' } } };
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    await until('a refresh', () => (client.refreshes() > 0 ? true : undefined));
    assert.deepEqual(await pull(client), []);
  }));

test('in a log, lines of other software are nobody’s mistake', () =>
  withClient({}, async (client) => {
    client.open(`hello\n${FINE}`, 'file:///qemu.log', 'log');
    assert.deepEqual(await client.diagnostics(1, 'file:///qemu.log'), []);
    client.open(`hello\n${FINE}`);
    assert.deepEqual(codes(await client.diagnostics(1)), ['unknown-declaration']);
  }));
