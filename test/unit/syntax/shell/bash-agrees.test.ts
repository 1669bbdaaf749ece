// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ArgumentList } from '../../../../server/src/syntax/qemu/argument-list';
import { readShell } from '../../../../server/src/syntax/shell/read-shell';
import { TextLines } from '../../../../server/src/text/text-lines';
import { show } from '../word-of';

/** Prints the words of every run of QEMU instead of running it. */
const PRELUDE = `FUNCNEST=4
exec 3>&1
qemu-system-x86_64() { local line; printf -v line '%s\\037' "$@"; printf '%s\\036' "$line" >&3; }
`;

const bash = spawnSync('bash', ['--version']).status === 0;

/** The runs of QEMU in a script, as bash makes them, with nothing in the environment. */
function runInBash(script: string): string[][] {
  const { stdout } = spawnSync('bash', ['--norc', '-c', `${PRELUDE}${script}`], {
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
    timeout: 5000,
  });
  return stdout
    .split('\x1e')
    .slice(0, -1)
    .map((run) => run.split('\x1f').slice(0, -1));
}

/** Whether a run of a command agrees with what was read: whatever is known must be as it was. */
function agrees(list: ArgumentList, run: readonly string[]): boolean {
  // A piece that is not known may be anything, the end of a word and further words included.
  const patterns = list.arguments.map((word) => {
    const known = word.pieces.every((piece) => piece.text !== undefined);
    const text = word.pieces.map((piece) => piece.text?.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') ?? '.*').join('');
    return known ? `${text}\x1f` : `(?:${text}\x1f)?`;
  });
  return new RegExp(`^${patterns.join('')}$`, 's').test(run.map((word) => `${word}\x1f`).join(''));
}

const name = fc.constantFrom('A', 'B', 'C');
const array = fc.constantFrom('xs', 'ys');
const func = fc.constantFrom('f', 'g', 'h');
const literal = fc.constantFrom('4G', '-smp 2', 'a b', 'x', '', "it's", 'a\\b', '$', '*', '2');
const variable = fc.oneof(
  name.map((n) => `$${n}`),
  fc
    .tuple(name, fc.constantFrom('', ':-', '-', ':+', '+', ':='), fc.constantFrom('7', 'd e', '"q r"', '$B'))
    .map(([n, op, word]) => (op === '' ? `\${${n}}` : `\${${n}${op}${word}}`)),
  name.map((n) => `$((${n} * 2 + 1))`),
  fc.constantFrom(
    '"${A:-"x $B"}"',
    "${B:-'s q'}",
    '${C:-$A u}',
    '${A:+"$A" v}',
    '${A}${B}',
    '`echo A`',
    '~/x',
    '${#A}',
    '${A%G}',
  ),
  fc.constantFrom('$((3 << 4 | 1))', '$(( -7 / 2 ))', '$((2**3**2%100))', '$(echo z)', '$1', '${1:-p}', '$#'),
);
const list = fc.oneof(
  fc.tuple(array, fc.constantFrom('@', '*', '1', '0')).map(([xs, i]) => `\${${xs}[${i}]}`),
  array.map((xs) => `$${xs}`),
  array.map((xs) => `\${${xs}[@]+"\${${xs}[@]}"}`),
  fc.constant('$@'),
);
const quoted = fc.oneof(
  fc.oneof(variable, list).map((text) => `"${text.replaceAll('"', '')}"`),
  literal.map((text) => `'${text.replaceAll("'", '')}'`),
  fc.constantFrom('"a\\"b"', '"a b"', "$'c d'", '\\ ', 'e\\\n', "''"),
);
const word = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: quoted },
      variable,
      list,
      fc.constantFrom('w', '-m', '4G', '=', '/a', '{1,2}', 'u{v}'),
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((parts) => parts.join(''));
const words = fc.array(word, { maxLength: 4 }).map((all) => all.join(' '));

