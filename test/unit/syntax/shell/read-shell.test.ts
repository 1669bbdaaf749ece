// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShell } from '../../../../server/src/syntax/shell/read-shell';
import { spanText } from '../../../../server/src/text/span';
import { TextLines } from '../../../../server/src/text/text-lines';
import { commandsOf } from './commands-of';

test('words, quotes, continuations, comments', () => {
  assert.deepEqual(
    commandsOf(`#!/bin/sh
qemu-system-x86_64 -m 4G \\
  -name 'a  b'"c\\"d"e\\ f \\
  -object memory-backend-ram,id=m,size=1G # -m 8G
`),
    ['qemu-system-x86_64|-m|4G|-name|a  bc"de f|-object|memory-backend-ram,id=m,size=1G'],
  );
  assert.deepEqual(commandsOf('qemu-kvm -m 1G\r\nkvm -m 2G \\\r\n  -S\r\n'), ['qemu-kvm|-m|1G', 'kvm|-m|2G|-S']);
  assert.deepEqual(commandsOf(`qemu-system-x86_64 -append $'a b' -x $'a\\tb' -drive ~/d.img "" ''`), [
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
    'in="netns exec blue"; ip $in qemu-system-x86_64 -S',
    'set -- --args qemu-system-x86_64 -S; gdb -q "$@"',
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
    const found = commandsOf(line);
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
  for (const line of lines) assert.deepEqual(commandsOf(`${line}\n`), [], line);
});

test('a command that ends before its options do', () => {
  const problem = (text: string): [string, string, readonly string[] | undefined][] =>
    readShell(TextLines.of(text)).problems.map(({ code, span, suggestions }) => [code, spanText(span), suggestions]);
  assert.deepEqual(problem('qemu-kvm -m 1G \\ \t\n  -S\n'), [['broken-continuation', '\\ \t', ['\\']]]);
  assert.deepEqual(problem('exec qemu-kvm -m 1G \\ \n  -S\n'), [['broken-continuation', '\\ ', ['\\']]]);
  assert.deepEqual(problem('qemu-kvm \\\n  -m 1G \\\n  # -smp 2 \\\n  -S\n'), [
    ['broken-continuation', '# -smp 2 \\', undefined],
  ]);
  assert.deepEqual(problem('qemu-kvm -m 1G \\\n\n  -S\n'), [['broken-continuation', '\n', ['']]]);
  assert.deepEqual(problem('qemu-kvm -m 1G\n  -object "$(x)"\n'), [['broken-continuation', '1G', ['1G \\']]]);
  assert.equal(readShell(TextLines.of('qemu-kvm -m 1G \\ \n  -S\n')).commands[0]!.complete, false);
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
