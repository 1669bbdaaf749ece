import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { findingsIn } from '../../../server/src/features/findings-in';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { createSnapshot } from '../../../server/src/features/snapshot';
import { exampleDomain } from '../../../server/src/rules/libvirt/example-domain';
import { TextLines } from '../../../server/src/text/text-lines';
import { type BuiltCommandLine, buildCommandLine } from '../../command-line';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

const call = (slot: number, size: number, ret: number) =>
  `48213@1.2:kvm_set_user_memory AddrSpace#0 Slot#${slot} flags=0x0 gpa=0x${(slot << 22).toString(16)} size=0x${size.toString(16)} ua=0x7f0000001000 guest_memfd=-1 guest_memfd_offset=0x0 ret=${ret}\n`;

/** A log of more than one piece, with a few calls that KVM refuses for no reason to be seen. */
const LOG = Array.from({ length: 20_000 }, (_, i) =>
  i % 7 === 0
    ? `a line of other software, über ${i}\n`
    : call(i % 50, i % 100 < 50 ? 1 << 21 : 0, i % 1999 === 0 ? -22 : 0),
).join('');

/** What the whole text says, as the command writes it. */
function linesOf(file: string, text: string): string[] {
  const snapshot = createSnapshot(TextLines.of(text), { settings: DEFAULT_SETTINGS, log: true });
  return findingsIn(snapshot, 10_000)
    .list()
    .map(
      ({ range: { start }, severity, message, code }) =>
        `${file}:${start.line + 1}:${start.character + 1}: ${severity}: ${message} [${code}]`,
    );
}

test('a log is told of as it is, in pieces or as a whole, from a file or a pipe', () => {
  assert.ok(LOG.length > 2 << 20);
  const expected = linesOf('long.log', LOG);
  assert.ok(expected.length > 50);
  memslot.write('long.log', LOG);
  const { stdout, stderr, status } = memslot.run(['check', 'long.log']);
  assert.equal(stderr, '');
  assert.equal(status, expected.some((line) => line.includes(': error: ')) ? 1 : 0);
  assert.deepEqual(stdout.split('\n').slice(0, -2), expected);
  const piped = memslot.run(['check', '--as', 'log', '-'], LOG);
  assert.deepEqual(piped.stdout.split('\n').slice(0, -2), linesOf('-', LOG));
});

test('what counts for all of a log may stand at its end', () => {
  memslot.write('late.log', `${LOG}host arch=arm64\nmachine other\n${call(1, 4096, 0)}`);
  memslot.write('early.log', `host arch=arm64\n${LOG}machine other\n${call(1, 4096, 0)}`);
  const late = memslot.run(['check', 'late.log']).stdout.split('\n');
  const early = memslot.run(['check', 'early.log']).stdout.split('\n');
  assert.match(early[0]!, /on arm64/);
  const withoutPlace = (lines: string[]) => lines.map((line) => line.replace(/^\w+\.log:\d+/, ''));
  assert.deepEqual(withoutPlace(late), withoutPlace(early));
});

test('standard input that is too long to be kept says first what counts for all of it', () => {
  const lines = `${`${'-'.repeat(1000)}\n`.repeat(1000)}${call(1, 4096, 0)}`.repeat(68);
  const { stdout, status } = memslot.run(['check', '--as', 'log', '-'], `${lines}${call(2, 4096, -22)}`);
  assert.match(stdout, /\n-:68069:\d+: information: .*\[trace-disagrees\]\n/);
  assert.equal(status, 0);
  const late = memslot.run(['check', '--as', 'log', '-'], `${lines}host arch=arm64\n`);
  assert.deepEqual([late.status, late.stdout], [2, '']);
  assert.match(late.stderr, /line 68,069 counts for all of the input, which is too long to be kept/);
});

test('in a log as long as one likes, fixes are proved as in a short one', () => {
  memslot.write('fix.log', `${LOG}Slot#700: gpa=0x100000001, size=2M\n`);
  const { stdout, status } = memslot.run(['check', '--format', 'json', 'fix.log']);
  assert.equal(status, 1);
  const { diagnostics } = JSON.parse(stdout);
  const wrong = diagnostics.find(({ code }: { code: string }) => code === 'page-misaligned');
  assert.ok(wrong.fixes.length > 0);
});

test('more findings than anybody reads are counted, and errors come first', () => {
  memslot.write('many.log', `${call(1, 1 << 21, -22).repeat(10_100)}Slot#3: gpa=1, size=2M\n`);
  const { stdout, stderr, status } = memslot.run(['check', 'many.log']);
  assert.equal(status, 1);
  assert.equal(stderr, 'memslot: many.log: 101 more findings, which are not listed.\n');
  const lines = stdout.trimEnd().split('\n');
  assert.match(lines.at(-1)!, /^1 error, /);
  assert.match(lines.at(-2)!, /^many\.log:10101:\d+: error: /);
  assert.match(lines.at(-3)!, /^many\.log:9999:\d+: information: /);
  assert.equal(lines.length, 10_001);
});

test('threads say what one says, in the same order', () => {
  const wrong = exampleDomain({ memory: "<memory unit='GB '>2</memory>" });
  for (let i = 0; i < 600; i++) memslot.write(`many/${i}.xml`, i % 3 === 0 ? wrong : exampleDomain({}));
  memslot.write('many/5.sh', Buffer.from([0x23, 0xff, 0]));
  // Larger than what is read sooner than threads start.
  memslot.write('many/0.log', LOG.repeat(4));
  const named = ['many/0.log', 'many/nowhere.xml', 'many', 'many/0.log'];
  for (const format of ['text', 'json']) {
    const one = memslot.run(['check', '--jobs', '1', '--format', format, ...named]);
    assert.equal(one.status, 2);
    assert.match(one.stderr, /nowhere\.xml cannot be read: there is no such file/);
    assert.deepEqual(memslot.run(['check', '--jobs', '3', '--format', format, ...named]), one);
  }
});

test('of a few slow files, all may go to other threads', () => {
  // Every look at the clock takes seconds.
  memslot.write('slow-clock.js', 'let now = 0; performance.now = () => (now += 5000);\n');
  const names = ['1', '2', '3', '4'].map((name) => `slow/${name}.memslots`);
  for (const name of names) memslot.write(name, 'Slot#0: gpa=1, size=2M\n');
  for (let count = 1; count <= names.length; count++) {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--require', './slow-clock.js', 'cli.js', 'check', '--jobs', '3', ...names.slice(0, count)],
      { cwd: memslot.folder, encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    assert.deepEqual(
      stdout
        .split('\n')
        .slice(0, -2)
        .map((line) => line.split(':')[0]),
      names.slice(0, count),
    );
  }
});

test('--jobs takes a number of threads', () => {
  for (const jobs of ['0', '-1', 'many', '1000']) {
    const { status, stderr } = memslot.run(['check', `--jobs=${jobs}`, 'long.log']);
    assert.equal(status, 2);
    assert.match(stderr, /--jobs is a number from 1 to 999, not /);
  }
});
