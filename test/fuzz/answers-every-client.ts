import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DocumentKind } from '../../server/src/features/analysis';
import { type Position, type Range, TextLines } from '../../server/src/text/text-lines';
import { until } from '../lsp/client';
import { COUNTS, type Encoding } from '../lsp/encodings';
import { DOCUMENT_REQUESTS } from '../lsp/requests';
import { GENERATORS } from './generators';
import type { Property } from './property';
import { type RawServer, startRawServer } from './raw-server';

/** What a client does, sensible or not. `document`: which of a few. */
export type ClientStep =
  | { readonly do: 'open'; readonly document: number; readonly text: string }
  | {
      readonly do: 'change';
      readonly document: number;
      readonly range?: Range;
      readonly text: string;
      readonly version: number | null;
    }
  | { readonly do: 'close'; readonly document: number }
  /** As editors do it: closed, and opened under another name. */
  | { readonly do: 'rename'; readonly document: number; readonly to: number }
  | { readonly do: 'configure'; readonly settings: unknown }
  | {
      readonly do: 'ask';
      readonly document: number;
      readonly request: number;
      readonly range: Range;
      readonly cancel: boolean;
    }
  | { readonly do: 'noise'; readonly method: string; readonly params: unknown };

/** What one server goes through. */
export interface ClientHistory {
  readonly kind: DocumentKind;
  /** What the client counts in a line. */
  readonly encoding: Encoding;
  readonly steps: readonly ClientStep[];
}

/** A version that marks the last change to a document. */
const LAST_VERSION = 1_000_000;

/**
 * Whatever clients do, the server goes on, answers every request once, says of no mistake of its own, and in the end it has
 * found what a server finds that is given the texts as they are.
 */
export const answersEveryClient: Property<ClientHistory> = {
  name: 'answers-every-client',
  runs: 3,
  inputs: ({ kind, text, piece }) => {
    const document = fc.nat(2);
    const line = fc.constantFrom(0, 0, 1, 2, 3, 8, 20, 99, -1, 2 ** 31);
    const character = fc.constantFrom(0, 1, 5, 9, 14, 30, 200, -7, 2 ** 31);
    const position = fc.record({ line, character });
    const range = fc.record({ start: position, end: position });
    const any = fc.oneof({ weight: 4, arbitrary: text }, ...GENERATORS.map((generator) => generator.text));
    const step: fc.Arbitrary<ClientStep> = fc.oneof(
      { weight: 3, arbitrary: fc.record({ do: fc.constant('open' as const), document, text: any }) },
      {
        weight: 8,
        arbitrary: fc.record(
          {
            do: fc.constant('change' as const),
            document,
            range,
            text: fc.oneof({ weight: 3, arbitrary: piece }, fc.constantFrom('😀', 'é', '# €😀', '"😀"')),
            version: fc.constantFrom(2, 3, 1, -5, 0, null),
          },
          { requiredKeys: ['do', 'document', 'text', 'version'] },
        ),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), document }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), document, to: document }) },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('configure' as const), settings: fc.constantFrom(...SETTINGS) }),
      },
      {
        weight: 8,
        arbitrary: fc.record({
          do: fc.constant('ask' as const),
          document,
          request: fc.nat(DOCUMENT_REQUESTS.length - 1),
          range,
          cancel: fc.boolean(),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(...NOISE).map(([method, params]) => ({ do: 'noise' as const, method, params })),
      },
    );
    const encoding = fc.constantFrom('utf-8', 'utf-16', 'utf-32');
    return fc.record({ kind: fc.constant(kind), encoding, steps: fc.array(step, { minLength: 5, maxLength: 40 }) });
  },
  async check({ kind, encoding, steps }) {
    const server = await startRawServer([], encoding);
    const fresh = await startRawServer([], encoding);
    try {
      const session = new Session(server, kind, encoding);
      for (const step of steps) session.take(step);
      const found = await session.finish();
      fresh.settings = server.settings;
      assert.deepEqual(found, await session.again(fresh));
      for (const [id, answers] of server.answers) assert.equal(answers.length, 1, `answers to request ${id}`);
      assert.deepEqual(server.errors, []);
      assert.equal(await server.stop(), 0);
      assert.equal(server.complaints(), '');
    } finally {
      server.kill();
      fresh.kill();
    }
  },
};

const SETTINGS = [
  {},
  { rules: { 'slot-overlap': 'off', 'option-syntax': 'hint' } },
  { architecture: 'arm64', kernel: '6.12', rule: 'exact' },
  { kernel: 7, rules: [1], host: 'x' },
  null,
];

/** What has nothing to do with a document, or makes no sense. */
const NOISE: readonly (readonly [string, unknown])[] = [
  ['$/cancelRequest', { id: 999_999 }],
  ['$/setTrace', { value: 'verbose' }],
  ['workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///documents/0', type: 2 }] }],
  ['textDocument/didClose', { textDocument: { uri: 'file:///nowhere' } }],
  ['textDocument/didSave', { textDocument: { uri: 'file:///nowhere' } }],
  ['initialize', { processId: null, rootUri: null, capabilities: {} }],
  ['memslot/rulePage', null],
  ['memslot/commandLine', { uri: 'file:///nowhere', position: { line: 0, character: 0 } }],
  ['workspace/executeCommand', { command: 'nonsense' }],
];

const NOTIFICATION = /^\$\/|did[A-Z]/;

