import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareMemory } from '../../../server/src/features/trace/compare-memory';
import { hex } from '../../../server/src/model/format';
import { snapshotOf } from './support';

/** What is compared of two lists. */
function compare(expected: string, found: string): string[] {
  const [config, log] = [snapshotOf(expected).simulations[0]!, snapshotOf(found, true).simulations[0]!];
  return compareMemory(config, log).map(({ kind, start, end, notes }) =>
    [kind, hex(start), hex(end), ...notes].join(' | '),
  );
}

test('the same, missing and extra slots, in the order of the addresses; ids and host addresses do not count', () => {
  const list = 'Slot#0: gpa=0, size=2M, ua=0x7f0000000000\nSlot#1: gpa=8M, size=2M, ua=0x7f0000800000\n';
  const log = 'Slot#4: gpa=4M, size=2M, ua=0x7f8000400000\nSlot#5: gpa=0, size=2M, ua=0x7f8000000000\n';
  assert.deepEqual(compare(list, list), ['same | 0x0 | 0x200000', 'same | 0x800000 | 0xa00000']);
  assert.deepEqual(compare(list, log), [
    'same | 0x0 | 0x200000',
    'extra | 0x400000 | 0x600000',
    'missing | 0x800000 | 0xa00000',
  ]);
});

test('slots that overlap are compared together, those that only touch are not', () => {
  assert.deepEqual(
    compare('Slot#0: gpa=0, size=8M\nSlot#1: gpa=8M, size=2M\n', 'Slot#0: gpa=0, size=2M\nSlot#1: gpa=4M, size=6M\n'),
    [
      'differs | 0x0 | 0xa00000 | configured as 2 slots [0x0, 0x800000) [0x800000, 0xa00000) | logged as 2 slots [0x0, 0x200000) [0x400000, 0xa00000) | the log has 2 MiB less',
    ],
  );
  assert.deepEqual(compare('Slot#0: gpa=0, size=4M\n', 'Slot#0: gpa=0, size=2M\nSlot#1: gpa=2M, size=2M\n'), [
    'differs | 0x0 | 0x400000 | configured as 1 slot [0x0, 0x400000) | logged as 2 slots [0x0, 0x200000) [0x200000, 0x400000)',
  ]);
});

test('another flag, and huge pages that the addresses of the log do not allow', () => {
  const ram = 'backing b type=memfd page=2M size=8M\nSlot#0: gpa=0, size=8M, backing=b\n';
  assert.deepEqual(compare(ram, 'Slot#0: gpa=0, size=8M, ua=0x7f0000000000, flags=readonly\n'), [
    'differs | 0x0 | 0x800000 | read-only in the log only',
  ]);
  assert.deepEqual(compare(ram, 'Slot#0: gpa=0, size=8M, ua=0x7f00001ff000, flags=1\n'), [
    'differs | 0x0 | 0x800000 | configured for pages of 2 MiB, but gpa and userspace_addr in the log differ below 2 MiB by 0x1ff000',
  ]);
});
