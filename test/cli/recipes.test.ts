import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { exampleDomain } from '../../server/src/rules/libvirt/example-domain';
import { type BuiltCommandLine, buildCommandLine } from '../command-line';

const ROOT = path.join(__dirname, '..', '..');
const WRONG = exampleDomain({ memory: "<memory unit='GB '>2</memory>" });
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;

let memslot: BuiltCommandLine;
/** A folder with `memslot` in it, as if it were installed. */
let bin = '';
before(async () => {
  memslot = await buildCommandLine();
  bin = path.join(memslot.folder, 'bin');
  chmodSync(
    memslot.write('bin/memslot', `#!/bin/sh\nexec '${process.execPath}' '${memslot.folder}/cli.js' "$@"\n`),
    0o755,
  );
  for (let i = 0; i < 450; i++) memslot.write(`vms/${i % 7}/${i}.xml`, i % 50 === 0 ? WRONG : exampleDomain({}));
  memslot.write('vms/with blank\nand line/a.xml', WRONG);
  memslot.write('vms/notes.txt', 'none of ours\n');
});
after(() => memslot.remove());

function bash(script: string, env: NodeJS.ProcessEnv = {}, cwd = memslot.folder) {
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, ...env },
  });
}

/** The lines in the reference that are fenced as a language and have a word in them. */
function recipe(language: string, word: string): string {
  const reference = readFileSync(path.join(ROOT, 'docs', 'command-line.md'), 'utf8');
  const blocks = [...reference.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)];
  const found = blocks.filter(([, name, text]) => name === language && text!.includes(word));
  assert.equal(found.length, 1, word);
  return found[0]![2]!.trim();
}

const filesIn = (ndjson: string) =>
  ndjson
    .trimEnd()
    .split('\n')
    .map((line): string => JSON.parse(line).file);

test('the recipe for GNU parallel says of every file what one process says, in the same order', {
  skip: !has('parallel'),
}, () => {
  const { status, stderr } = bash(recipe('sh', 'parallel'), { PARALLEL_HOME: memslot.folder });
  // Of the three blocks, each has an error.
  assert.equal(status, 3, stderr);
  const found = readFileSync(path.join(memslot.folder, 'findings.ndjson'), 'utf8');
  const list = bash('find vms -type f -print0 | sort -z').stdout;
  const alone = memslot.run(['check', '--jobs', '1', '--format', 'ndjson', '--files-from', '-'], list).stdout;
  assert.equal(filesIn(found).length, 452);
  assert.equal(found, alone);
});

test('the jobs of the CI matrix check every file once', () => {
  const yaml = recipe('yaml', 'matrix');
  const shards = /shard: \[([\d, ]+)\]/.exec(yaml)![1]!.split(', ');
  const command = /run: npx (memslot .*)$/m.exec(yaml)![1]!.replace('--format github', '--format ndjson');
  assert.equal(command.includes(`/${shards.length}`), true);
  const parts = shards.map((shard) => {
    const { stdout } = bash(command.replace(/\$\{\{ matrix\.shard \}\}/, shard), {}, path.join(memslot.folder, 'vms'));
    return filesIn(stdout);
  });
  const all = filesIn(bash('memslot check --format ndjson .', {}, path.join(memslot.folder, 'vms')).stdout);
  assert.equal(all.length, 451);
  assert.deepEqual(parts.flat().sort(), all.sort());
});

test('the diff of the reference is applied by the commands of the reference', () => {
  const [, git, patch] = /`(memslot check --diff \. \| git apply)` or `(\| patch -p1)`/.exec(
    readFileSync(path.join(ROOT, 'docs', 'command-line.md'), 'utf8'),
  )!;
  const text = 'Slot#0: gpa=0, size=2G\nSlot#1: gpa=1G, size=1G\n';
  for (const [i, command] of [git!, git!.replace('| git apply', patch!)].entries()) {
    memslot.write(`diff${i}/list.memslots`, text);
    // The exit code of a pipe without pipefail is that of the last.
    const { status, stderr } = bash(
      `set +o pipefail; ${command}`,
      { GIT_CEILING_DIRECTORIES: memslot.folder },
      path.join(memslot.folder, `diff${i}`),
    );
    assert.equal(status, 0, stderr);
    const after = readFileSync(path.join(memslot.folder, `diff${i}`, 'list.memslots'), 'utf8');
    assert.equal(after, text.replace('gpa=1G', 'gpa=2G'));
  }
});

/** The script of the action, with what GitHub sets for it. */
function runAction(action: string, files: string, args: string, format = 'github', output = '') {
  const script = readFileSync(path.join(ROOT, 'action.yml'), 'utf8').split('run: |\n')[1]!.replace(/^ {8}/gm, '');
  return bash(script, {
    MEMSLOT_ACTION: action,
    MEMSLOT_FILES: files,
    MEMSLOT_FORMAT: format,
    MEMSLOT_OUTPUT: output,
    MEMSLOT_ARGS: args,
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  });
}

