import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { COMMAND_TABLE } from '../../server/src/cli/command-table';
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

test('--help of a command has its options and no others, and every option that it names is taken', () => {
  for (const command of COMMAND_TABLE.commands) {
    const { stdout } = memslot.run([command.name, '--help']);
    const named = [...stdout.matchAll(/^ {2}--([\w-]+)/gm)].map(([, name]) => name);
    const options = COMMAND_TABLE.optionsOf(command);
    assert.deepEqual(
      named,
      options.map(({ name }) => name),
    );
    assert.ok(
      stdout.split('\n').every((line) => line.length <= 100),
      command.name,
    );
    assert.equal(memslot.run(['help', command.name]).stdout, stdout);
  }
  memslot.write('list.memslots', 'Slot#0: gpa=0, size=2M\n');
  const values: Readonly<Record<string, string>> = {
    'max-warnings': '3',
    'files-from': '/dev/null',
    shard: '1/1',
    rule: 'ctz',
    kernel: '6.12',
    'gpa-bits': '46',
    qemu: '10.0',
    libvirt: '11.3',
    jobs: '1',
    host: '/dev/null',
  };
  for (const option of COMMAND_TABLE.options.filter(({ commands }) => !commands || commands.includes('check'))) {
    const known = typeof option.values === 'object' ? option.values[0] : undefined;
    const value = option.name === 'format' ? 'json' : (known ?? values[option.name]);
    if (option.name === 'host') continue;
    const args = option.value === undefined ? [`--${option.name}`] : [`--${option.name}`, value!];
    const { status, stderr } = memslot.run(['check', ...args, 'list.memslots']);
    assert.deepEqual([status, stderr], [0, ''], args.join(' '));
  }
});

test('the reference is the one that is generated', () => {
  const reference = readFileSync(path.join(ROOT, 'docs', 'command-line.md'), 'utf8');
  for (const { name } of COMMAND_TABLE.options) assert.ok(reference.includes(`| \`--${name}`), name);
});
