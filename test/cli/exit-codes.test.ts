import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { COMMAND_NOTES } from '../../server/src/cli/command-notes';
import { type BuiltCommandLine, buildCommandLine } from '../command-line';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
  memslot.write('fine.memslots', 'Slot#0: gpa=0, size=2M\n');
  memslot.write('warning.memslots', 'Slot#0: gpa=0, size=2G, ua=0x7f5733fff000\n');
  memslot.write('error.memslots', 'Slot#0: gpa=1, size=2M\n');
  // What never happens: a clock that fails.
  memslot.write('broken.js', "performance.now = () => { throw new TypeError('no clock'); };\n");
});
after(() => memslot.remove());

const FORMATS = ['json', 'ndjson', 'sarif', 'junit', 'github'];

test('the exit code says how it ended, in every format', () => {
  const cases: readonly (readonly [number, ...string[]])[] = [
    [0, 'fine.memslots'],
    [0, 'warning.memslots'],
    [1, 'warning.memslots', '--max-warnings=0'],
    [1, 'error.memslots', 'fine.memslots'],
    [0, 'error.memslots', '--rule=page-misaligned=warning'],
    [2, 'error.memslots', 'nowhere.memslots'],
    [2, '--no-such-option'],
  ];
  for (const [code, ...args] of cases) assert.equal(memslot.run(['check', ...args]).status, code, args.join(' '));
  for (const format of FORMATS) {
    const all = ['check', '--format', format, 'warning.memslots', 'error.memslots'];
    assert.equal(memslot.run(all).status, 1, format);
    assert.equal(memslot.run([...all, 'nowhere.memslots']).status, 2, format);
  }
  assert.deepEqual(
    COMMAND_NOTES.exitCodes.map(([code]) => code),
    ['0', '1', '2', '3'],
  );
});

test('what goes wrong inside is told as that, and no finding', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', './broken.js', path.join(memslot.folder, 'cli.js'), 'check', 'fine.memslots'],
    { cwd: memslot.folder, encoding: 'utf8' },
  );
  assert.equal(status, 3);
  assert.match(stderr, /^memslot: this is a mistake of Memslot: TypeError: no clock\n/);
});

test('a machine-readable report stays one where nothing could be read', () => {
  const report = (format: string) => memslot.run(['check', '--format', format, 'nowhere.memslots']).stdout;
  assert.equal(JSON.parse(report('sarif')).runs[0].invocations[0].executionSuccessful, false);
  assert.match(
    report('junit'),
    /<error type="unreadable" message="nowhere\.memslots cannot be read[\s\S]*<\/testsuites>\n$/,
  );
  assert.match(report('github'), /^::error file=nowhere\.memslots::nowhere\.memslots cannot be read[^\n]*\n$/);
  assert.match(JSON.parse(report('ndjson')).error, /there is no such file/);
});
