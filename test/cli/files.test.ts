import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { findFiles } from '../../server/src/cli/find-files';
import { type BuiltCommandLine, buildCommandLine } from '../command-line';

const LIST = 'Slot#0: gpa=0, size=2M\n';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

/** The files that are read, in their order. */
function filesRead(args: readonly string[], input?: string): readonly string[] {
  const { stdout } = memslot.run(['check', '--format', 'ndjson', ...args], input);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).file);
}

function git(cwd: string, ...args: readonly string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', env });
  assert.equal(status, 0, stderr);
  return stdout;
}

test('what .gitignore files name is left out, unless it is named or --no-ignore says so', () => {
  const folder = 'ignoring';
  for (const name of ['a', 'build/b', 'deep/c', 'deep/kept', 'deep/x/d', 'other/e'])
    memslot.write(`${folder}/${name}.memslots`, LIST);
  memslot.write(`${folder}/.gitignore`, '# made\nbuild/\ndeep/*.memslots\n/x\n');
  memslot.write(`${folder}/deep/.gitignore`, '!kept.memslots\n');
  git(path.join(memslot.folder, folder), 'init', '-q');
  memslot.write(`${folder}/.git/info/exclude`, 'other\n');
  const all = ['a', 'build/b', 'deep/c', 'deep/kept', 'deep/x/d', 'other/e'];
  const named = (names: readonly string[]) => names.map((name) => `${folder}/${name}.memslots`);
  assert.deepEqual(filesRead([folder]), named(['a', 'deep/kept', 'deep/x/d']));
  assert.deepEqual(filesRead(['--no-ignore', folder]), named(all));
  // The files above count from the top of the repository on.
  assert.deepEqual(filesRead([`${folder}/deep`]), named(['deep/kept', 'deep/x/d']));
  assert.deepEqual(filesRead([`${folder}/deep/c.memslots`]), named(['deep/c']));
  assert.deepEqual(filesRead([`${folder}/**/*.memslots`]), named(['a', 'deep/kept', 'deep/x/d']));
});

test('of any folder with any .gitignore files the same is found as git finds', () => {
  const name = fc.constantFrom('a', 'b', 'ab', 'a.x', 'b.x', '.c');
  const pattern = fc
    .tuple(
      fc.constantFrom('', '!', '/', '!/'),
      fc.array(fc.constantFrom('a', 'b', 'a*', '*.x', '*', '**', '?', '[ab]', 'ab', '.c', '*b'), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.constantFrom('', '/'),
    )
    .map(([begin, parts, end]) => begin + parts.join('/') + end);
  const place = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  let run = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(place, { minLength: 3, maxLength: 12 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.array(pattern, { minLength: 1, maxLength: 4 })), {
        minLength: 1,
        maxLength: 3,
      }),
      (places, ignores) => {
        const folder = `like-git/${run++}`;
        const files = places.filter((each) => !places.some((other) => other.startsWith(`${each}/`)));
        for (const file of files) memslot.write(`${folder}/${file}`, '');
        for (const [i, patterns] of ignores) {
          const inside = path.dirname(files[i % files.length]!);
          memslot.write(`${folder}/${inside}/.gitignore`, `${patterns.join('\n')}\n`);
        }
        const absolute = path.join(memslot.folder, folder);
        mkdirSync(absolute, { recursive: true });
        git(absolute, 'init', '-q');
        const expected = git(absolute, 'ls-files', '-z', '--others', '--exclude-standard').split('\0').slice(0, -1);
        const found = findFiles(absolute, { ignoresNothing: false, onUnreadable: assert.fail });
        assert.deepEqual(found.map((file) => path.relative(absolute, file)).sort(), expected.sort());
      },
    ),
    { numRuns: 60, seed: 7 },
  );
});

