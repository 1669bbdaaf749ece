import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CompletionList,
  DocumentSymbol,
  FoldingRange,
  Hover,
  MarkupContent,
  Position,
  SemanticTokens,
  SemanticTokensDelta,
  SignatureHelp,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { withClient } from './client';
import { namesAt } from './names-at';

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
    assert.deepEqual(await namesAt(client, use, URI), { definedAt: place('id=mem0', 3), highlights: 2, usedAt: [use] });
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

const SIGNATURES = {
  textDocument: {
    ...MARKDOWN.textDocument,
    signatureHelp: {
      signatureInformation: {
        documentationFormat: ['markdown' as const],
        parameterInformation: { labelOffsetSupport: true },
        noActiveParameterSupport: true,
      },
    },
  },
};

test('a shell script: signature help, as much of it as the client can show', async () => {
  const after = { line: 3, character: place('pc-dimm,', 8).character };
  const between = place('share=on,', 9);
  await withClient({ capabilities: SIGNATURES }, async (client) => {
    client.open(TEXT, URI, 'shellscript');
    const { signatures, activeParameter } = await client.at<SignatureHelp>(
      'textDocument/signatureHelp',
      after,
      {},
      URI,
    );
    const { label, parameters, documentation } = signatures[0]!;
    const { label: range, documentation: about } = parameters![activeParameter!]!;
    assert.match(label, /^-device pc-dimm,memdev=ID\[,id=ID\]/);
    assert.equal(label.slice(...(range as [number, number])), 'memdev=ID');
    assert.equal((about as MarkupContent).kind, 'markdown');
    assert.match((documentation as MarkupContent).value, /A DIMM/);
    const none = await client.at<SignatureHelp>('textDocument/signatureHelp', between, {}, URI);
    assert.equal(none.activeParameter, null);
    assert.equal(await client.at('textDocument/signatureHelp', place('#!'), {}, URI), null);
  });
  await withClient({}, async (client) => {
    client.open(TEXT, URI, 'shellscript');
    const { signatures, activeParameter } = await client.at<SignatureHelp>(
      'textDocument/signatureHelp',
      after,
      {},
      URI,
    );
    const { label, documentation } = signatures[0]!.parameters![activeParameter!]!;
    assert.equal(label, 'memdev=ID');
    assert.match(documentation as string, /^memdev · required/);
    const none = await client.at<SignatureHelp>('textDocument/signatureHelp', between, {}, URI);
    assert.equal(none.activeParameter, none.signatures[0]!.parameters!.length, 'behind the last one');
  });
});

test('a shell script: semantic tokens, those of a range, and what an edit changes', () =>
  withClient({}, async (client) => {
    client.open(TEXT, URI, 'shellscript');
    const document = { textDocument: { uri: URI } };
    const full = await client.request<SemanticTokens>('textDocument/semanticTokens/full', document);
    const { line, character } = place('qemu-system-x86_64');
    const legend = client.server.capabilities.semanticTokensProvider!.legend;
    assert.deepEqual(full.data.slice(0, 3), [line, character, 'qemu-system-x86_64'.length]);
    assert.equal(legend.tokenTypes[full.data[3]!], 'function');
    const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 5 } };
    const part = await client.request<SemanticTokens>('textDocument/semanticTokens/range', { ...document, range });
    assert.deepEqual(part.data.slice(0, 3), [3, 2, '-device'.length]);
    assert.equal(part.data.length, 10);
    const at = place('size=4G', 5);
    client.change(2, [{ range: { start: at, end: { ...at, character: at.character + 1 } }, text: '16' }], URI);
    const delta = await client.request<SemanticTokensDelta>('textDocument/semanticTokens/full/delta', {
      ...document,
      previousResultId: full.resultId,
    });
    assert.ok(delta.edits.length === 1 && delta.edits[0]!.data!.length < full.data.length / 2);
    const data = [...full.data];
    for (const { start, deleteCount, data: inserted } of delta.edits) data.splice(start, deleteCount, ...inserted!);
    const anew = await client.request<SemanticTokens>('textDocument/semanticTokens/full', document);
    assert.deepEqual(anew.data, data);
  }));

test('folding: a command, groups of a file, and none where there is nothing to fold', () =>
  withClient({}, async (client) => {
    const folds = async (uri: string) =>
      client.request<FoldingRange[] | null>('textDocument/foldingRange', { textDocument: { uri } });
    client.open(TEXT, URI, 'shellscript');
    assert.deepEqual(await folds(URI), [{ startLine: 1, endLine: 3 }]);
    client.open(
      '[memory]\n  size = "4G"\n[object "m"]\nqom-type = "memory-backend-ram"\n',
      'file:///vm.qemu.cfg',
      'qemu-config',
    );
    assert.deepEqual(await folds('file:///vm.qemu.cfg'), [
      { startLine: 0, endLine: 1 },
      { startLine: 2, endLine: 3 },
    ]);
    client.open('qemu-system-x86_64 -m 4G\n', 'file:///short.sh', 'shellscript');
    assert.equal(await folds('file:///short.sh'), null);
  }));
