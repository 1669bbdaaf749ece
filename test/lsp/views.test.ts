import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CodeAction,
  CodeLens,
  DocumentDiagnosticReport,
  DocumentLink,
  InlayHint,
  RegistrationParams,
  SelectionRange,
  SymbolInformation,
  TextEdit,
  WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import { URI, until, withClient } from './client';
import { inFolder } from './in-folder';

const LIST = `rule exact
Slot#1(low):  gpa=0, size=0x80000000
Slot#22(high): gpa=4G, size=4096
`;
const textDocument = { uri: URI };

test('inlay hints of the lines that are asked for, as the settings have it, and anew when these change', () => {
  let inlayHints: object = {};
  return withClient(
    {
      capabilities: { workspace: { configuration: true, inlayHint: { refreshSupport: true } } },
      configuration: () => ({ inlayHints }),
    },
    async (client) => {
      let refreshed = 0;
      client.connection.onRequest('workspace/inlayHint/refresh', () => {
        refreshed++;
        return null;
      });
      client.open(LIST);
      const labels = async (line: number) => {
        const range = { start: { line, character: 0 }, end: { line, character: 50 } };
        const hints = await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument, range });
        return hints.map(({ label }) => label);
      };
      assert.deepEqual(await labels(1), ['= 2 GiB', '→ 0x80000000']);
      assert.deepEqual(await labels(2), ['bytes', '= 4 KiB', '→ 0x100001000', '100 % on 4 KiB']);
      inlayHints = { units: false, ends: false, pages: false };
      await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      await until('a refresh of the hints', () => refreshed > 0);
      assert.deepEqual(await labels(2), ['= 4 KiB']);
    },
  );
});

test('an action writes the unit, among the refactorings', () =>
  withClient({}, async (client) => {
    client.open('qemu-system-x86_64 -m 512\n', 'file:///test/vm.sh', 'shellscript');
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: 'file:///test/vm.sh' },
      range: { start: { line: 0, character: 23 }, end: { line: 0, character: 23 } },
      context: { diagnostics: [], only: ['refactor'] },
    });
    assert.deepEqual(
      actions.map(({ title, kind }) => [title, kind]),
      [['Write the unit: 512M', 'refactor.rewrite']],
    );
    assert.deepEqual(
      actions[0]!.edit?.changes?.['file:///test/vm.sh']?.map(({ newText }) => newText),
      ['512M'],
    );
  }));

test('a code lens above every machine; the map only for a client that has one', async () => {
  const titles = async (commands: string[]) => {
    let found: (string | undefined)[] = [];
    await withClient({ initializationOptions: { commands } }, async (client) => {
      client.open(LIST);
      const lenses = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument });
      assert.ok(lenses.every(({ range }) => range.start.line === 1));
      const resolved = lenses.map((lens) => (lens.command ? lens : client.request<CodeLens>('codeLens/resolve', lens)));
      found = (await Promise.all(resolved)).map(({ command }) => command?.title);
    });
    return found;
  };
  assert.deepEqual(await titles([]), ['2 slots · ≈ 2 GiB']);
  assert.deepEqual(await titles(['memslot.showMemoryMap']), ['2 slots · ≈ 2 GiB', 'map']);
});

test('no lens where the settings want none', () =>
  withClient({ initializationOptions: { settings: { codeLens: false } } }, async (client) => {
    client.open(LIST);
    assert.deepEqual(await client.request<CodeLens[]>('textDocument/codeLens', { textDocument }), []);
    const settings = { memslot: { codeLens: true } };
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    assert.equal((await client.request<CodeLens[]>('textDocument/codeLens', { textDocument })).length, 1);
  }));

