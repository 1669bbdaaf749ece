import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type BuiltCommandLine, buildCommandLine } from '../command-line';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

const read = (name: string) => readFileSync(path.join(memslot.folder, name), 'utf8');

/** A device that needs shared memory, and a backend that is private: one fix, which shares it. */
const SCRIPT = `#!/bin/sh
# a machine
qemu-system-x86_64 -m 2G -machine q35,memory-backend=ram \\
  -object memory-backend-ram,id=ram,size=2G \\
  -chardev socket,id=fs,path=/run/fs.sock \\
  -device vhost-user-fs-pci,chardev=fs,tag=home
`;
const OVERLAP = 'Slot#0: gpa=0, size=2G\nSlot#1: gpa=1G, size=1G\n';

test('--fix makes the fixes that leave no doubt, and reports what is left', () => {
  const file = memslot.write('fix/vm.sh', SCRIPT);
  chmodSync(file, 0o750);
  const { stdout, status } = memslot.run(['check', '--fix', 'fix/vm.sh']);
  assert.equal(read('fix/vm.sh'), SCRIPT.replace('id=ram,size=2G', 'id=ram,size=2G,share=on'));
  assert.equal(stdout, '1 finding fixed, 0 errors, 0 warnings\n');
  assert.equal(status, 0);
  assert.equal(statSync(file).mode & 0o7777, 0o750, 'the mode stays');
  assert.deepEqual(readdirSync(path.dirname(file)), ['vm.sh'], 'nothing is left beside it');
  // Nothing is left to do.
  const before = statSync(file);
  assert.equal(memslot.run(['check', '--fix', 'fix/vm.sh']).stdout, '0 errors, 0 warnings\n');
  assert.equal(statSync(file).ino, before.ino, 'a file without a change is not written');
});

test('where two fixes are as good, none is made', () => {
  // Moving the offset down or up would do.
  const text = 'backing ram type=memfd page=2M size=4M\nSlot#0: gpa=2M, offset=1M, size=2M, backing=ram\n';
  memslot.write('doubt.memslots', text);
  const { diagnostics } = JSON.parse(memslot.run(['check', '--format', 'json', 'doubt.memslots']).stdout);
  assert.deepEqual(
    diagnostics[0].fixes.map(({ title }: { title: string }) => title.split(':')[0]),
    ['Move offset to 0 (-1 MiB)', 'Move offset to 2M (+1 MiB)'],
  );
  const { stdout } = memslot.run(['check', '--fix', 'doubt.memslots']);
  assert.equal(read('doubt.memslots'), text);
  assert.match(stdout, /\[offset-incongruent\]\n0 errors, 1 warning\n$/);
});

test('fixes that bring others to light are followed, and never meet in one place', () => {
  // Each moves behind the one before, where the next is in the way then.
  const slots = Array.from({ length: 6 }, (_, i) => `Slot#${i}: gpa=0, size=256M\n`).join('');
  memslot.write('chain.memslots', slots);
  const { status, stdout } = memslot.run(['check', '--fix', 'chain.memslots']);
  assert.equal(status, 0, stdout);
  assert.equal(
    read('chain.memslots'),
    ['0', '256M', '512M', '768M', '1G', '1280M'].map((gpa, i) => `Slot#${i}: gpa=${gpa}, size=256M\n`).join(''),
  );
});

test('line ends, byte order marks and encodings stay', () => {
  const crlf = (text: string) => text.replaceAll('\n', '\r\n');
  memslot.write('bom.memslots', `\ufeff${crlf(OVERLAP)}`);
  memslot.write('utf16.memslots', Buffer.from(`\ufeff${crlf(OVERLAP)}`, 'utf16le'));
  assert.equal(memslot.run(['check', '--fix', 'bom.memslots', 'utf16.memslots']).status, 0);
  const moved = `\ufeff${crlf(OVERLAP.replace('gpa=1G', 'gpa=2G'))}`;
  assert.equal(read('bom.memslots'), moved);
  assert.equal(readFileSync(path.join(memslot.folder, 'utf16.memslots'), 'utf16le'), moved);
  // What is no right UTF-8 would not come back as it was.
  const latin = Buffer.from(SCRIPT.replace('a machine', 'Gerät'), 'latin1');
  memslot.write('latin.sh', latin);
  const { status, stderr } = memslot.run(['check', '--fix', 'latin.sh']);
  assert.equal(status, 2);
  assert.match(stderr, /latin\.sh is left as it is: it could not be written back in its own encoding\.\n$/);
  assert.deepEqual(readFileSync(path.join(memslot.folder, 'latin.sh')), latin);
});

