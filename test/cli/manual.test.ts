import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { COMMAND_TABLE } from '../../server/src/cli/command-table';
import { helpText } from '../../server/src/cli/help-text';
import { type BuiltCommandLine, buildCommandLine } from '../command-line';

const ROOT = path.join(__dirname, '..', '..');
const MANUAL = path.join(ROOT, 'man', 'memslot.1');

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

const hasGroff = spawnSync('groff', ['--version']).error === undefined;

test('groff has nothing to complain of in the manual, which says what the table says', { skip: !hasGroff }, () => {
  const { stdout, stderr, status } = spawnSync(
    'groff',
    ['-man', '-Tascii', '-ww', '-P-cbou', '-rLL=200n', '-rHY=0', MANUAL],
    {
      encoding: 'utf8',
    },
  );
  assert.deepEqual([stderr, status], ['', 0]);
  const text = stdout.replace(/\s+/g, ' ');
  for (const { name, summary, operands } of COMMAND_TABLE.commands) {
    assert.ok(text.includes(`memslot ${name} ${operands}`.trimEnd()), name);
    assert.ok(text.includes(summary.slice(1)), summary);
  }
  for (const { name, value, summary } of COMMAND_TABLE.options) {
    assert.ok(text.includes(`--${name}${value === undefined ? ' ' : ` ${value} `}`), name);
    assert.ok(text.includes(summary.slice(1)), summary);
  }
});

test('--help of a command has its options and no others', () => {
  for (const command of COMMAND_TABLE.commands) {
    const text = helpText(command);
    const named = [...text.matchAll(/^ {2}--([\w-]+)/gm)].map(([, name]) => name);
    assert.deepEqual(
      named,
      COMMAND_TABLE.optionsOf(command).map(({ name }) => name),
    );
    assert.ok(
      text.split('\n').every((line) => line.length <= 100),
      command.name,
    );
  }
  const help = memslot.run(['check', '--help']);
  assert.deepEqual([help.stderr, help.status], ['', 0]);
  assert.match(help.stdout, /\n {2}--shard I\/N\n/);
  assert.equal(memslot.run(['help', 'check']).stdout, help.stdout);
});

/** Values for options of which the table has none. */
const VALUES: Readonly<Record<string, string>> = {
  format: 'json',
  'max-warnings': '3',
  'files-from': '/dev/null',
  shard: '1/1',
  rule: 'ctz',
  kernel: '6.12',
  'gpa-bits': '46',
  qemu: '10.0',
  libvirt: '11.3',
  jobs: '1',
  host: 'host.json',
};

test('every option that check has in the table is taken', () => {
  memslot.write('host.json', '{ "version": 1 }');
  memslot.write('list.memslots', 'Slot#0: gpa=0, size=2M\n');
  const options = COMMAND_TABLE.options.filter(({ commands }) => !commands || commands.includes('check'));
  const args = options
    .filter(({ name }) => name !== 'diff')
    .map(({ name, value, values }) =>
      value === undefined ? `--${name}` : `--${name}=${typeof values === 'object' ? values[0] : VALUES[name]}`,
    );
  assert.deepEqual(memslot.run(['check', ...args, 'list.memslots']), {
    stdout: '{"version":1,"diagnostics":[]}\n',
    stderr: '',
    status: 0,
  });
  assert.equal(memslot.run(['check', '--diff', 'list.memslots']).status, 0);
});

test('the reference is the one that is generated', () => {
  const reference = readFileSync(path.join(ROOT, 'docs', 'command-line.md'), 'utf8');
  for (const { name } of COMMAND_TABLE.options) assert.ok(reference.includes(`| \`--${name}`), name);
});
