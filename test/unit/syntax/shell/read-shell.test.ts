// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readShell, type ShellScript } from '../../../../server/src/syntax/shell/read-shell';
import { spanText } from '../../../../server/src/text/span';
import { TextLines } from '../../../../server/src/text/text-lines';
import { isTrueToText, show } from '../word-of';

function read(text: string, previous?: ShellScript): ShellScript {
  return readShell(TextLines.of(text), previous);
}

/** The commands of a script, words joined by a bar; a plus behind those that may have more words. */
function commands(text: string): string[] {
  return read(text).commands.map(
    (list) => [list.program, ...list.arguments].map(show).join('|') + (list.complete ? '' : '|+'),
  );
}

test('words, quotes, continuations, comments', () => {
  assert.deepEqual(
    commands(`#!/bin/sh
qemu-system-x86_64 -m 4G \\
  -name 'a  b'"c\\"d"e\\ f \\
  -object memory-backend-ram,id=m,size=1G # -m 8G
`),
    ['qemu-system-x86_64|-m|4G|-name|a  bc"de f|-object|memory-backend-ram,id=m,size=1G'],
  );
  assert.deepEqual(commands('qemu-kvm -m 1G\r\nkvm -m 2G \\\r\n  -S\r\n'), ['qemu-kvm|-m|1G', 'kvm|-m|2G|-S']);
  assert.deepEqual(commands(`qemu-system-x86_64 -append $'a b' -x $'a\\tb' -drive ~/d.img "" ''`), [
    'qemu-system-x86_64|-append|a b|-x|?|-drive|?/d.img||',
  ]);
});

test('the program, behind the commands that run another one', () => {
  const lines = [
    'sudo -u root -E qemu-system-x86_64 -S',
    'exec -a vm /usr/libexec/qemu-kvm -S',
    'numactl -N 0 --membind=0 -- qemu-system-x86_64 -S',
    'env -u HOME A=b qemu-kvm -S',
    'LC_ALL=C taskset -c 0-3 nice -n 5 ionice -c2 kvm -S',
    'time -p nohup chrt -f 50 ./build/qemu-system-aarch64 -S &',
    '"$BUILD"/qemu-system-x86_64 -S',
    '${BIN}qemu-system-$ARCH -S',
    '$SUDO qemu-system-x86_64 -S',
    'timeout -k 5 60 setsid qemu-system-x86_64 -S',
    'ip netns exec blue qemu-system-x86_64 -S',
    'gdb -q --args qemu-system-x86_64 -S',
    'if ! qemu-system-x86_64 -S; then exit 1; fi',
    'echo x | qemu-system-x86_64 -S | tee log',
    'cd /tmp && qemu-system-x86_64 -S || exit',
    '( qemu-system-x86_64 -S ) &',
    'pid=$(qemu-system-x86_64 -S)',
    'echo "$(sudo qemu-system-x86_64 -S)"',
    'eval qemu-system-x86_64 -S',
    'while :; do qemu-system-x86_64 -S; done',
    'case $1 in start) qemu-system-x86_64 -S;; esac',
    'qemu-system-x86_64 -S 2>/dev/null >&2 < in <<< x',
  ];
  for (const line of lines) {
    const found = commands(line);
    assert.equal(found.length, 1, line);
    assert.match(found[0]!, /\|-S$/, line);
  }
});

test('what only looks like a command of QEMU', () => {
  const lines = [
    'sudo apt-get install -y qemu-kvm qemu-system-x86',
    'command -v qemu-system-x86_64',
    'which qemu-kvm; type kvm',
    'pkill -f qemu-system-x86_64; killall kvm',
    'modprobe kvm nested=1',
    'echo qemu-system-x86_64 -m 4GB',
    '# qemu-system-x86_64 -m 4GB',
    "cat <<'EOF'\nqemu-system-x86_64 -m 4GB\nEOF",
    'cat <<-EOF\n\tqemu-system-x86_64 -m 4GB\n\tEOF\n',
    "ssh host 'qemu-system-x86_64 -m 4GB'",
    'log="qemu-system-x86_64 -m 4GB"',
    'qemu-system-x86_64() { :; }',
    'qemu-img create -f qcow2 kvm 1G',
    'sudo -l qemu-kvm',
    'taskset -p kvm',
    'for kvm in a b; do :; done',
    '[[ -x /usr/bin/qemu-kvm && $x == kvm ]]',
    'usermod -aG kvm $USER',
  ];
  for (const line of lines) assert.deepEqual(commands(`${line}\n`), [], line);
});

