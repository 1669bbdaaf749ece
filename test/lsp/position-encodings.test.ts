import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ErrorCodes,
  type Location,
  type Position,
  ResponseError,
  type SemanticTokens,
  type SymbolInformation,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import { type Client, URI, withClient } from './client';
import { decodePosition, type Encoding, encodePosition, mapPositions } from './encodings';
import { inFolder } from './in-folder';

/** What stands before other things in a line: two units of UTF-16 and four bytes, one and two, one and three. */
const WIDE = '😀é€';

const LIST = `let total = 8G
backing ram type=memfd page=2M size=total
Slot#0(${WIDE} low): gpa=0x0, size=2G, backing=ram, offset=0x1000 # ${WIDE} # memslot: ignore slot-overlap
Slot#1(${WIDE}): gpa=1G, size=total-2G,backing=ram, offset=2G
`;

const SCRIPT = `NAME='${WIDE}'; qemu-system-x86_64 -name ${WIDE} -machine q35,memory-backend=ram -m 8192 -object memory-backend-memfd,id=ram,size=6G
`;

const DOMAIN = `<domain type='kvm'><name>${WIDE}</name><memory unit='GB'>16</memory><memoryBacking><hugepages><page size='2'/></hugepages></memoryBacking><os><type arch='x86_64' machine='q35'>hvm</type></os></domain>
`;

const DOCUMENTS = [
  { uri: URI, languageId: 'memslots', text: LIST },
  { uri: 'file:///test/vm.sh', languageId: 'shellscript', text: SCRIPT },
  { uri: 'file:///test/vm.xml', languageId: 'xml', text: DOMAIN },
] as const;

const OPTIONS = { tabSize: 2, insertSpaces: true };

/** What is asked of a document as a whole. The positions are those of the whole text. */
const OF_DOCUMENTS: readonly (readonly [method: string, params: object])[] = [
  ['textDocument/codeAction', { context: { diagnostics: [], only: ['source.fixAll'] } }],
  ['textDocument/codeLens', {}],
  ['textDocument/diagnostic', {}],
  ['textDocument/documentLink', {}],
  ['textDocument/documentSymbol', {}],
  ['textDocument/foldingRange', {}],
  ['textDocument/formatting', { options: OPTIONS }],
  ['textDocument/inlayHint', {}],
  ['textDocument/rangeFormatting', { options: OPTIONS }],
  ['textDocument/semanticTokens/full', {}],
  ['textDocument/semanticTokens/range', {}],
  ['memslot/map', {}],
];

/** What is asked of a place. */
const OF_PLACES: readonly (readonly [method: string, params: object])[] = [
  ['textDocument/codeAction', { context: { diagnostics: [] } }],
  ['textDocument/completion', {}],
  ['textDocument/definition', {}],
  ['textDocument/documentHighlight', {}],
  ['textDocument/hover', {}],
  ['textDocument/onTypeFormatting', { options: OPTIONS, ch: '\n' }],
  ['textDocument/prepareRename', {}],
  ['textDocument/references', { context: { includeDeclaration: true } }],
  ['textDocument/rename', { newName: 'other' }],
  ['textDocument/selectionRange', {}],
  ['textDocument/signatureHelp', {}],
  ['memslot/commandLine', {}],
];

/** Methods whose answers have no place in a line. */
const WITHOUT_PLACES = ['memslot/commandLine', 'textDocument/foldingRange', 'textDocument/signatureHelp'];

const capabilities = (encoding: Encoding) => ({
  general: { positionEncodings: [encoding] },
  textDocument: { diagnostic: {} },
});

/** The tokens with the places at which they start and end. */
function placed({ data }: SemanticTokens): unknown {
  const tokens = [];
  let line = 0;
  let character = 0;
  for (let i = 0; i < data.length; i += 5) {
    const [lines, characters, length, ...kind] = data.slice(i, i + 5) as [number, number, number, number, number];
    if (lines > 0) character = 0;
    line += lines;
    character += characters;
    tokens.push({ start: { line, character }, end: { line, character: character + length }, kind });
  }
  return tokens;
}

/** Every answer about every document, with what was asked; places as the client counts them. */
async function askAll(client: Client, encoding: Encoding): Promise<Map<string, { answer: unknown; text: string }>> {
  const answers = new Map<string, { answer: unknown; text: string }>();
  const asked: Promise<void>[] = [];
  for (const { uri, languageId, text } of DOCUMENTS) {
    client.open(text, uri, languageId);
    const ask = async (title: string, method: string, params: object) => {
      const answer = await client.request<object | null>(method, params).catch((error: ResponseError) => error.message);
      answers.set(`${method} ${title}`, {
        answer: method.includes('semanticTokens') && answer ? placed(answer as SemanticTokens) : answer,
        text,
      });
    };
    const textDocument = { uri };
    const place = (position: Position) => encodePosition(position, text, encoding);
    const last = text.split('\n').length - 2;
    const end = place({ line: last, character: text.split('\n')[last]!.length });
    const all = { start: { line: 0, character: 0 }, end };
    for (const [method, params] of OF_DOCUMENTS)
      asked.push(ask(uri, method, { textDocument, uri, range: all, ...params }));
    const wide = text.split('\n').findIndex((line) => line.includes(WIDE));
    const starts = [...text.split('\n')[wide]!.matchAll(/[\w-]+|\S/gu)].map(({ index }) => ({
      line: wide,
      character: index + 1,
    }));
    for (const ours of starts) {
      if (/[\udc00-\udfff]/.test(text.split('\n')[ours.line]![ours.character] ?? '')) continue;
      const position = place(ours);
      const range = { start: position, end: position };
      for (const [method, params] of OF_PLACES) {
        const given = { textDocument, uri, position, positions: [position], range, ...params };
        asked.push(ask(`${uri} ${ours.character}`, method, given));
      }
    }
  }
  await Promise.all(asked);
  return answers;
}