test('of a symbolic link the file behind it is fixed', () => {
  memslot.write('target/list.memslots', OVERLAP);
  symlinkSync('target/list.memslots', path.join(memslot.folder, 'link.memslots'));
  assert.equal(memslot.run(['check', '--fix', 'link.memslots']).status, 0);
  assert.match(read('target/list.memslots'), /Slot#1: gpa=2G/);
  assert.deepEqual(readdirSync(path.join(memslot.folder, 'target')), ['list.memslots']);
  assert.ok(
    readdirSync(memslot.folder, { withFileTypes: true }).some((e) => e.name === 'link.memslots' && e.isSymbolicLink()),
  );
});

test('a diff changes nothing; git apply and patch make of it what --fix makes', () => {
  const inputs = {
    'plain.sh': SCRIPT,
    'with blank.memslots': OVERLAP,
    'quote".memslots': OVERLAP,
    'ünïcode.memslots': OVERLAP,
    'crlf.memslots': OVERLAP.replaceAll('\n', '\r\n'),
    'no-end.memslots': OVERLAP.trimEnd(),
    'bom.memslots': `\ufeff${OVERLAP}`,
    'deep/er/far.memslots': `${'# line\n'.repeat(40)}${OVERLAP}${'# line\n'.repeat(40)}Slot#2: gpa=0, size=1M\n`,
    'fine.memslots': 'Slot#0: gpa=0, size=2M\n',
  };
  for (const [name, text] of Object.entries(inputs)) memslot.write(path.join('diff', name), text);
  const diff = memslot.run(['check', '--diff', '--jobs', '1', 'diff']);
  assert.equal(diff.stderr, '');
  assert.equal(diff.status, 1);
  for (const [name, text] of Object.entries(inputs)) assert.equal(read(path.join('diff', name)), text);
  const copies = ['git', 'patch', 'fixed'].map((name) => {
    const copy = path.join(memslot.folder, 'copies', name);
    mkdirSync(copy, { recursive: true });
    cpSync(path.join(memslot.folder, 'diff'), path.join(copy, 'diff'), { recursive: true });
    return copy;
  });
  const tools: readonly (readonly [string, readonly string[]])[] = [
    ['git', ['apply', '--unsafe-paths', '-']],
    ['patch', ['-p1', '--binary', '--no-backup-if-mismatch']],
  ];
  for (const [i, [tool, args]] of tools.entries()) {
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: memslot.folder };
    const { status, stdout, stderr } = spawnSync(tool, args, {
      cwd: copies[i],
      input: diff.stdout,
      encoding: 'utf8',
      env,
    });
    assert.equal(status, 0, `${tool}: ${stdout}${stderr}`);
    assert.doesNotMatch(stdout, /fuzz|offset/);
  }
  assert.equal(memslot.run(['check', '--fix', path.join(copies[2]!, 'diff')]).status, 0);
  for (const name of Object.keys(inputs)) {
    const [git, patch, fixed] = copies.map((copy) => readFileSync(path.join(copy, 'diff', name), 'utf8'));
    assert.equal(git, fixed, name);
    assert.equal(patch, fixed, name);
    assert.equal(fixed === inputs[name as keyof typeof inputs], name === 'fine.memslots', name);
  }
  assert.deepEqual(memslot.run(['check', '--diff', 'diff/fine.memslots']), { stdout: '', stderr: '', status: 0 });
});

test('what cannot be fixed, or not shown as a diff, is told', () => {
  memslot.write('wide.memslots', Buffer.from(`\ufeff${OVERLAP}`, 'utf16le'));
  assert.match(memslot.run(['check', '--diff', 'wide.memslots']).stderr, /is UTF-16, of which there is no diff/);
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['--fix', '-'], /- is standard input, which cannot be fixed/],
    [['--fix', '--diff', 'x'], /only one of them/],
    [['--diff', '--format', 'json', 'x'], /takes no --format/],
  ];
  for (const [args, message] of wrong) {
    const { status, stderr } = memslot.run(['check', ...args], OVERLAP);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});
