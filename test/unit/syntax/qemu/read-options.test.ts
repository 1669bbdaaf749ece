import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from '../../../../server/src/syntax/qemu/read-options';
import { spanText } from '../../../../server/src/text/span';
import { wordOf } from '../word-of';

function read(words: string[], complete = true) {
  const [program, ...rest] = ['qemu-system-x86_64', ...words].map(wordOf);
  const list = { block: program!.span.block, program: program!, arguments: rest, complete };
  const reading = readOptions(list);
  const shown = reading.options.map((group) =>
    group.entries.length === 0 ? group.option : `${group.option} ${spanText(group.span)}`,
  );
  return { ...reading, shown };
}

test('an option, with one dash or two, and its value', () => {
  assert.deepEqual(
    read(['-m', '4G', '--m', 'slots=2', '-M', 'q35', '--object', 'x,id=a', '-mem-prealloc', '-S', '-smp', '2']).shown,
    ['m 4G', 'm slots=2', 'machine q35', 'object x,id=a', 'mem-prealloc', 'S', 'smp 2'],
  );
});

test('nothing shifts: disk images, values that begin with a dash, options of no QEMU', () => {
  assert.deepEqual(
    read([
      'disk.img',
      '-append',
      '-m',
      '-enable-kvm',
      'x.img',
      '-m',
      '1G',
      '-no-such',
      'value',
      '-nodefaults',
      '-no-such',
      '-m',
      '2G',
      '-m4G',
      '---m',
      '-',
      '-S',
    ]).shown,
    ['append -m', 'enable-kvm', 'm 1G', 'nodefaults', 'm 2G', 'S'],
  );
});

test('an option without its value', () => {
  const { problems } = read(['-m', '1G', '-m']);
  assert.match(problems[0]!.message, /^-m: requires an argument\./);
  assert.deepEqual(read(['-m'], false).problems, []);
});

test('words that are not known', () => {
  const { shown, complete, options } = read(['-m', '$', '$', '-smp', '2']);
  assert.deepEqual(shown, ['m $', 'smp 2']);
  assert.equal(complete, false);
  assert.equal(options[0]!.complete, false);
  assert.equal(read(['-$', '-smp', '2']).complete, false);
  assert.equal(read(['/images/$', '-smp', '2']).complete, true);
});