test('variables that are certain, and their places', () => {
  const text = `MEM=4G
export CPUS=2 NAME="my vm"
OPTS="-smp $CPUS -nographic"
args=(-m "$MEM")
args+=(-name "$NAME" # its name
  -S)
qemu-system-x86_64 "\${args[@]}" $OPTS -g \${GEOMETRY:-640x480} -boot \${BOOT-c} -m $((MEM_MB + 1))M -k "\${KEYS:=de}" -m $((4*1024))M
qemu-system-x86_64 -k $KEYS "\${args[3]}" "\${args[*]}" \${CPUS:+-smp} \${ABSENT:+-no} \${ABSENT}
`;
  assert.deepEqual(commands(text), [
    'qemu-system-x86_64|-m|4G|-name|my vm|-S|-smp|2|-nographic|-g|640x480|-boot|c|-m|?M|-k|de|-m|4096M',
    'qemu-system-x86_64|-k|de|my vm|-m 4G -name my vm -S|-smp|?',
  ]);
  const [list] = read(text).commands;
  assert.ok(list!.arguments.every(isTrueToText));
  const memory = list!.arguments[1]!.pieces[0]!;
  assert.equal(memory.span.block.text, 'MEM=4G\n');
  assert.equal(spanText(memory.span), '4G');
  assert.equal(spanText(list!.arguments[1]!.span), '"$MEM"');
  assert.equal(spanText(list!.arguments[6]!.pieces[0]!.span), '2');
});

test('what depends on the way the script takes is unknown', () => {
  const use = 'qemu-system-x86_64 -m $M';
  const cases: [string, string][] = [
    [`M=1G\n${use}\nM=2G\n`, '1G'],
    [`${use}`, '?'],
    [`M=$1; ${use}`, '?'],
    [`M=\${1:-1G}; ${use}`, '1G'],
    [`read M; ${use}`, '?'],
    [`M=1G; if x; then M=2G; fi; ${use}`, '?'],
    [`M=1G; if x; then M=1G; fi; ${use}`, '1G'],
    [`if x; then M=1G; else M=2G; fi; ${use}`, '?'],
    [`M=1G; if x; then M=2G; exit 1; fi; ${use}`, '1G'],
    [`M=1G; x || { echo no; exit 1; }; ${use}`, '1G'],
    [`if x; then M=1G; ${use}; fi`, '1G'],
    [`M=1G; x && M=2G; ${use}`, '?'],
    [`M=1G; for i in a b; do ${use}; M=2G; done`, '?'],
    [`M=1G; for i in a b; do M=2G; ${use}; done`, '2G'],
    [`while x; do M=1G; done; ${use}`, '?'],
    [`M=1G; (M=2G); ${use}`, '1G'],
    [`M=1G; x | while read l; do M=2G; done; ${use}`, '?'],
    [`case $1 in a) M=1G;; b) M=2G;; esac; ${use}`, '?'],
    [`case $1 in a) M=1G;; *) M=1G;; esac; ${use}`, '1G'],
    [`M=1G; . ./config; ${use}`, '?'],
    [`M=1G; eval "$x"; ${use}`, '?'],
    [`M=1G; unset M; ${use}`, '?'],
    [`M=1G; printf -v M %s 2G; ${use}`, '?'],
    [`M=1G ${use}`, '?'],
    [`M=$(cat size)\n${use}`, '?'],
    [`M=\`cat size\`\n${use}`, '?'],
    [`M=1; ((M++)); ${use}`, '?'],
    [`M=1G; f() { M=2G; }; ${use}`, '1G'],
    [`M=1G; f() { M=2G; }; f; ${use}`, '?'],
    [`M=1G; f() { local M=2G; }; f; ${use}`, '1G'],
    [`f() { ${use}; }; M=1G; f`, '1G'],
    [`f() { ${use}; }; M=1G; f; M=2G; f`, '?'],
    [`f() { ${use}; }; M=1G; f; f`, '1G'],
    [`f() { ${use}; }; M=3G f`, '?'],
    [`M=1G; f() { ${use}; }; g() { f; }; g`, '1G'],
    [`M=1G; f() { ${use}; }`, '1G'],
    [`M=1G; M=2G; f() { ${use}; }`, '?'],
    [`f() { local M=\${1:-1G}; ${use}; }; f 2G`, '?'],
    [`f() { f; ${use}; }; M=1G; f`, '?'],
    [`set -- 1G; ${use} "$@"`, '?|1G'],
  ];
  for (const [text, memory] of cases) assert.deepEqual(commands(text), [`qemu-system-x86_64|-m|${memory}`], text);
});

test('what may be more words', () => {
  assert.deepEqual(commands('qemu-system-x86_64 -S "$@"'), ['qemu-system-x86_64|-S|?|+']);
  assert.deepEqual(commands('qemu-system-x86_64 -S "${EXTRA[@]}"'), ['qemu-system-x86_64|-S|?|+']);
  assert.deepEqual(commands('a=(-S "$@")\nqemu-system-x86_64 "${a[@]}"'), ['qemu-system-x86_64|-S|?|+']);
  assert.deepEqual(commands('qemu-system-x86_64 -device {a,b}'), ['qemu-system-x86_64|-device|?']);
  assert.deepEqual(commands('IFS=,\nO="-m 4G"\nqemu-system-x86_64 $O'), ['qemu-system-x86_64|?|+']);
});

