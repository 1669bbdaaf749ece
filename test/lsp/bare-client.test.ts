import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ClientCapabilities,
  type Command,
  CompletionItemKind,
  type CompletionList,
  DiagnosticTag,
  type DocumentLink,
  type Hover,
  type MarkupContent,
  type MessageConnection,
  type SignatureHelp,
  type SymbolInformation,
  SymbolKind,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextLines } from '../../server/src/text/text-lines';
import { type Client, type ClientOptions, URI, withClient } from './client';

const LIST = `let total = 8G
backing ram type=memfd page=2M size=total
Slot#0(low): gpa=0x0, size=2G, backing=ram, offset=0x0
Slot#1(twin): gpa=1G, size=total-2G, backing=ram, offset=2G
`;

const SCRIPT = 'qemu-system-x86_64 -machine q35 -m 1G -object memory-backend-ram,id=a,size=1G -numa node,\n';

const textDocument = { uri: URI };
const START = { line: 0, character: 0 };
const ALL = { start: START, end: { line: 4, character: 0 } };

/** Runs `use` with a client that says only what it is given here; gives what else the server sent than diagnostics. */
async function withBareClient(
  capabilities: ClientCapabilities,
  use: (client: Client) => Promise<void>,
  options: ClientOptions = {},
): Promise<string[]> {
  const sent: string[] = [];
  await withClient({ ...options, capabilities, bare: true }, async (client) => {
    const everything = client.connection as unknown as MessageConnection;
    everything.onNotification((method) => {
      sent.push(method);
    });
    everything.onRequest((method) => {
      sent.push(method);
      return null;
    });
    await use(client);
  });
  return sent;
}

test('a client that can nothing special is offered and sent nothing special', async () => {
  const sent = await withBareClient({}, async (client) => {
    const { capabilities } = client.server;
    assert.equal(capabilities.positionEncoding, 'utf-16');
    assert.equal(capabilities.diagnosticProvider, undefined);
    assert.equal(capabilities.codeActionProvider, false);
    assert.equal(capabilities.executeCommandProvider, undefined);
    assert.equal(capabilities.renameProvider, true);
    assert.equal(capabilities.documentFormattingProvider, true);
    client.open(LIST);
    client.open(SCRIPT.replace('-object', '-readconfig a.cfg -object'), 'file:///test/vm.sh', 'shellscript');
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'file:///test/a.cfg', type: 2 }],
    });
    client.change(2, [{ text: LIST }]);
    const found = await client.diagnostics(2);
    assert.ok(found.some(({ code }) => code === 'slot-overlap'));
    for (const diagnostic of found) {
      assert.equal(diagnostic.relatedInformation, undefined);
      assert.equal(diagnostic.tags, undefined);
    }
    await client.diagnostics(1, 'file:///test/vm.sh');
    assert.deepEqual(
      await client.request('textDocument/codeAction', { textDocument, range: ALL, context: { diagnostics: [] } }),
      [],
    );
  });
  assert.deepEqual(sent, []);
});

test('other places and tags of a diagnostic are for clients that know them', () =>
  withClient({}, async (client) => {
    client.open(`${LIST}let unused = 1\n`);
    const found = await client.diagnostics(1);
    assert.ok(found.some(({ relatedInformation }) => relatedInformation?.length));
    assert.ok(found.some(({ tags }) => tags?.includes(DiagnosticTag.Unnecessary)));
  }));

test('a client that takes no code actions but commands gets fixes as commands, and is given the edit', async () => {
  let edit: WorkspaceEdit | undefined;
  const capabilities: ClientCapabilities = { workspace: { applyEdit: true } };
  await withBareClient(capabilities, async (client) => {
    client.connection.onRequest('workspace/applyEdit', (params: { edit: WorkspaceEdit }) => {
      edit = params.edit;
      return { applied: true };
    });
    assert.equal(client.server.capabilities.codeActionProvider, true);
    client.open(LIST);
    const commands = await client.request<Command[]>('textDocument/codeAction', {
      textDocument,
      range: ALL,
      context: { diagnostics: [] },
    });
    const fix = commands.find(({ title }) => title.includes('gpa'));
    assert.ok(fix, commands.map(({ title }) => title).join('\n'));
    assert.ok(client.server.capabilities.executeCommandProvider?.commands.includes(fix.command));
    await client.request('workspace/executeCommand', { command: fix.command, arguments: fix.arguments });
    let text = TextLines.of(LIST);
    for (const { range, newText } of edit!.changes![URI]!) text = text.edit(range, newText).text;
    client.change(2, [{ text: text.toString() }]);
    assert.ok((await client.diagnostics(2)).every(({ code }) => code !== 'slot-overlap'));
    assert.equal(await client.request('workspace/executeCommand', { command: 'memslot.unheardOf' }), null);
  });
});