const NAMES: Readonly<Record<DocumentKind, readonly [ending: string, languageId: string]>> = {
  memslots: ['.memslots', 'memslots'],
  log: ['.log', 'log'],
  shell: ['.sh', 'shellscript'],
  readconfig: ['.cfg', 'qemu-config'],
  qmp: ['.qmp', 'json'],
  hmp: ['.hmp', 'plaintext'],
  args: ['.args', 'plaintext'],
  libvirt: ['.xml', 'xml'],
  firecracker: ['.json', 'json'],
  proxmox: ['/qemu-server/100.conf', 'properties'],
  'cloud-hypervisor': ['.json', 'json'],
  kubevirt: ['.yaml', 'yaml'],
  c: ['.c', 'c'],
  rust: ['.rs', 'rust'],
};

interface Known {
  readonly firstText: string;
  text: TextLines;
}

/** A range that begins and ends between two characters, never within one. */
function wholeCharacters(range: Range, text: TextLines | undefined): Range {
  return mapRange(range, (place) => {
    const line = lineAt(text, place);
    const isWithin = (line.codePointAt(place.character - 1) ?? 0) > 0xffff;
    return isWithin ? { ...place, character: place.character - 1 } : place;
  });
}

const mapRange = ({ start, end }: Range, map: (place: Position) => Position): Range => ({
  start: map(start),
  end: map(end),
});

const lineAt = (text: TextLines | undefined, { line }: Position): string =>
  line < 0 ? '' : (text?.lineAt(line) ?? '');

/** A client, with what it knows of its documents. */
class Session {
  private readonly documents = new Map<string, Known>();

  constructor(
    private readonly server: RawServer,
    private readonly kind: DocumentKind,
    private readonly encoding: Encoding,
  ) {}

  take(step: ClientStep): void {
    const { server, documents } = this;
    switch (step.do) {
      case 'open':
        this.open(this.uriOf(step.document), step.text);
        break;
      case 'change': {
        const uri = this.uriOf(step.document);
        const { text, version } = step;
        const known = documents.get(uri);
        const range = step.range && wholeCharacters(step.range, known?.text);
        const counted = range && this.count(range, known?.text);
        if (known) known.text = range ? known.text.edit(range, text).text : TextLines.of(text);
        server.notify('textDocument/didChange', {
          textDocument: { uri, version },
          contentChanges: [counted ? { range: counted, text } : { text }],
        });
        break;
      }
      case 'close':
        this.close(this.uriOf(step.document));
        break;
      case 'rename': {
        const known = documents.get(this.uriOf(step.document));
        if (!known) return;
        this.close(this.uriOf(step.document));
        this.open(this.uriOf(step.to), known.text.toString());
        break;
      }
      case 'configure':
        server.settings = step.settings;
        server.notify('workspace/didChangeConfiguration', { settings: null });
        break;
      case 'ask': {
        const [method, params] = DOCUMENT_REQUESTS[step.request]!;
        const { range } = step;
        const more = {
          ...('range' in params && { range }),
          ...('positions' in params && { positions: [range.start] }),
        };
        const textDocument = { uri: this.uriOf(step.document) };
        const id = server.request(method, { ...params, ...more, textDocument, position: range.start });
        if (step.cancel) server.notify('$/cancelRequest', { id });
        break;
      }
      case 'noise':
        if (NOTIFICATION.test(step.method)) server.notify(step.method, step.params);
        else server.request(step.method, step.params);
    }
  }

  /** Waits until all is answered and what is found is there; by document, sorted. */
  async finish(): Promise<unknown> {
    for (const uri of this.documents.keys())
      this.server.notify('textDocument/didChange', {
        textDocument: { uri, version: LAST_VERSION },
        contentChanges: [],
      });
    await this.server.answered();
    return this.found(this.server);
  }

  /** The same of a server that is given every document anew. */
  async again(fresh: RawServer): Promise<unknown> {
    for (const [uri, { firstText, text }] of this.documents) {
      // What a document is taken for is decided when it is opened.
      this.sendOpen(fresh, uri, firstText);
      fresh.notify('textDocument/didChange', {
        textDocument: { uri, version: LAST_VERSION },
        contentChanges: [{ text: text.toString() }],
      });
    }
    return this.found(fresh);
  }

  private async found(server: RawServer): Promise<unknown> {
    const uris = [...this.documents.keys()].sort();
    const isDone = (uri: string) => server.published.get(uri)?.version === LAST_VERSION;
    await until('the last diagnostics', () => !server.isRunning() || uris.every(isDone));
    assert.ok(server.isRunning(), 'the server goes on');
    const open = new Set(uris);
    for (const [uri, { diagnostics }] of server.published)
      if (!open.has(uri)) assert.deepEqual(diagnostics, [], 'nothing is shown of a closed document');
    return uris.map((uri) => [
      uri,
      server.published
        .get(uri)!
        .diagnostics.map((found) => JSON.stringify(found))
        .sort(),
    ]);
  }

  /** A range of a text as the client counts. */
  private count(range: Range, text: TextLines | undefined): Range {
    return mapRange(range, (place) => {
      const line = lineAt(text, place);
      const behind = Math.max(place.character - line.length, 0);
      const character =
        Math.min(place.character, 0) + COUNTS[this.encoding](line.slice(0, Math.max(place.character, 0)));
      return { line: place.line, character: character + behind };
    });
  }

  /** The first documents are of the dialect, the last one of any. */
  private uriOf(document: number): string {
    const kind = document < 2 ? this.kind : 'memslots';
    return `file:///documents/${document}${NAMES[kind][0]}`;
  }

  private open(uri: string, text: string): void {
    this.documents.set(uri, { firstText: text, text: TextLines.of(text) });
    this.sendOpen(this.server, uri, text);
  }

  private sendOpen(server: RawServer, uri: string, text: string): void {
    const [, languageId] = Object.values(NAMES).find(([ending]) => uri.endsWith(ending))!;
    server.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  private close(uri: string): void {
    this.documents.delete(uri);
    this.server.notify('textDocument/didClose', { textDocument: { uri } });
  }
}
