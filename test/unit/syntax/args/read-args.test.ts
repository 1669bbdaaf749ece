import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArgs } from '../../../../server/src/syntax/args/read-args';
import { TextLines } from '../../../../server/src/text/text-lines';
import { isTrueToText, show } from '../word-of';

function commands(text: string): string[] {
  return readArgs(TextLines.of(text)).commands.map((list) => [list.program, ...list.arguments].map(show).join('|'));
}

test('a word a line', () => {
  assert.deepEqual(
    commands('/usr/bin/qemu-system-x86_64\r\n-m\r\n4G\n\n# more memory\n-append\nroot=/dev/vda "quiet"\n'),
    ['/usr/bin/qemu-system-x86_64|-m|4G|-append|root=/dev/vda "quiet"'],
  );
  assert.deepEqual(commands('-m 4G\n-S\n  -object  memory-backend-ram,id=m,size=1G \n-nographic x\n-no-such x'), [
    '|-m|4G|-S|-object|memory-backend-ram,id=m,size=1G|-nographic x|-no-such x',
  ]);
  assert.deepEqual(commands('qemu-kvm\n-S\nqemu-kvm\n-s\n'), ['qemu-kvm|-S', 'qemu-kvm|-s']);
});

test('a NUL behind each word', () => {
  assert.deepEqual(commands('qemu-system-x86_64\0-m\x004G\0-name\0\0-append\0a b\nc\0'), [
    'qemu-system-x86_64|-m|4G|-name||-append|a b\nc',
  ]);
  assert.deepEqual(commands('sudo\0-u\0root\0qemu-kvm\0-S\0\n'), ['|-u|root', 'qemu-kvm|-S']);
});

test('words stand where their spans say, and an unchanged text stays', () => {
  const text = TextLines.of('qemu-kvm\n -m 4G \nqemu-kvm\0');
  const file = readArgs(text);
  for (const list of file.commands) assert.ok([list.program, ...list.arguments].every(isTrueToText));
  assert.equal(readArgs(TextLines.of(text.toString()), file).commands, file.commands);
});

test('hostile files cost linear time', () => {
  const started = performance.now();
  for (const piece of ['\0', '\n', '-m ', ' ', '-m\n', 'qemu-kvm\n', '/', '-', '\ud800', '\r'])
    commands(piece.repeat(100_000));
  commands('x'.repeat(10_000_000));
  assert.ok(performance.now() - started < 10_000);
});
