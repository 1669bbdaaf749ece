import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

const ROOT = path.join(__dirname, '..', '..');

let folder = '';
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'memslot-npm-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program with a cache of npm that has nothing in it, and no network. */
function run(cwd: string, program: string, ...args: readonly string[]) {
  const env = {
    ...process.env,
    npm_config_cache: path.join(folder, 'cache'),
    npm_config_offline: 'true',
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_update_notifier: 'false',
    npm_config_loglevel: 'error',
  };
  return spawnSync(program, args, { cwd, encoding: 'utf8', env, maxBuffer: 1 << 26 });
}

test('npm pack makes a package that installs into an empty folder, without network and without scripts, and runs', () => {
  const packed = run(ROOT, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  assert.equal(packed.status, 0, packed.stderr);
  const [{ filename, files }]: [{ filename: string; files: { path: string }[] }] = JSON.parse(packed.stdout);
  const names = files.map((file) => file.path).filter((name) => !/^dist\/rules\/[\w-]+\.md$/.test(name));
  assert.deepEqual(names.sort(), [
    'LICENSE',
    'README.md',
    'dist/server/cli.js',
    'dist/server/main.js',
    'man/memslot.1',
    'package.json',
    'schemas/host-profile.schema.json',
    'schemas/memslotrc.schema.json',
  ]);
  const { scripts, dependencies, bin, man } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  assert.equal(dependencies, undefined, 'the bundles have everything');
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) assert.equal(scripts[script], undefined);
  for (const named of [bin.memslot, man]) assert.ok(names.includes(path.normalize(named)), named);

  const empty = path.join(folder, 'empty');
  mkdirSync(empty);
  const installed = run(empty, 'npm', 'install', '--no-audit', '--no-fund', path.join(folder, filename));
  assert.equal(installed.status, 0, installed.stderr);
  assert.deepEqual(
    readdirSync(path.join(empty, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['memslot'],
  );
  assert.ok(existsSync(path.join(empty, 'node_modules', 'memslot', 'man', 'memslot.1')));
  writeFileSync(path.join(empty, 'list.memslots'), 'Slot#0: gpa=0, size=2G\nSlot#1: gpa=1G, size=1G\n');
  const checked = run(empty, 'npx', 'memslot', 'check', 'list.memslots');
  assert.equal(checked.stderr, '');
  assert.match(checked.stdout, /^list\.memslots:2:13: error: .* \[slot-overlap\]\n1 error, 0 warnings\n$/);
  assert.equal(checked.status, 1);
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  assert.equal(run(empty, 'npx', 'memslot', '--version').stdout, `memslot ${version}\n`);
});
