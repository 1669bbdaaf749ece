// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShell } from '../../../../server/src/syntax/shell/read-shell';
import { TextLines } from '../../../../server/src/text/text-lines';

test('hostile texts cost linear time and no stack', () => {
  const many = 100_000;
  const few = 20_000;
  const texts: string[] = [
    '',
    '\ufeff#!/bin/sh\nkvm -S',
    '\0kvm\0',
    '\ud800 $\udc00',
    `kvm -m ${'4'.repeat(10_000_000)}`,
  ];
  for (const piece of [
    '(',
    '{ ',
    '${',
    '"',
    '$(',
    '$((',
    '((',
    '`',
    "'",
    'if x; then ',
    'a=(',
    '<<E ',
    '${a:-',
    '"${a',
    'case x in ',
    'x)',
    '\\\n',
    '#',
    ';',
    '|',
    '&',
    '&&',
    '$',
    '{a,',
    'f() { ',
    '}',
    ')',
    'a=$a',
    '[[ ',
    'x=~',
    '> ',
    '<(',
  ]) {
    texts.push(piece.repeat(many), `kvm ${piece.repeat(few)}`, `${piece}\n`.repeat(few));
  }
  texts.push(
    'A=1\n'.repeat(few),
    'A=$A$A\n'.repeat(few),
    'a+=("${a[@]}" x)\n'.repeat(few),
    `a=x\n${'a+=(y)\n'.repeat(few)}kvm "\${a[@]}"`,
  );
  texts.push(
    'kvm -m $A\n'.repeat(20_000),
    `${'a+=(y)\n'.repeat(4000)}${'kvm "${a[@]}"\n'.repeat(4000)}`,
    'f() { g; }\ng() { f; }\nf\n'.repeat(20_000),
  );
  texts.push(Array.from({ length: 20_000 }, (_, i) => `f${i}() { f${i + 1}; kvm $A; }\n`).join(''));
  texts.push(`${'if x; then A=1; '.repeat(5000)}${'fi;'.repeat(5000)}kvm $A`, 'for i in a; do A=$i\n'.repeat(5000));
  texts.push(
    Array.from({ length: 20_000 }, (_, i) => `A${i}=1\n. x\n`).join(''),
    `kvm -m $((${'('.repeat(many)}1${')'.repeat(many)}))`,
  );
  for (const text of texts) {
    const started = performance.now();
    readShell(TextLines.of(text));
    const took = performance.now() - started;
    assert.ok(took < 60_000, `${took} ms for ${text.slice(0, 40)}…`);
  }
});
