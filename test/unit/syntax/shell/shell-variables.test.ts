// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShell } from '../../../../server/src/syntax/shell/read-shell';
import { spanText } from '../../../../server/src/text/span';
import { TextLines } from '../../../../server/src/text/text-lines';
import { isTrueToText } from '../word-of';
import { commandsOf } from './commands-of';

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
  assert.deepEqual(commandsOf(text), [
    'qemu-system-x86_64|-m|4G|-name|my vm|-S|-smp|2|-nographic|-g|640x480|-boot|c|-m|?M|-k|de|-m|4096M',
    'qemu-system-x86_64|-k|de|my vm|-m 4G -name my vm -S|-smp|?',
  ]);
  const [list] = readShell(TextLines.of(text)).commands;
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
  for (const [text, memory] of cases) assert.deepEqual(commandsOf(text), [`qemu-system-x86_64|-m|${memory}`], text);
});

test('what may be more words', () => {
  assert.deepEqual(commandsOf('qemu-system-x86_64 -S "$@"'), ['qemu-system-x86_64|-S|?|+']);
  assert.deepEqual(commandsOf('qemu-system-x86_64 -S "${EXTRA[@]}"'), ['qemu-system-x86_64|-S|?|+']);
  assert.deepEqual(commandsOf('a=(-S "$@")\nqemu-system-x86_64 "${a[@]}"'), ['qemu-system-x86_64|-S|?|+']);
  assert.deepEqual(commandsOf('qemu-system-x86_64 -device {a,b}'), ['qemu-system-x86_64|-device|?']);
  assert.deepEqual(commandsOf('IFS=,\nO="-m 4G"\nqemu-system-x86_64 $O'), ['qemu-system-x86_64|?|+']);
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
  for (const [text, expected] of cases) assert.deepEqual(commandsOf(text), [expected], text);
  // What may be replaced is not known at all.
  for (const change of [
    'x && a=()',
    'for i in a; do a=(-k "${a[@]}"); done',
    'x && unset a',
    '. y',
    'x && read -a a',
  ]) {
    assert.deepEqual(commandsOf(`${start}${change}${run}`), [], change);
  }
});

test('commands in variables and arrays', () => {
  assert.deepEqual(commandsOf('QEMU=${QEMU:-qemu-system-x86_64}\n"$QEMU" -S'), ['qemu-system-x86_64|-S']);
  assert.deepEqual(commandsOf('cmd=(sudo qemu-kvm -m 1G)\ncmd+=(-S)\n"${cmd[@]}"'), ['qemu-kvm|-m|1G|-S']);
  assert.deepEqual(commandsOf('CMD="qemu-kvm -m 1G"\nCMD="$CMD -S"\n$CMD'), ['qemu-kvm|-m|1G|-S']);
  assert.deepEqual(commandsOf('CMD="qemu-kvm -m 1G"\neval "$CMD"'), []);
  assert.deepEqual(commandsOf('set -- qemu-kvm -S\nexec "$@"'), ['qemu-kvm|-S']);
  assert.deepEqual(commandsOf('a=()\nqemu-kvm ${a[@]+"${a[@]}"} -S'), ['qemu-kvm|-S']);
});