test('the action runs the bundle beside it, else what npm installed, and fetches nothing', () => {
  const files = 'vms/0/0.xml\n\nvms/with blank*/*.xml\n';
  mkdirSync(path.join(memslot.folder, 'action', 'dist', 'server'), { recursive: true });
  symlinkSync(path.join(memslot.folder, 'cli.js'), path.join(memslot.folder, 'action', 'dist', 'server', 'cli.js'));
  const bundled = runAction(path.join(memslot.folder, 'action'), files, '--jobs 1');
  assert.equal(bundled.stderr, '');
  assert.equal(bundled.status, 1);
  assert.match(
    bundled.stdout,
    /^::error file=vms\/0\/0\.xml,line=\d+,.*\n::error file=vms\/with blank%0Aand line\/a\.xml,/,
  );
  const modules = path.join(memslot.folder, 'node_modules', '.bin');
  mkdirSync(modules, { recursive: true });
  memslot.write('package.json', '{}');
  symlinkSync(path.join(bin, 'memslot'), path.join(modules, 'memslot'));
  const installed = runAction(path.join(memslot.folder, 'nowhere'), files, '--max-warnings 0');
  assert.deepEqual([installed.stdout, installed.status], [bundled.stdout, 1]);
  const written = runAction(path.join(memslot.folder, 'action'), files, '', 'sarif', 'found.sarif');
  assert.deepEqual([written.stdout, written.stderr, written.status], ['', '', 1]);
  const sarif = JSON.parse(readFileSync(path.join(memslot.folder, 'found.sarif'), 'utf8'));
  assert.equal(sarif.runs[0].results.length, bundled.stdout.trimEnd().split('\n').length);
  rmSync(path.join(memslot.folder, 'node_modules'), { recursive: true });
});

test('the inputs that the action names are those that its script reads', () => {
  const action = readFileSync(path.join(ROOT, 'action.yml'), 'utf8');
  const inputs = [.../^inputs:\n([\s\S]*?)^runs:/m.exec(action)![1]!.matchAll(/^ {2}(\w+):$/gm)].map(
    ([, name]) => name,
  );
  const read = [...action.matchAll(/\$\{\{ inputs\.(\w+) \}\}/g)].map(([, name]) => name);
  assert.deepEqual(read, inputs);
  for (const [, variable] of action.matchAll(/^ {8}(MEMSLOT_\w+):/gm))
    assert.ok(action.includes(`"$${variable}`), variable);
});

/** The entries of the hooks, by id. */
function hooks(): ReadonlyMap<string, { entry: string; language: string }> {
  const text = readFileSync(path.join(ROOT, '.pre-commit-hooks.yaml'), 'utf8');
  const parts = text.split(/^- id: /m).slice(1);
  const value = (part: string, key: string) => new RegExp(`^ {2}${key}: (.*)$`, 'm').exec(part)![1]!;
  return new Map(
    parts.map((part) => [part.split('\n')[0]!, { entry: value(part, 'entry'), language: value(part, 'language') }]),
  );
}

test('the hooks check the files that they are given, and pass over what is none of ours', () => {
  assert.deepEqual(
    [...hooks()].map(([id, { language }]) => [id, language]),
    [
      ['memslot', 'node'],
      ['memslot-installed', 'system'],
    ],
  );
  memslot.write('pom.xml', '<project><memory unit="GB">2</memory></project>\n');
  for (const { entry } of hooks().values()) {
    assert.equal(bash(`${entry} pom.xml vms/notes.txt vms/1/1.xml`).status, 0);
    assert.equal(bash(`${entry} pom.xml vms/0/0.xml`).status, 1);
  }
});

test('pre-commit takes the hooks', { skip: !has('pre-commit') || !existsSync(path.join(ROOT, '.git')) }, () => {
  const repository = path.join(memslot.folder, 'hooks');
  mkdirSync(repository);
  memslot.write('hooks/.pre-commit-hooks.yaml', readFileSync(path.join(ROOT, '.pre-commit-hooks.yaml')));
  memslot.write('work/wrong.xml', WRONG);
  memslot.write('work/notes.txt', 'none of ours\n');
  const env = { PRE_COMMIT_HOME: path.join(memslot.folder, 'pre-commit'), GIT_CONFIG_GLOBAL: '/dev/null' };
  const commit = 'git init -q && git add -A && git -c user.name=a -c user.email=a@b commit -qm a';
  const script = `(cd hooks && ${commit}) && cd work && ${commit} && pre-commit try-repo ../hooks memslot-installed --all-files`;
  const { status, stdout } = bash(script, env);
  assert.equal(status, 1);
  assert.match(stdout, /memslot check\.+Failed/);
  assert.match(stdout, /wrong\.xml:\d+:\d+: error: /);
});
