import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readArgs } from '../../../../server/src/syntax/args/read-args';
import { detectQemu } from '../../../../server/src/syntax/detect-qemu';
import { readHmp } from '../../../../server/src/syntax/hmp/read-hmp';
import { readOptions } from '../../../../server/src/syntax/qemu/read-options';
import { readQmp } from '../../../../server/src/syntax/qmp/read-qmp';
import { readReadconfig } from '../../../../server/src/syntax/readconfig/read-readconfig';
import { readShell } from '../../../../server/src/syntax/shell/read-shell';
import { TextLines } from '../../../../server/src/text/text-lines';

const folder = path.join(__dirname, '..', '..', '..', 'fixtures', 'quiet');
const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => entry.name)
  .sort();
const textOf = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

/** Files in which there is something to read, by their dialect; the others are left alone. */
const DIALECTS: { readonly [name: string]: string } = {
  'machine.qemu.cfg': 'readconfig',
  'log.qmp': 'qmp',
  'commands.hmp': 'hmp',
  'guest.args': 'shell',
  'words.args': 'args',
};
/** Scripts that run no QEMU whose memory they set. */
const SILENT = new Set(['install.sh', 'deploy.sh']);

function dialectOf(name: string): string | undefined {
  if (/\.(?:sh|zsh|bats)$/.test(name)) return SILENT.has(name) ? undefined : 'shell';
  return DIALECTS[name];
}

test('each file goes to its reader, or to none', () => {
  assert.ok(files.filter((name) => dialectOf(name) === 'shell').length >= 65);
  for (const name of files) assert.equal(detectQemu(textOf(name), { name }), dialectOf(name), name);
});

test('files that are right give no problem', () => {
  for (const name of files) {
    const text = TextLines.of(textOf(name));
    const problems = {
      shell: () => readShell(text).problems,
      readconfig: () => readReadconfig(text).problems,
      qmp: () => readQmp(text).problems,
      hmp: () => readHmp(text).problems,
      args: () => readArgs(text).commands.flatMap((list) => readOptions(list).problems),
    }[dialectOf(name) ?? 'shell']!();
    assert.deepEqual(problems, [], name);
  }
});

test('read as a script by mistake, they give no problem either', () => {
  for (const name of files) {
    // A manual shows a mistake, and words one a line are no script.
    if (name === 'notes.md' || name === 'words.args') continue;
    const { problems, commands } = readShell(TextLines.of(textOf(name)));
    assert.deepEqual(problems, [], name);
    for (const list of commands) assert.deepEqual(readOptions(list).problems, [], name);
  }
});

test('every script that runs QEMU is seen to', () => {
  // What another shell or a container runs is not looked at, nor here-documents, nor what eval puts together or a
  // test's run runs.
  const none = new Set([
    'heredoc-script.sh',
    'heredoc-xml.sh',
    'ssh-remote.sh',
    'command-string.sh',
    'docker-run.sh',
    'test-matrix.bats',
  ]);
  for (const name of files) {
    if (dialectOf(name) !== 'shell' || none.has(name)) continue;
    assert.ok(readShell(TextLines.of(textOf(name))).commands.length > 0, name);
  }
});
