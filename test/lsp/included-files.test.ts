import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type DocumentHighlight,
  FileChangeType,
  type Location,
  type Position,
  type RegistrationParams,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { type Client, until, withClient } from './client';

const folder = mkdtempSync(path.join(os.tmpdir(), 'memslot files-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const CONFIG = `[object "mem0"]
  qom-type = "memory-backend-ram"
  size = "1G"
[machine]
  type = "q35"
  memory-backend = "mem0"
`;
const SCRIPT = `#!/bin/sh
qemu-system-x86_64 -readconfig vm.cfg \\
  -m 2G
`;
const USER = `qemu-system-x86_64 -readconfig vm.cfg \\
  -numa node,memdev=mem0
`;

let folders = 0;

/** A folder with these files, and their URIs. */
function write(files: Readonly<Record<string, string>>): (name: string) => string {
  folders += 1;
  const own = path.join(folder, `${folders}`);
  mkdirSync(own);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(own, name), text);
  return (name) => pathToFileURL(path.join(own, name)).href;
}

const fileOf = (uri: string) => new URL(uri);

/** The diagnostics that were pushed last, as soon as they are like that. */
async function pushed(client: Client, uri: string, like: (found: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
  const last = () => client.published.findLast((params) => params.uri === uri)?.diagnostics;
  return until(`diagnostics of ${uri}`, () => {
    const found = last();
    return found && like(found) && found;
  });
}

const codes = (found: Diagnostic[]) => found.map(({ code }) => code);
const mismatch = (found: Diagnostic[]) => codes(found).includes('backend-size-mismatch');

test('what a file on disk says counts for the script that reads it', () =>
  withClient({}, async (client) => {
    const uri = write({ 'vm.cfg': CONFIG, 'run.sh': SCRIPT });
    client.open(SCRIPT, uri('run.sh'), 'shellscript');
    const [finding, ...more] = await client.diagnostics(1, uri('run.sh'));
    assert.equal(finding?.code, 'backend-size-mismatch');
    assert.deepEqual(finding.range.start, { line: 2, character: 5 });
    assert.deepEqual(more, []);
    assert.equal(client.published.length, 1, 'nothing was said before the file was read');
  }));

test('a refusal in the file is shown where the script names it, with the place in the file', () =>
  withClient({}, async (client) => {
    const text = 'qemu-system-x86_64 -object memory-backend-ram,id=mem0,size=1G -readconfig vm.cfg\n';
    const uri = write({ 'vm.cfg': CONFIG });
    client.open(text, uri('run.sh'), 'shellscript');
    const [finding] = await client.diagnostics(1, uri('run.sh'));
    assert.equal(finding?.code, 'duplicate-id');
    assert.match(`${finding.message}`, /^vm\.cfg:1: /);
    assert.deepEqual(finding.range.start, { line: 0, character: text.indexOf('vm.cfg') });
    assert.deepEqual(
      finding.relatedInformation?.map(({ location }) => [location.uri, location.range.start]),
      [
        [uri('vm.cfg'), { line: 0, character: 9 }],
        [uri('run.sh'), { line: 0, character: text.indexOf('mem0') }],
      ],
    );
  }));

test('pulled diagnostics wait for the file', () =>
  withClient({ capabilities: { textDocument: { diagnostic: {} } } }, async (client) => {
    const uri = write({ 'vm.cfg': CONFIG });
    client.open(SCRIPT, uri('run.sh'), 'shellscript');
    const pull = async () => {
      const report = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
        textDocument: { uri: uri('run.sh') },
      });
      assert.ok(report.kind === 'full');
      return codes(report.items);
    };
    assert.deepEqual(await pull(), ['backend-size-mismatch']);
    assert.equal(client.server.capabilities.diagnosticProvider?.interFileDependencies, true);
    // Of a file that changes the client hears, and of another one it does not.
    const notice = (name: string) =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uri(name), type: FileChangeType.Changed }],
      });
    writeFileSync(fileOf(uri('vm.cfg')), CONFIG.replace('1G', '2G'));
    void notice('other.cfg');
    assert.deepEqual(await pull(), ['backend-size-mismatch']);
    assert.equal(client.refreshes(), 0);
    void notice('vm.cfg');
    await until('a refresh', () => client.refreshes() === 1);
    assert.deepEqual(await pull(), []);
  }));

test('an open file outranks the one on disk, while it is open', () =>
  withClient({}, async (client) => {
    const uri = write({ 'vm.cfg': CONFIG });
    client.open(SCRIPT, uri('run.sh'), 'shellscript');
    await pushed(client, uri('run.sh'), mismatch);
    client.open(CONFIG.replace('1G', '2G'), uri('vm.cfg'), 'qemu-config');
    await pushed(client, uri('run.sh'), (found) => found.length === 0);
    client.change(2, [{ text: CONFIG.replace('1G', '3G') }], uri('vm.cfg'));
    const [finding] = await pushed(client, uri('run.sh'), mismatch);
    assert.match(`${finding!.message}`, /has 3 GiB/);
    client.close(uri('vm.cfg'));
    const [again] = await pushed(client, uri('run.sh'), (found) => /has 1 GiB/.test(`${found[0]?.message}`));
    assert.equal(again?.code, 'backend-size-mismatch');
  }));

const WATCHES: ClientCapabilities = {
  workspace: { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } },
};

test('the client watches the files that are wanted, and what it notices counts', () =>
  withClient({ capabilities: WATCHES }, async (client) => {
    const registered: RegistrationParams['registrations'] = [];
    let gone = 0;
    client.connection.onRequest('client/registerCapability', ({ registrations }: RegistrationParams) => {
      registered.push(...registrations);
      return null;
    });
    client.connection.onRequest('client/unregisterCapability', () => {
      gone += 1;
      return null;
    });
    const uri = write({ 'run.sh': SCRIPT });
    client.open(SCRIPT, uri('run.sh'), 'shellscript');
    assert.deepEqual(await client.diagnostics(1, uri('run.sh')), [], 'a file that is missing is not known');
    const [registration] = await until('a registration', () => registered.length > 0 && registered);
    assert.equal(registration!.method, 'workspace/didChangeWatchedFiles');
    const baseUri = uri('run.sh').slice(0, -'/run.sh'.length);
    assert.deepEqual(registration!.registerOptions, { watchers: [{ globPattern: { baseUri, pattern: 'vm.cfg' } }] });

    const notice = (type: FileChangeType) =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uri('vm.cfg'), type }],
      });
    writeFileSync(fileOf(uri('vm.cfg')), CONFIG);
    void notice(FileChangeType.Created);
    await pushed(client, uri('run.sh'), mismatch);
    writeFileSync(fileOf(uri('vm.cfg')), CONFIG.replace('1G', '2G'));
    void notice(FileChangeType.Changed);
    await pushed(client, uri('run.sh'), (found) => found.length === 0);
    rmSync(fileOf(uri('vm.cfg')));
    void notice(FileChangeType.Deleted);
    client.change(2, [{ text: 'qemu-system-x86_64 -m 1G -M memory-backend=x\n' }], uri('run.sh'));
    await pushed(client, uri('run.sh'), (found) => codes(found).includes('unknown-backend'));
    await until('the watch to be taken back', () => gone > 0);
    assert.equal(registered.length, 1);
  }));

test('a file of the project where the folder of the script has none', () => {
  const uri = write({ 'vm.cfg': CONFIG });
  return withClient({ folder: uri('') }, async (client) => {
    client.open(SCRIPT, uri('scripts/run.sh'), 'shellscript');
    assert.deepEqual(codes(await client.diagnostics(1, uri('scripts/run.sh'))), ['backend-size-mismatch']);
  });
});

test('folders, devices and files of megabytes are not read', () =>
  withClient({}, async (client) => {
    const uri = write({ 'large.cfg': `${CONFIG}#${'x'.repeat(1 << 20)}\n` });
    mkdirSync(fileOf(uri('folder.cfg')));
    for (const [i, name] of ['large.cfg', 'folder.cfg', '/dev/zero', '/dev/stdin'].entries()) {
      const text = `qemu-system-x86_64 -readconfig ${name} -m 2G -M memory-backend=mem0\n`;
      client.open(text, uri(`${i}.sh`), 'shellscript');
      assert.deepEqual(await client.diagnostics(1, uri(`${i}.sh`)), [], name);
    }
  }));