test('what is appended here and there leaves the beginning known', () => {
  const start = 'a=(qemu-kvm -m 1G)\n';
  const run = '\na+=(-S)\n"${a[@]}"';
  const cases: [string, string][] = [
    [`${start}if x; then a+=(-k); fi${run}`, 'qemu-kvm|-m|1G|?|-S|+'],
    [`${start}x && a+=(-k)${run}`, 'qemu-kvm|-m|1G|?|-S|+'],
    [`${start}if x; then a+=(-k); else a+=(-g); fi${run}`, 'qemu-kvm|-m|1G|?|-S|+'],
    [`${start}for i in "$@"; do a+=(-k "$i"); done${run}`, 'qemu-kvm|-m|1G|?|-S|+'],
    [`${start}for i in "$@"; do a=("\${a[@]}" -k); done${run}`, 'qemu-kvm|-m|1G|?|-S|+'],
    [`${start}case $1 in a) a+=(-k);; b) x;; esac${run}`, 'qemu-kvm|-m|1G|?|-S|+'],
    [`${start}more() { a+=(-k "$1"); }\nmore x${run}`, 'qemu-kvm|-m|1G|?|-S|+'],
    [`main() { ${start}more; ${run}\n}\nmore() { a+=(-k); }\nmain`, 'qemu-kvm|-m|1G|?|-S|+'],
    ['set -- qemu-kvm -m 1G\nx && set -- "$@" -k\nexec "$@" -S', 'qemu-kvm|-m|1G|?|-S|+'],
    ['C="qemu-kvm -m 1G"\nx && C="$C -k"\nC="$C -S"\n$C', 'qemu-kvm|-m|1G|?|-S|+'],
    ['C="qemu-kvm -m 1"\nx && C+="G -k"\nC="$C -S"\n$C', 'qemu-kvm|-m|1?|-S|+'],
    ['C="qemu-kvm -m 1G"\nfor i in a b; do C="$C -k"; done\n$C -S', 'qemu-kvm|-m|1G|?|-S|+'],
  ];
  for (const [text, expected] of cases) assert.deepEqual(commands(text), [expected], text);
  // What may be replaced is not known at all.
  for (const change of [
    'x && a=()',
    'for i in a; do a=(-k "${a[@]}"); done',
    'x && unset a',
    '. y',
    'x && read -a a',
  ]) {
    assert.deepEqual(commands(`${start}${change}${run}`), [], change);
  }
});

test('commands in variables and arrays', () => {
  assert.deepEqual(commands('QEMU=${QEMU:-qemu-system-x86_64}\n"$QEMU" -S'), ['qemu-system-x86_64|-S']);
  assert.deepEqual(commands('cmd=(sudo qemu-kvm -m 1G)\ncmd+=(-S)\n"${cmd[@]}"'), ['qemu-kvm|-m|1G|-S']);
  assert.deepEqual(commands('CMD="qemu-kvm -m 1G"\nCMD="$CMD -S"\n$CMD'), ['qemu-kvm|-m|1G|-S']);
  assert.deepEqual(commands('CMD="qemu-kvm -m 1G"\neval "$CMD"'), []);
  assert.deepEqual(commands('set -- qemu-kvm -S\nexec "$@"'), ['qemu-kvm|-S']);
  assert.deepEqual(commands('a=()\nqemu-kvm ${a[@]+"${a[@]}"} -S'), ['qemu-kvm|-S']);
});

test('a command that ends before its options do', () => {
  const problem = (text: string): [string, string, readonly string[] | undefined][] =>
    read(text).problems.map(({ code, span, suggestions }) => [code, spanText(span), suggestions]);
  assert.deepEqual(problem('qemu-kvm -m 1G \\ \t\n  -S\n'), [['broken-continuation', '\\ \t', ['\\']]]);
  assert.deepEqual(problem('exec qemu-kvm -m 1G \\ \n  -S\n'), [['broken-continuation', '\\ ', ['\\']]]);
  assert.deepEqual(problem('qemu-kvm \\\n  -m 1G \\\n  # -smp 2 \\\n  -S\n'), [
    ['broken-continuation', '# -smp 2 \\', undefined],
  ]);
  assert.deepEqual(problem('qemu-kvm -m 1G \\\n\n  -S\n'), [['broken-continuation', '\n', ['']]]);
  assert.deepEqual(problem('qemu-kvm -m 1G\n  -object "$(x)"\n'), [['broken-continuation', '1G', ['1G \\']]]);
  assert.equal(read('qemu-kvm -m 1G \\ \n  -S\n').commands[0]!.complete, false);
  // No options follow.
  for (const text of [
    'qemu-kvm -m 1G \\ \n',
    'qemu-kvm \\\n# end\n',
    'qemu-kvm -S \\\n\necho done\n',
    'qemu-kvm -S\n-no-such\n',
    'ls \\ \n-m 1G\n',
  ]) {
    assert.deepEqual(problem(text), [], text);
  }
});

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
    read(text);
    const took = performance.now() - started;
    assert.ok(took < 60_000, `${took} ms for ${text.slice(0, 40)}…`);
  }
});