test('a pattern in quotes stands for the files that it fits', () => {
  for (const name of ['one.memslots', 'a/two.memslots', 'a/b/three.memslots', 'a/b/four.list', '.hidden/five.memslots'])
    memslot.write(`glob/${name}`, LIST);
  memslot.write('glob/a/notes.memslots.txt', 'none of ours\n');
  memslot.write('glob/real[1].memslots', LIST);
  const inGlob = (...names: readonly string[]) => names.map((name) => path.join('glob', name));
  assert.deepEqual(filesRead(['glob/*.memslots']), inGlob('one.memslots', 'real[1].memslots'));
  assert.deepEqual(filesRead(['glob/**/t*.memslots']), inGlob('a/b/three.memslots', 'a/two.memslots'));
  assert.deepEqual(filesRead(['glob/a/{two,b/three}.memslots']), inGlob('a/b/three.memslots', 'a/two.memslots'));
  assert.deepEqual(filesRead(['glob/.h*/*']), inGlob('.hidden/five.memslots'));
  assert.deepEqual(filesRead(['./glob/o?e.memslots']), inGlob('one.memslots'));
  assert.deepEqual(filesRead([`${memslot.folder}/glob/o*`]), [path.join(memslot.folder, 'glob/one.memslots')]);
  // A file that is there is no pattern.
  assert.deepEqual(filesRead(['glob/real[1].memslots']), inGlob('real[1].memslots'));
  const { status, stderr } = memslot.run(['check', 'glob/*.nothing', 'glob/one.memslots']);
  assert.deepEqual([status, stderr], [2, "memslot: No file fits 'glob/*.nothing'.\n"]);
});

test('--files-from reads names that stand one a line, or have NULs behind them', () => {
  memslot.write('from/a b.memslots', LIST);
  memslot.write('from/line\nbreak.memslots', LIST);
  memslot.write('from/-', LIST);
  memslot.write('from/folder/c.memslots', LIST);
  memslot.write('from/list', 'from/a b.memslots\r\n\r\nfrom/folder\r\n');
  assert.deepEqual(filesRead(['--files-from', 'from/list']), ['from/a b.memslots', 'from/folder/c.memslots']);
  const withNul = 'from/line\nbreak.memslots\0from/a b.memslots\0';
  assert.deepEqual(filesRead(['--files-from=-'], withNul), ['from/line\nbreak.memslots', 'from/a b.memslots']);
  assert.deepEqual(filesRead(['--files-from=-'], ''), []);
  const { stderr, status } = memslot.run(['check', '--files-from', '-', '-'], '');
  assert.deepEqual([status, stderr], [2, 'memslot: Standard input is either a file, or the list of the files.\n']);
  assert.match(
    memslot.run(['check', '--files-from', 'from/none']).stderr,
    /from\/none cannot be read: there is no such/,
  );
});

test('--skip-foreign passes over what is named and none of ours', () => {
  memslot.write('foreign/pom.xml', '<project/>\n');
  memslot.write('foreign/list.memslots', LIST);
  const files = ['foreign/pom.xml', 'foreign/list.memslots'];
  assert.deepEqual(filesRead(['--skip-foreign', ...files]), ['foreign/list.memslots']);
  assert.deepEqual(filesRead(files), files);
});

test('shards are all files, each in one; a file stays in its part whatever others there are', () => {
  const names = Array.from({ length: 40 }, (_, i) => `shard/${i}.memslots`);
  for (const name of names) memslot.write(name, LIST);
  const parts = [1, 2, 3].map((part) => filesRead(['--shard', `${part}/3`, 'shard']));
  assert.deepEqual(parts.flat().sort(), [...names].sort());
  for (const part of parts) assert.ok(part.length > 5, `${part.length}`);
  const few = names.slice(0, 9).map((name) => `./${name}`);
  for (const [i, part] of parts.entries())
    assert.deepEqual(
      filesRead(['--shard', `${i + 1}/3`, ...few]),
      few.filter((name) => part.includes(name.slice(2))),
    );
  // By what the documentation says of it, worked out elsewhere: printf shard/7.memslots | sha256sum
  const sum = spawnSync('sha256sum', { input: 'shard/7.memslots', encoding: 'utf8' }).stdout;
  const part = Number(BigInt(`0x${sum.slice(0, 8)}`) % 3n);
  assert.ok(parts[part]!.includes('shard/7.memslots'));
  for (const wrong of ['0/3', '4/3', '3', 'a/b', '1/0'])
    assert.match(
      memslot.run(['check', '--shard', wrong, 'shard']).stderr,
      /--shard is a part of so many, such as 3\/8/,
    );
});

test('one file that is not there does not keep the others from being read', () => {
  memslot.write('there.memslots', LIST);
  const { status, stdout, stderr } = memslot.run(['check', 'nowhere.memslots', 'there.memslots']);
  assert.equal(status, 2);
  assert.equal(stdout, '0 errors, 0 warnings\n');
  assert.equal(stderr, 'memslot: nowhere.memslots cannot be read: there is no such file.\n');
});
