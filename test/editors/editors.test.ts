import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const ROOT = path.join(__dirname, '..', '..');

const LIST = `backing ram type=memfd page=2M size=4G
Slot#0(😀 é): gpa=0x0, size=2G, backing=ram, offset=0x1000
`;

const SCRIPT = 'qemu-system-x86_64 -machine q35,memory-backend=ram -m 8G -object memory-backend-memfd,id=ram,size=6G\n';

/** What was seen in an editor, as check.lua and check.el write it down. */
interface Seen {
  readonly error?: string;
  /** Of the diagnostics of the list. */
  readonly found: readonly string[];
  /** Where the first of them begins: its line, and the place in it as the editor counts. */
  readonly place: readonly [line: number, place: number];
  readonly hover: string;
  /** The title of the fix that was chosen, and its line afterwards. */
  readonly fix: string;
  readonly fixed: string;
  /** Of the diagnostics of the script. */
  readonly script: readonly string[];
}

/** The only block of code in that language that the document has. */
function snippet(language: string): string {
  const document = readFileSync(path.join(ROOT, 'docs', 'editors.md'), 'utf8');
  const blocks = [...document.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
  assert.equal(blocks.length, 1, `blocks of ${language}`);
  return blocks[0]![2]!;
}

/** Why a test is left out: its program is not there. In continuous integration that is a failure of the test. */
function without(program: string, ...args: string[]): string | false {
  const isThere = spawnSync(program, args).status === 0;
  return isThere || process.env.CI ? false : `${program} is not there, or not as it has to be`;
}

/** Runs an editor in a folder of its own, with `memslot` on its path; what it has written down. */
function runEditor(program: string, argsIn: (folder: string) => string[], language: 'lua' | 'elisp'): Seen {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'memslot-editor-'));
  const file = (name: string, text?: string): string => {
    const full = path.join(folder, name);
    if (text !== undefined) writeFileSync(full, text);
    return full;
  };
  try {
    mkdirSync(file('bin'));
    symlinkSync(path.join(ROOT, 'dist', 'server', 'cli.js'), file('bin/memslot'));
    const { status, error, stdout, stderr } = spawnSync(program, argsIn(folder), {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 300_000,
      env: {
        PATH: `${file('bin')}${path.delimiter}${process.env.PATH}`,
        LANG: 'C.UTF-8',
        HOME: folder,
        INIT: file(`init.${language === 'lua' ? 'lua' : 'el'}`, snippet(language)),
        LIST: file('a.memslots', LIST),
        SCRIPT: file('vm.sh', SCRIPT),
        RESULT: file('seen.json', ''),
      },
    });
    const output = `${program} ended with ${status}: ${error ?? ''}\n${stdout}\n${stderr}`;
    assert.equal(status, 0, output);
    const seen: Seen = JSON.parse(readFileSync(file('seen.json'), 'utf8'));
    assert.equal(seen.error, undefined, `${seen.error}\n${output}`);
    return seen;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What every editor has to show. `place`: where `0x1000` begins. */
function checkSeen({ found, place, hover, fix, fixed, script }: Seen, at: number): void {
  assert.equal(found.length, 1);
  assert.match(found[0]!, /offset-incongruent/);
  assert.deepEqual(place, [1, at]);
  assert.match(hover, /^`?0x1000`? = 4,096 = (?:\*\*)?4 KiB/);
  assert.match(fix, /^Move offset to 0x0 /);
  assert.equal(fixed, LIST.split('\n')[1]!.replace('0x1000', '0x0'));
  assert.match(script.join('\n'), /backend-size-mismatch/);
}

const before = LIST.split('\n')[1]!.split('0x1000')[0]!;

test('Neovim, with the lines of the document: diagnostics, a hover, a fix', {
  skip: without('nvim', '--version'),
}, () => {
  const check = path.join(__dirname, 'check.lua');
  const args = (folder: string) => [
    '--headless',
    '-n',
    '-u',
    `${folder}/init.lua`,
    'a.memslots',
    '-c',
    `luafile ${check}`,
  ];
  checkSeen(runEditor('nvim', args, 'lua'), Buffer.byteLength(before));
});

test('Emacs and eglot, with the lines of the document: diagnostics, a hover, a fix', {
  skip: without('emacs', '--batch', '--eval', "(progn (package-activate-all) (require 'eglot))"),
}, () => {
  const args = () => ['--batch', '-l', path.join(__dirname, 'check.el')];
  checkSeen(runEditor('emacs', args, 'elisp'), [...before].length);
});

/** A text as Python reads it. */
function readByPython(program: string, text: string): unknown {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], { input: text, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const COMMAND = ['memslot', 'lsp', '--stdio'];

test('Helix: the lines of the document are TOML', { skip: without('python3', '-c', 'import tomllib') }, () => {
  const read = readByPython(
    'import json, sys, tomllib; print(json.dumps(tomllib.loads(sys.stdin.read())))',
    snippet('toml'),
  );
  const settings = read as {
    'language-server': Record<string, { command: string; args: string[] }>;
    language: { name: string; 'language-servers': string[]; 'file-types'?: string[]; scope?: string }[];
  };
  const { memslot } = settings['language-server'];
  assert.deepEqual([memslot?.command, ...(memslot?.args ?? [])], COMMAND);
  assert.deepEqual(
    settings.language.map(({ name }) => name),
    ['memslots', 'bash', 'xml'],
  );
  for (const language of settings.language) assert.ok(language['language-servers'].includes('memslot'));
  assert.deepEqual(settings.language[0]!['file-types'], ['memslots']);
});

test('Sublime Text: the lines of the document are JSON', () => {
  const { memslot } = JSON.parse(snippet('json')).clients;
  assert.deepEqual(memslot.command, COMMAND);
  assert.match(memslot.selector, /source\.memslots/);
});

test('Sublime Text: its syntax is YAML', { skip: without('python3', '-c', 'import yaml') }, () => {
  const text = snippet('yaml');
  // The version that Sublime Text wants to be told is newer than what is read here.
  assert.match(text, /^%YAML 1\.2\n---\n/);
  const read = readByPython('import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))', text);
  const { scope, file_extensions, contexts } = read as Record<string, unknown>;
  assert.equal(scope, 'source.memslots');
  assert.deepEqual(file_extensions, ['memslots']);
  assert.ok((contexts as { main: unknown[] }).main.length > 0);
});