test('two scripts that name each other', () =>
  withClient({}, async (client) => {
    const uri = write({});
    client.open('qemu-system-x86_64 -m 1G -readconfig b.sh\n', uri('a.sh'), 'shellscript');
    client.open('qemu-system-x86_64 -m 1G -readconfig a.sh -readconfig b.sh\n', uri('b.sh'), 'shellscript');
    const [finding] = await pushed(client, uri('a.sh'), (found) => found.length > 0);
    assert.match(`${finding!.message}`, /^b\.sh:1: no group defined/);
    await pushed(client, uri('b.sh'), (found) => found.length > 0);
  }));

/** The position behind `text` in `whole`. */
function behind(whole: string, text: string): Position {
  const before = whole.slice(0, whole.indexOf(text) + text.length).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

const places = (found: Location[]) => found.map(({ uri, range }) => `${path.posix.basename(uri)}:${range.start.line}`);
const ALL = { context: { includeDeclaration: true } };

test('definition, references and highlights of an id in a file on disk', () =>
  withClient({}, async (client) => {
    const uri = write({ 'vm.cfg': CONFIG });
    client.open(USER, uri('run.sh'), 'shellscript');
    const use = behind(USER, 'memdev=mem');
    const definition = await client.at<Location>('textDocument/definition', use, {}, uri('run.sh'));
    assert.equal(definition.uri, uri('vm.cfg'));
    assert.deepEqual(definition.range, { start: { line: 0, character: 9 }, end: { line: 0, character: 13 } });
    const references = await client.at<Location[]>('textDocument/references', use, ALL, uri('run.sh'));
    assert.deepEqual(places(references), ['run.sh:1', 'vm.cfg:0', 'vm.cfg:5']);
    const marks = await client.at<DocumentHighlight[]>('textDocument/documentHighlight', use, {}, uri('run.sh'));
    assert.deepEqual(
      marks.map(({ range }) => range.start.line),
      [1],
    );
  }));

test('from the file that is open, in every script that is open and reads it', () =>
  withClient({}, async (client) => {
    const uri = write({ 'vm.cfg': CONFIG });
    client.open(USER, uri('a.sh'), 'shellscript');
    client.open(USER.replace('vm.cfg', './vm.cfg'), uri('b.sh'), 'shellscript');
    client.open(USER.replace('vm.cfg', 'other.cfg'), uri('c.sh'), 'shellscript');
    client.open(CONFIG, uri('vm.cfg'), 'qemu-config');
    for (const name of ['a.sh', 'b.sh', 'c.sh']) await client.diagnostics(1, uri(name));
    const use = behind(CONFIG, 'backend = "mem');
    const references = await client.at<Location[]>('textDocument/references', use, ALL, uri('vm.cfg'));
    assert.deepEqual(places(references), ['vm.cfg:0', 'vm.cfg:5', 'a.sh:1', 'b.sh:1']);
    // An edit of the file is known at once.
    client.change(
      2,
      [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '# mem0\n' }],
      uri('vm.cfg'),
    );
    const moved = await client.at<Location[]>('textDocument/references', behind(USER, 'memdev='), ALL, uri('a.sh'));
    assert.deepEqual(places(moved), ['a.sh:1', 'b.sh:1', 'vm.cfg:1', 'vm.cfg:6']);
  }));