const simple = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(name, word).map(([n, w]) => `${n}=${w.replaceAll('{1,2}', '')}`) },
  fc.tuple(name, word).map(([n, w]) => `${n}+=${w.replaceAll('{1,2}', '')}`),
  { weight: 3, arbitrary: fc.tuple(array, words).map(([xs, w]) => `${xs}=(${w})`) },
  { weight: 3, arbitrary: fc.tuple(array, words).map(([xs, w]) => `${xs}+=(${w} # note\n)`) },
  { weight: 5, arbitrary: words.map((w) => `qemu-system-x86_64 ${w} -name TAG`) },
  { weight: 2, arbitrary: func },
  fc.tuple(name, func).map(([n, f]) => `${n}=9 ${f} arg`),
  name.map((n) => `declare ${n}=loc`),
  fc.tuple(array, fc.constantFrom('0', '1', '$A', '${#xs[@]}', '"1"')).map(([xs, i]) => `${xs}[${i}]=new`),
  name.map((n) => `export ${n}=exp`),
  name.map((n) => `unset ${n}`),
  name.map((n) => `: \${${n}:=dflt}`),
  words.map((w) => `set -- ${w}`),
  fc.constantFrom(
    'shift',
    'read C <<< "r s"',
    '((A = 3))',
    'let B=4',
    'printf -v C v',
    'return',
    ": <<'E'\nA=no\nE",
    'eval B=5',
    '# c',
  ),
);
const condition = fc.constantFrom('true', 'false', '[[ -n $A ]]', '[ "$B" = x ]', '! true');
const script = fc.letrec<{ block: string; statement: string }>((tie) => ({
  block: fc.array(tie('statement'), { minLength: 1, maxLength: 4 }).map((all) => all.join('\n')),
  statement: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    { weight: 8, arbitrary: simple },
    fc.tuple(condition, tie('block'), tie('block')).map(([c, a, b]) => `if ${c}; then\n${a}\nelse\n${b}\nfi`),
    fc.tuple(condition, tie('block')).map(([c, a]) => `if ${c}\nthen ${a}\nfi`),
    fc.tuple(name, tie('block')).map(([n, a]) => `for ${n} in 1 2; do\n${a}\ndone`),
    fc.tuple(name, tie('block'), tie('block')).map(([n, a, b]) => `case $${n} in\n4G) ${a}\n;;\n*)\n${b} ;;\nesac`),
    tie('block').map((a) => `(${a}\n)`),
    tie('block').map((a) => `{ ${a}\n}`),
    tie('block').map((a) => `true | { ${a}\n}`),
    fc.tuple(condition, simple, simple).map(([c, a, b]) => `${c} && ${a} || ${b}`),
    fc.tuple(condition, tie('block')).map(([c, a]) => `${c} || {\n${a}\n}`),
    fc.tuple(func, tie('block')).map(([f, a]) => `${f}() {\n${a}\n}`),
    fc.tuple(func, name, word, tie('block')).map(([f, n, w, a]) => `function ${f}\n{\nlocal ${n}=${w}\n${a}\n}`),
    fc
      .tuple(condition, condition, tie('block'), tie('block'))
      .map(([c, d, a, b]) => `if ${c}; then ${a}\nelif ${d}; then ${b}\nfi`),
    fc.tuple(tie('block'), tie('block')).map(([a, b]) => `while true; do ${a}\nbreak\n${b}\ndone`),
    fc.tuple(simple, simple, simple).map(([a, b, c]) => `${a} && ${b} && ${c}`),
    fc.tuple(simple, simple).map(([a, b]) => `! ${a} | { ${b}\n} & wait`),
    fc.tuple(name, tie('block')).map(([n, a]) => `case "$${n}" in (x | y) ;; [a-z]*) ${a}\nesac`),
    fc.tuple(name, simple).map(([n, a]) => `${n}=$(${a}\n)`),
  ),
})).block;

test('whatever is known of a command is what bash makes of it', { skip: !bash && 'there is no bash' }, () => {
  let checked = 0;
  fc.assert(
    fc.property(fc.array(script, { minLength: 1, maxLength: 5 }), (blocks) => {
      let tags = 0;
      const text = `${blocks.join('\n').replace(/TAG/g, () => `t${tags++}`)}\n`;
      const lists = new Map<string, ArgumentList>();
      for (const command of readShell(TextLines.of(text)).commands) {
        const last = command.arguments[command.arguments.length - 1];
        if (last) lists.set(show(last), command);
      }
      for (const run of runInBash(text)) {
        const read = lists.get(run[run.length - 1] ?? '');
        assert.ok(read, `not found: ${JSON.stringify(run)} in\n${text}`);
        if (read.complete && read.arguments.every((word) => word.pieces.every((piece) => piece.text !== undefined)))
          checked += 1;
        assert.ok(
          agrees(read, run),
          `${JSON.stringify(read.arguments.map(show))} but bash: ${JSON.stringify(run)} in\n${text}`,
        );
      }
    }),
    { seed: 24, numRuns: 120 },
  );
  assert.ok(checked > 50, `${checked} commands were known in full`);
});
