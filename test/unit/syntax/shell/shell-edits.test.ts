// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readShell, type ShellScript } from '../../../../server/src/syntax/shell/read-shell';
import { TextLines } from '../../../../server/src/text/text-lines';
import { isTrueToText } from '../word-of';

function read(text: string, previous?: ShellScript): ShellScript {
  return readShell(TextLines.of(text), previous);
}

test('a command keeps its identity unless it or its variables change', () => {
  const text = 'A=1G\nB=2G\nqemu-kvm -m $A\nqemu-kvm -m $B\nf() {\n  qemu-kvm -S\n  echo\n}\n';
  const before = read(text);
  const kept = (changed: string): number[] =>
    read(changed, before).commands.map((list) => before.commands.indexOf(list));
  assert.deepEqual(kept(text), [0, 1, 2]);
  assert.deepEqual(kept(`# one\n\n${text}`), [0, 1, 2]);
  assert.deepEqual(kept(text.replace('A=1G', 'A=3G')), [-1, 1, 2]);
  assert.deepEqual(kept(text.replace('B=2G', 'C=2G')), [0, -1, 2]);
  assert.deepEqual(kept(text.replace('echo', 'ls')), [0, 1, 2]);
  assert.deepEqual(kept(text.replace('-S', '-s')), [0, 1, -1]);
  assert.deepEqual(kept(text.replace('$A', '$A -S')), [-1, 1, 2]);
});

const SCRIPT = `#!/usr/bin/env bash
set -euo pipefail
MEM=\${MEM:-4G}
declare -a args=(-m "$MEM" -smp "$(nproc)")
usage() { echo "usage: $0 [-k] <disk>"; exit 1; }
while getopts 'kh' o; do
  case "$o" in
    k) args+=(-enable-kvm) ;;
    *) usage ;;
  esac
done
if [[ -e /dev/kvm && \${1:-} =~ ^(a|b)$ ]]; then args+=(-cpu host); fi
cat > /tmp/x <<EOF
  <memory>$MEM</memory> ' "
EOF
run() {
  local n=$((2 * (3 + 1)))
  exec qemu-system-x86_64 "\${args[@]}" \\
    -object memory-backend-file,id=m,size=\${MEM},mem-path=/dev/shm,share=on \\
    -device "virtio-blk,drive=d$n" "$@" 2>&1 | tee \`date +%s\`.log
}
run "\${@:2}"
`;

function plain(script: ShellScript): unknown {
  return [
    script.commands.map((list) => [list.program, list.arguments, list.complete, list.block.text]),
    script.problems,
    script.blocks.map((block) => [block.text, block.lineCount]),
  ];
}

test('an edited script is read as one that is read anew', () => {
  const piece = fc.constantFrom(
    '"',
    "'",
    '\n',
    ' \\\n',
    '\\ \n',
    '$(',
    ')',
    '}',
    '{ ',
    'fi\n',
    'done\n',
    'if x; then ',
    '<<EOF',
    '#',
    'M=1\n',
    '$MEM',
    'kvm -m $MEM\n',
    '`',
    '((',
    '',
    '(',
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(SCRIPT.length), fc.nat(12), piece), { minLength: 1, maxLength: 6 }),
      (edits) => {
        let text = TextLines.of(SCRIPT);
        let script = readShell(text);
        for (const [at, length, inserted] of edits) {
          const whole = text.toString();
          const position = (offset: number) => {
            const lines = TextLines.of(whole.slice(0, offset)).lines;
            return { line: lines.length - 1, character: lines[lines.length - 1]!.length };
          };
          text = text.edit({ start: position(at), end: position(at + length) }, inserted).text;
          script = readShell(text, script);
          assert.deepEqual(plain(script), plain(readShell(text)));
        }
      },
    ),
    { seed: 12, numRuns: 400 },
  );
});

test('every prefix of a script is read, and every known character stands where its span says', () => {
  for (let end = 0; end <= SCRIPT.length; end++) {
    const script = read(SCRIPT.slice(0, end));
    assert.equal(script.blocks.map((block) => block.text).join(''), SCRIPT.slice(0, end));
    for (const list of script.commands) assert.ok([list.program, ...list.arguments].every(isTrueToText));
  }
});