test('all text is plain, every kind is one of the first, every edit one without a version', async () => {
  const sent = await withBareClient({}, async (client) => {
    client.open(LIST);
    const hover = await client.at<Hover>('textDocument/hover', { line: 3, character: 0 });
    const { kind, value } = hover.contents as MarkupContent;
    assert.equal(kind, 'plaintext');
    assert.doesNotMatch(value, /\*\*|`/);
    const { items } = await client.at<CompletionList>('textDocument/completion', { line: 4, character: 0 });
    assert.ok(items.length > 3);
    for (const item of items) {
      assert.ok(item.kind! <= 18, `${item.label}: ${item.kind}`);
      assert.equal(item.insertTextFormat, undefined);
      assert.doesNotMatch(item.textEdit!.newText, /\$\{/);
      if (item.documentation) assert.equal(typeof item.documentation, 'string');
    }
    const outline = await client.request<SymbolInformation[]>('textDocument/documentSymbol', { textDocument });
    assert.deepEqual(
      outline.map(({ name, location }) => [name, location.uri, location.range.start.line]),
      [
        ['total', URI, 0],
        ['ram', URI, 1],
        ['Slot#0 low', URI, 2],
        ['Slot#1 twin', URI, 3],
      ],
    );
    const symbols = await client.request<SymbolInformation[]>('workspace/symbol', { query: '' });
    assert.equal(symbols.length, outline.length);
    for (const symbol of [...outline, ...symbols]) assert.ok(symbol.kind <= 18, `${symbol.name}: ${symbol.kind}`);
    const rename = await client.at<WorkspaceEdit>('textDocument/rename', { line: 0, character: 5 }, { newName: 'all' });
    assert.equal(rename.documentChanges, undefined);
    assert.equal(rename.changes?.[URI]?.length, 3);

    const script = 'file:///test/vm.sh';
    client.open(`# memslot: ignore duplicate-id\n${SCRIPT}`, script, 'shellscript');
    const at = { line: 1, character: SCRIPT.length - 1 };
    const help = await client.at<SignatureHelp>('textDocument/signatureHelp', at, {}, script);
    const { label, parameters = [] } = help.signatures[0]!;
    assert.ok(parameters.length > 0);
    for (const parameter of parameters) {
      assert.ok(label.includes(parameter.label as string));
      assert.equal(typeof parameter.documentation, 'string');
    }
    const [link] = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument: { uri: script } });
    assert.equal(link?.tooltip, undefined);
    assert.match(link!.target!, /duplicate-id\.md$/);
  });
  assert.deepEqual(sent, []);
});

test('what a client knows, it gets', async () => {
  const valueSet: CompletionItemKind[] = [CompletionItemKind.Constant];
  const capabilities: ClientCapabilities = {
    textDocument: {
      hover: { contentFormat: ['plaintext', 'markdown'] },
      completion: { completionItem: { documentationFormat: ['markdown'] }, completionItemKind: { valueSet } },
    },
    workspace: { inlayHint: { refreshSupport: true }, symbol: { symbolKind: { valueSet: [SymbolKind.Struct] } } },
  };
  const options = { initializationOptions: { notifications: true } };
  const use = async (client: Client) => {
    client.open(`${LIST}Slot#2: gpa=`);
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const { items } = await client.at<CompletionList>('textDocument/completion', { line: 4, character: 12 });
    assert.deepEqual(
      [...new Set(items.map(({ kind }) => kind))],
      [CompletionItemKind.Value, CompletionItemKind.Constant],
    );
    const symbols = await client.request<SymbolInformation[]>('workspace/symbol', { query: 'slot' });
    assert.deepEqual([...new Set(symbols.map(({ kind }) => kind))], [SymbolKind.Struct]);
    const hover = await client.at<Hover>('textDocument/hover', { line: 3, character: 0 });
    assert.equal((hover.contents as MarkupContent).kind, 'plaintext', 'what the client likes best');
    client.change(2, [{ text: `${LIST}b` }]);
    const fields = await client.at<CompletionList>('textDocument/completion', { line: 4, character: 1 });
    assert.ok(fields.items.some(({ documentation }) => (documentation as MarkupContent).kind === 'markdown'));
    await client.diagnostics(2);
  };
  assert.deepEqual(
    new Set(await withBareClient(capabilities, use, options)),
    new Set(['workspace/inlayHint/refresh', 'memslot/status']),
  );
});