test('formatting: a list, a part of it, and what was typed', () =>
  withClient({}, async (client) => {
    assert.equal(client.server.capabilities.documentFormattingProvider, true);
    client.open(`${LIST}\n`);
    const options = { tabSize: 2, insertSpaces: true };
    const lines = async (method: string, more: object) =>
      (await client.request<TextEdit[]>(`textDocument/${method}`, { textDocument, options, ...more })).map(
        ({ range, newText }) => [range.start.line, newText],
      );
    const first = [1, ':   '];
    assert.deepEqual(await lines('formatting', {}), [first, [1, ',  ']]);
    const range = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
    assert.deepEqual(await lines('rangeFormatting', { range }), []);
    const position = { line: 3, character: 0 };
    assert.deepEqual((await lines('onTypeFormatting', { position, ch: '\n' }))[0], first);
    client.open('qemu-system-x86_64   -m 1G\n', 'file:///test/a.sh', 'shellscript');
    const script = { textDocument: { uri: 'file:///test/a.sh' }, options };
    assert.equal(await client.request('textDocument/formatting', script), null);
  }));

test('formatting is registered for memslot lists alone where that can be said', () => {
  const dynamicRegistration = true;
  const capabilities = {
    textDocument: {
      formatting: { dynamicRegistration },
      rangeFormatting: { dynamicRegistration },
      onTypeFormatting: { dynamicRegistration },
    },
  };
  return withClient({ capabilities }, async (client) => {
    const registered: RegistrationParams['registrations'] = [];
    client.connection.onRequest('client/registerCapability', ({ registrations }: RegistrationParams) => {
      registered.push(...registrations);
      return null;
    });
    assert.equal(client.server.capabilities.documentFormattingProvider, undefined);
    await until('three registrations', () => registered.length === 3);
    assert.deepEqual(registered.map(({ method }) => method).sort(), [
      'textDocument/formatting',
      'textDocument/onTypeFormatting',
      'textDocument/rangeFormatting',
    ]);
    for (const { registerOptions } of registered)
      assert.deepEqual(registerOptions.documentSelector, [{ language: 'memslots' }]);
  });
});

test('selection ranges in a script', () =>
  withClient({}, async (client) => {
    client.open('qemu-system-x86_64 -m size=4G\n', 'file:///test/a.sh', 'shellscript');
    const [range] = await client.request<SelectionRange[]>('textDocument/selectionRange', {
      textDocument: { uri: 'file:///test/a.sh' },
      positions: [{ line: 0, character: 28 }],
    });
    assert.deepEqual(range!.range.start, { line: 0, character: 27 });
    assert.deepEqual(range!.parent?.range.start, { line: 0, character: 22 });
  }));

test('links to rule pages, and to those of the files that exist', () =>
  inFolder({ 'ram.img': '', 'dir/x': '' }, (folder) =>
    withClient({ initializationOptions: { rulePageBase: 'pages:/' }, folder }, async (client) => {
      const uri = `${folder}/vm.sh`;
      const backend = (file: string) => `-object memory-backend-file,id=a,size=1G,mem-path=${file}`;
      const text = `# memslot: ignore duplicate-id\nqemu-system-x86_64 ${['ram.img', 'gone', 'dir'].map(backend).join(' ')}\n`;
      client.open(text, uri, 'shellscript');
      const links = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument: { uri } });
      assert.deepEqual(
        links.map(({ target }) => target),
        ['pages:/duplicate-id.md', `${folder}/ram.img`],
      );
    }),
  ));

const WORKSPACE = {
  'a.memslots': 'backing shared_ram size=4K\nSlot#1(low): gpa=0, size=4K\nSlot#2(twin): gpa=0, size=4K\n',
  'deep/er/vm.sh': 'qemu-system-x86_64 -M q35 -m 512\n',
  'other.json': '{"name": "no configuration of QEMU"}\n',
  'node_modules/b.memslots': 'Slot#1(hidden): gpa=0\n',
};

test('symbols of the workspace: what is open, and the files in its folders', () =>
  inFolder(WORKSPACE, (folder) =>
    withClient({ folder }, async (client) => {
      const names = async (query: string) =>
        (await client.request<SymbolInformation[]>('workspace/symbol', { query })).map(
          ({ name, location: { uri } }) => `${name} in ${uri.replace(folder, '')}`,
        );
      assert.deepEqual(await names('1LOW'), ['Slot#1 low in /a.memslots']);
      assert.deepEqual(await names('q35'), ['q35 in /deep/er/vm.sh']);
      assert.deepEqual(await names('hidden'), []);
      // What is open counts, not what is on disk.
      client.open('Slot#7(lower): gpa=0\n', `${folder}/a.memslots`);
      assert.deepEqual(await names('lower'), ['Slot#7 lower in /a.memslots']);
    }),
  ));