let reference: Map<string, { answer: unknown; text: string }> | undefined;

for (const encoding of ['utf-8', 'utf-32'] as const)
  test(`every answer about a place is the same, counted in ${encoding}`, async () => {
    if (!reference)
      await withClient({ capabilities: capabilities('utf-16') }, async (client) => {
        assert.equal(client.server.capabilities.positionEncoding, 'utf-16');
        reference = await askAll(client, 'utf-16');
      });
    await withClient({ capabilities: capabilities(encoding) }, async (client) => {
      assert.equal(client.server.capabilities.positionEncoding, encoding);
      const counted = new Set<string>();
      for (const [asked, { answer, text }] of await askAll(client, encoding)) {
        const expected = reference!.get(asked)!.answer;
        assert.deepEqual(
          mapPositions(answer, (position) => decodePosition(position, text, encoding)),
          expected,
          asked,
        );
        if (JSON.stringify(answer) !== JSON.stringify(expected)) counted.add(asked.split(' ')[0]!);
      }
      const expected = [...OF_DOCUMENTS, ...OF_PLACES].map(([method]) => method);
      assert.deepEqual(
        [...counted].sort(),
        [...new Set(expected)].filter((method) => !WITHOUT_PLACES.includes(method)).sort(),
        'methods in whose answers places were counted in another way',
      );
    });
  });

const place = (line: number, character: number): Position => ({ line, character });

for (const encoding of ['utf-8', 'utf-32'] as const) {
  test(`edits counted in ${encoding}, each in the text that the one before it has made`, () =>
    withClient({ capabilities: { general: { positionEncodings: [encoding] } } }, async (client) => {
      const change = (before: string, old: string, text: string) => {
        const at = place(0, before.length);
        const range = {
          start: encodePosition(at, before, encoding),
          end: encodePosition(place(0, before.length + old.length), before + old, encoding),
        };
        return { range, text };
      };
      client.open(`Slot#0(${WIDE}): gpa=0x1000, size=4K\n`);
      client.change(2, [
        change('Slot#0(', WIDE, `${WIDE}${WIDE}`),
        change(`Slot#0(${WIDE}${WIDE}): gpa=`, '0x1000', '0x1800'),
        change(`Slot#0(${WIDE}`, WIDE, ''),
      ]);
      client.change(3, []);
      const [found, ...others] = await client.diagnostics(3);
      assert.deepEqual(others, []);
      assert.equal(found!.code, 'page-misaligned');
      const text = `Slot#0(${WIDE}): gpa=0x1800, size=4K`;
      assert.deepEqual(decodePosition(found!.range.start, text, encoding), place(0, text.indexOf('0x1800')));
      assert.deepEqual(decodePosition(found!.range.end, text, encoding), place(0, text.indexOf(', size')));
    }));

  test(`places in files that are not open, counted in ${encoding}`, () => {
    const list = `let a = 1\nSlot#1(${WIDE}low): gpa=0, size=4K\nSlot#2(${WIDE}): gpa=0, size=4K\n`;
    const config = `[object "mem${WIDE}"]\n  qom-type = "memory-backend-ram"\n  size = "1G"\n`;
    const script = `qemu-system-x86_64 -readconfig vm.cfg -machine q35,memory-backend=mem${WIDE} -m 2G\n`;
    const at = (line: number, part: string, text: string, more = 0) =>
      encodePosition(place(line, text.split('\n')[line]!.indexOf(part) + more), text, encoding);
    return inFolder({ 'a.memslots': list, 'vm.cfg': config }, (folder) =>
      withClient({ folder, capabilities: capabilities(encoding) }, async (client) => {
        const symbols = await client.request<SymbolInformation[]>('workspace/symbol', { query: 'low' });
        assert.deepEqual(symbols[0]?.location.range, {
          start: at(1, 'Slot', list),
          end: at(1, ': gpa', list),
        });
        const { items } = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
          previousResultIds: [],
        });
        const report = items.find(({ uri }) => uri.endsWith('a.memslots'));
        assert.ok(report?.kind === 'full');
        const overlap = report.items.find(({ code }) => code === 'slot-overlap')!;
        assert.deepEqual(overlap.range, { start: at(2, '0, size', list), end: at(2, ', size', list) });
        assert.deepEqual(overlap.relatedInformation?.[0]?.location.range, symbols[0].location.range);

        client.open(script, `${folder}/vm.sh`, 'shellscript');
        const definition = await client.at<Location>(
          'textDocument/definition',
          at(0, '=mem', script, 2),
          {},
          `${folder}/vm.sh`,
        );
        assert.deepEqual(definition, {
          uri: `${folder}/vm.cfg`,
          range: { start: at(0, 'mem', config), end: at(0, '"]', config) },
        });
      }),
    );
  });
}

test('of tokens that are counted in another way there are no changes, only all of them', () =>
  withClient({ capabilities: capabilities('utf-8') }, async (client) => {
    assert.deepEqual(client.server.capabilities.semanticTokensProvider?.full, { delta: false });
    client.open(LIST);
    await assert.rejects(
      client.request('textDocument/semanticTokens/full/delta', { textDocument: { uri: URI }, previousResultId: '1' }),
      (error) => error instanceof ResponseError && error.code === ErrorCodes.MethodNotFound,
    );
  }));
