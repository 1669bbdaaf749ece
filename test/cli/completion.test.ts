import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { COMMAND_TABLE } from '../../server/src/cli/command-table';
import { type BuiltCommandLine, buildCommandLine } from '../command-line';

/** What is typed, and a word among those that are offered then; the words that are none of them. */
const CASES: readonly (readonly [typed: string, offered: string, others?: string])[] = [
  ['memslot che', 'check', 'map'],
  ['memslot check --form', '--format', '--fix'],
  ['memslot check --format sar', 'sarif', 'json'],
  ['memslot map --firmware be', 'before', 'after'],
  ['memslot explain slot-ove', 'slot-overlap', 'slot-seam'],
  ['memslot completion zs', 'zsh', 'bash'],
  ['memslot check gue', 'guest one.xml', 'other.xml'],
  ['memslot check --files-from lis', 'list', 'other.xml'],
];

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
  for (const name of ['guest one.xml', 'other.xml', 'list']) memslot.write(name, '');
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout, stderr, status } = memslot.run(['completion', shell]);
    assert.deepEqual([stderr, status], ['', 0]);
    writeFileSync(path.join(memslot.folder, `${shell}-completion`), stdout);
  }
});
after(() => memslot.remove());

const has = (shell: string) => spawnSync(shell, ['--version']).error === undefined;

function run(shell: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(shell, args, { cwd: memslot.folder, encoding: 'utf8', timeout: 60_000 });
  assert.deepEqual([stderr, status], ['', 0], `${shell}: ${stdout}`);
  return stdout;
}

test('bash completes commands, options, their values, rules and files', { skip: !has('bash') }, () => {
  const complete = (words: readonly string[]) =>
    run('bash', [
      '--norc',
      '-c',
      `source ./bash-completion; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _memslot; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      ...words,
    ]).split('\n');
  for (const [typed, offered, other] of CASES) {
    const words = complete(typed.split(' '));
    assert.ok(words.includes(offered), `${typed}: ${words}`);
    assert.ok(other === undefined || !words.includes(other), `${typed}: ${words}`);
  }
  // What bash makes of --rule=slot-ov.
  assert.ok(complete(['memslot', 'check', '--rule', '=', 'slot-ov']).includes('slot-overlap='));
  assert.ok(complete(['memslot', 'check', '--format', '=']).includes('junit'));
  assert.deepEqual(complete(['memslot', 'check', '--kernel', '']), ['', '']);
  for (const command of COMMAND_TABLE.commands) {
    const words = complete(['memslot', command.name, '--']);
    for (const { name } of COMMAND_TABLE.optionsOf(command)) assert.ok(words.includes(`--${name}`), command.name);
  }
});

test('fish completes the same', { skip: !has('fish') }, () => {
  for (const [typed, offered, other] of CASES) {
    const lines = run('fish', ['--no-config', '-c', `source ./fish-completion; complete -C'${typed}'`]);
    const words = lines.split('\n').map((line) => line.split('\t')[0]!.replaceAll('\\ ', ' '));
    assert.ok(words.includes(offered), `${typed}: ${words}`);
    assert.ok(other === undefined || !words.includes(other), `${typed}: ${words}`);
  }
});

/** Types a line into an interactive zsh with a tab behind it, and writes what stands there then. */
const TYPE_IN_ZSH = `zmodload zsh/zpty
zpty shell 'TERM=dumb zsh -f -i'
zpty -w shell "PS1=; stty cols 300 -echo; autoload -Uz compinit; compinit -u -D; source ./zsh-completion; print REA''DY"
zpty -r shell out '*READY*'
zpty -w -n shell "$1"$'\\t'
zpty -r shell out "*$2*"
zpty -d shell
print -r -- "$out"
`;

test('zsh completes the same', { skip: !has('zsh') }, () => {
  writeFileSync(path.join(memslot.folder, 'type.zsh'), TYPE_IN_ZSH);
  for (const [typed, offered] of CASES) {
    // Where it is not offered, zsh waits for it until the time is up.
    const shown = run('zsh', ['-f', 'type.zsh', typed, offered.replaceAll(' ', '\\\\ ')]);
    assert.ok(shown.includes(offered.replaceAll(' ', '\\ ')), shown);
  }
});

test('there are completions for three shells', () => {
  const { status, stderr } = memslot.run(['completion', 'tcsh']);
  assert.deepEqual([status, stderr], [2, "memslot: 'memslot completion' takes one of bash, zsh, fish.\n"]);
  assert.match(readFileSync(path.join(memslot.folder, 'zsh-completion'), 'utf8'), /^#compdef memslot\n/);
});