test('diagnostics of the workspace for a client that pulls them: in parts, and once', () =>
  inFolder(WORKSPACE, (folder) =>
    withClient({ folder, capabilities: { textDocument: { diagnostic: {} } } }, async (client) => {
      const { diagnosticProvider } = client.server.capabilities;
      assert.ok(diagnosticProvider?.workspaceDiagnostics);
      const pull = (previousResultIds: object[], more = {}) =>
        client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds, ...more });
      const { items } = await pull([]);
      const codes = items.map((report) => [
        report.uri.replace(folder, ''),
        report.kind === 'full' ? report.items.map(({ code }) => code) : report.kind,
      ]);
      assert.deepEqual(codes, [
        ['/a.memslots', ['unused-backing', 'slot-overlap']],
        ['/deep/er/vm.sh', []],
      ]);
      const ids = items.map(({ uri, resultId }) => ({ uri, value: resultId }));
      assert.deepEqual(
        (await pull(ids)).items.map(({ kind }) => kind),
        ['unchanged', 'unchanged'],
      );
      // Opened and repaired: its report is another one, the other file's is not.
      const uri = `${folder}/a.memslots`;
      client.open('Slot#1: gpa=0, size=4K\n', uri);
      const changed = await pull(ids);
      assert.deepEqual(
        changed.items.map((report) => [report.kind, report.version]),
        [
          ['full', 1],
          ['unchanged', null],
        ],
      );
      const own = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
        textDocument: { uri },
        previousResultId: changed.items[0]!.resultId,
      });
      assert.equal(own.kind, 'unchanged');
      // What is gone has nothing wrong with it.
      const gone = await pull([{ uri: `${folder}/gone.sh`, value: '0' }]);
      assert.deepEqual(gone.items.at(-1), { ...gone.items.at(-1), uri: `${folder}/gone.sh`, kind: 'full', items: [] });
    }),
  ));

test('many reports come in parts', () => {
  const files = Object.fromEntries(Array.from({ length: 45 }, (_, i) => [`${i}.memslots`, 'Slot#1: gpa=0, size=4K\n']));
  return inFolder(files, (folder) =>
    withClient({ folder, capabilities: { textDocument: { diagnostic: {} } } }, async (client) => {
      const parts: number[] = [];
      client.connection.onNotification('$/progress', ({ value }: { value: WorkspaceDiagnosticReport }) => {
        parts.push(value.items.length);
      });
      const params = { previousResultIds: [], partialResultToken: 'part' };
      const { items } = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', params);
      assert.deepEqual([...parts, items.length], [20, 20, 5]);
    }),
  );
});

test('a log is compared with a configuration, which is open or comes with the question', () =>
  withClient({}, async (client) => {
    const log = 'kvm_set_user_memory Slot#0 flags=0x0 gpa=0x0 size=0x200000 ua=0x7f0000000000 ret=0\n'.replace(
      /^/,
      '9@1.2:',
    );
    client.open(log, 'file:///test/a%20b.log', 'log');
    const ask = (text: string) =>
      client.request<{ text: string } | null>('memslot/compare', {
        uri: 'file:///test/a%20b.log',
        configuration: { uri: 'file:///test/want.memslots', languageId: 'memslots', text },
      });
    assert.equal(
      (await ask('Slot#0: gpa=0, size=2M\n'))?.text,
      'a b.log: machine 9\nwant.memslots: machine 1\nThe memory is the same.\n\n  same    [0x0, 0x200000)  2 MiB\n',
    );
    assert.equal(await ask('# nothing\n'), null);
    client.open('Slot#0: gpa=2M, size=2M\n', 'file:///test/want.memslots', 'memslots');
    assert.match((await ask(''))!.text, /Of 2 pieces of memory, 2 are not the same/);
  }));
