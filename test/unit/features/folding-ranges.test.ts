import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldingRanges } from '../../../server/src/features/folding-ranges';
import { snapshotOf } from './support';

function folds(text: string, log = false): string[] {
  return foldingRanges(snapshotOf(text, log)).map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind}`);
}

const trace = (prefix: string, slot: number) =>
  `${prefix}kvm_set_user_memory AddrSpace#0 Slot#${slot} flags=0x0 gpa=0x0 size=0x1000 ua=0x7f0000000000 ret=0`;

test('comments of several lines fold, single ones do not', () => {
  assert.deepEqual(folds('# one\n\n# two\n// three\n# four\nlet x = 1 # five\n# six'), ['2-4 comment']);
});

test('a machine folds up to its last declaration: comments above the next one are about that one', () => {
  const text =
    'let x = 1\nmachine a\n# about the slot\nSlot#0: gpa=0, size=2M\n\n# about b\nmachine b\nSlot#0: gpa=0, size=2M\n\n';
  assert.deepEqual(folds(text), ['1-3 region', '6-7 region']);
  assert.deepEqual(folds('machine a\nmachine b\n'), []);
});

test('runs of trace lines of one process', () => {
  const text = [trace('7@1.1:', 0), trace('7@1.2:', 1), trace('8@1.3:', 0), trace('8@1.4:', 1), trace('', 2)].join(
    '\n',
  );
  assert.deepEqual(folds(text, true), ['0-1 region', '2-3 region']);
});

test('other lines of a log fold, in a list they are mistakes and do not', () => {
  const text = `a\nb\nc\n${trace('', 0)}\nd\n${trace('', 1)}\ne\nf`;
  assert.deepEqual(folds(text, true), ['0-2 region', '6-7 region']);
  assert.deepEqual(folds('Slot#0: gpa=0, size=2M\nfoo bar\nfoo bar\n'), []);
});

test('a wrapped declaration counts with all of its lines', () => {
  const wrapped =
    'kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x0\n  gpa=0x0 size=0x1000 ua=0x7f0000000000\n  ret=0\n';
  assert.deepEqual(folds(`# a\n# b\n${wrapped}# c\n# d`), ['0-1 comment', '2-4 region', '5-6 comment']);
});