test('rename changes every file, each in the version that is open', () =>
  withClient({ capabilities: { workspace: { workspaceEdit: { documentChanges: true } } } }, async (client) => {
    const uri = write({ 'vm.cfg': CONFIG });
    client.open(USER, uri('a.sh'), 'shellscript');
    client.change(2, [{ text: USER }], uri('a.sh'));
    await client.diagnostics(2, uri('a.sh'));
    const rename = (name: string, at: Position) =>
      client.at<WorkspaceEdit>('textDocument/rename', at, { newName: 'ram' }, uri(name));
    const changes = ({ documentChanges = [] }: WorkspaceEdit) =>
      documentChanges.map((change) => {
        assert.ok('textDocument' in change);
        return [path.posix.basename(change.textDocument.uri), change.textDocument.version, change.edits.length];
      });
    assert.deepEqual(changes(await rename('a.sh', behind(USER, 'memdev='))), [
      ['a.sh', 2, 1],
      ['vm.cfg', null, 2],
    ]);
    client.open(CONFIG, uri('vm.cfg'), 'qemu-config');
    assert.deepEqual(changes(await rename('vm.cfg', behind(CONFIG, 'object "mem'))), [
      ['vm.cfg', 1, 2],
      ['a.sh', 2, 1],
    ]);
  }));
