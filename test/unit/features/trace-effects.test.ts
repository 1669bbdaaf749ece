import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldingRanges } from '../../../server/src/features/folding-ranges';
import { HINT_KINDS } from '../../../server/src/features/hint-kinds';
import { hoverAt } from '../../../server/src/features/hover/hover';
import { plainText } from '../../../server/src/features/hover/plain-text';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { describeTransaction } from '../../../server/src/features/trace/describe-transaction';
import { effectsOn, transactionsOf } from '../../../server/src/features/trace/effects-on';
import { TraceReader } from '../../../server/src/features/trace/trace-reader';
import { withHints } from './hints';
import { snapshotOf } from './support';

const ONLY_OPERATIONS = { inlayHints: Object.fromEntries(HINT_KINDS.map((kind) => [kind, kind === 'operations'])) };

/** A trace line: slot, gpa, size, userspace_addr above 0x7f0000000000, flags, answer. */
const call = (slot: number, gpa: number, size: number, ua: number, flags = 0, ret = 0) =>
  `9@1.2:kvm_set_user_memory AddrSpace#0 Slot#${slot} flags=0x${flags.toString(16)} gpa=0x${gpa.toString(16)} size=0x${size.toString(16)} ua=0x${(0x7f0000000000 + ua).toString(16)} guest_memfd=-1 guest_memfd_offset=0x0 ret=${ret}\n`;

const MIB = 1 << 20;

/** The hints behind the lines of a log. */
function labels(text: string): string[] {
  const hinted = withHints('log', text, ONLY_OPERATIONS);
  return hinted
    .split('\n')
    .slice(0, -1)
    .map((line) => /⟦(.*)⟧/.exec(line)?.[1] ?? '');
}

test('a slot that is deleted and set anew in parts is split', () => {
  const text =
    call(0, 0, 64 * MIB, 0) +
    call(0, 0, 0, 0) +
    call(0, 0, 0xc0000, 0) +
    call(3, 0xc0000, 0x40000, 512 * MIB, 2) +
    call(5, MIB, 63 * MIB, MIB);
  assert.deepEqual(labels(text), [
    'adds slot 0',
    'splits slot 0 into 2',
    'part 1 of 2 of slot 0',
    'adds slot 3',
    'part 2 of 2 of slot 0',
  ]);
});

test('shrunk, grown, joined, moved, made read-only, set anew', () => {
  const change = (before: string, after: string) =>
    labels(before + call(1, 0, 0, 0) + after)[before.split('\n').length - 1];
  const one = call(1, 0, 4 * MIB, 0);
  assert.equal(change(one, call(1, 0, 2 * MIB, 0)), 'shrinks slot 1 to 2 MiB');
  assert.equal(change(one, call(1, 0, 8 * MIB, 0)), 'grows slot 1 to 8 MiB');
  assert.equal(change(one, call(1, 64 * MIB, 4 * MIB, 0)), 'moves slot 1 to 0x4000000');
  assert.equal(change(one, call(1, 0, 4 * MIB, 0, 2)), 'makes slot 1 read-only');
  assert.equal(change(call(1, 0, 4 * MIB, 0, 2), call(1, 0, 4 * MIB, 0)), 'makes slot 1 writable');
  assert.equal(change(one, call(1, 0, 4 * MIB, 0)), 'sets slot 1 anew');
  assert.equal(change(one, call(1, 0, 4 * MIB, 64 * MIB)), 'deletes slot 1 for other memory');
  assert.equal(change(one, call(2, 64 * MIB, 2 * MIB, 64 * MIB)), 'deletes slot 1');
  assert.deepEqual(
    labels(
      one + call(2, 4 * MIB, 4 * MIB, 4 * MIB) + call(1, 0, 0, 0) + call(2, 4 * MIB, 0, 0) + call(1, 0, 8 * MIB, 0),
    ).slice(2),
    ['joins slot 1 and slot 2', 'joins slot 1 and slot 2', 'sets slot 1'],
  );
});

test('what KVM changes without a deletion', () => {
  const one = call(1, 0, 4 * MIB, 0);
  assert.deepEqual(labels(one + call(1, 8 * MIB, 4 * MIB, 0)).slice(1), ['moves slot 1 from 0x0']);
  assert.deepEqual(labels(one + call(1, 0, 4 * MIB, 0, 1)).slice(1), ['dirty logging on for slot 1']);
  assert.deepEqual(labels(one + call(1, 0, 4 * MIB, 0)).slice(1), ['no effect: it is set so already']);
});

test('lost huge pages and refusals', () => {
  assert.deepEqual(labels(call(1, 0, 4 * MIB, 0x1ff000)), ['adds slot 1 · 2 MiB lost: ua 0x1ff000 off']);
  assert.deepEqual(labels(call(1, 0, 4 * MIB, 0) + call(2, MIB, MIB, 8 * MIB, 0, -17)).slice(1), [
    'EEXIST: overlaps slot 1',
  ]);
  assert.deepEqual(labels(call(1, 0, 0x800, 0, 0, -22)), ['EINVAL: size unaligned (0x800)']);
  assert.deepEqual(labels(call(1, 0, MIB, 0, 0, -17)), ['EEXIST, by what the log does not show']);
  assert.deepEqual(labels(call(1, 0, MIB, 0, 0, -12)), ['ENOMEM, by what the log does not show']);
});

test('the hover of a refused call names the check and the slot in the way', () => {
  const text = call(1, 0, 4 * MIB, 0) + call(2, MIB, MIB, 8 * MIB, 0, -17);
  const hover = hoverAt(snapshotOf(text, true), { line: 1, character: 30 })!;
  assert.match(
    plainText(hover.markdown),
    /KVM answered EEXIST: it refuses guest-physical memory that another slot of the address space covers \(virt\/kvm\/kvm_main.c: kvm_check_memslot_overlap\)\. Here that is slot 1 at \[0x0, 0x400000\)\./,
  );
});

test('transactions fold inside the run of their process; one that begins a run is as long as the run', () => {
  const text = call(1, 0, 4 * MIB, 0) + call(1, 0, 0, 0) + call(1, 0, 2 * MIB, 0) + call(2, 8 * MIB, MIB, 8 * MIB);
  assert.deepEqual(
    foldingRanges(snapshotOf(text, true)).map(({ startLine, endLine }) => [startLine, endLine]),
    [
      [0, 3],
      [1, 2],
    ],
  );
});

test('some lines, a whole log and a stream of pieces say the same', () => {
  let seed = 7;
  const random = (n: number) => {
    seed = (seed * 48271) % 0x7fffffff;
    return seed % n;
  };
  let text = '';
  for (let i = 0; i < 1500; i++) {
    const slot = random(6);
    const gpa = random(8) * MIB;
    const size = random(2) ? 0 : (1 + random(4)) * MIB;
    text += call(slot, gpa, size, gpa, random(10) ? 0 : 1, random(12) ? 0 : -17);
    if (!random(9)) text += 'a line of other software\n';
  }
  const snapshot = snapshotOf(text, true);
  const whole = new Map<number, string>();
  for (const simulation of snapshot.simulations)
    for (const transaction of transactionsOf(simulation))
      for (const { label, result } of describeTransaction(transaction, simulation.machine.host))
        whole.set(snapshot.index.lineOf(result.operation.span.block)!, label);
  assert.ok(new Set(whole.values()).size > 30);
  for (let start = 0; start < 1500; start += 37) {
    const some = effectsOn(snapshot, { start, end: start + 5 });
    for (const [declaration, { label }] of some) assert.equal(label, whole.get(snapshot.index.lineOf(declaration)!));
    assert.equal(some.size, [...whole.keys()].filter((line) => line >= start && line <= start + 5).length);
  }
  const streamed = new Map<number, string>();
  const reader = new TraceReader(DEFAULT_SETTINGS, {
    transaction: ({ effects }) => {
      for (const { place, label } of effects) streamed.set(place - 1, label);
    },
    end: (_, slots) =>
      assert.deepEqual(
        [...slots.get(0)!].map(({ start, end }) => [start, end]),
        [...snapshot.simulations[0]!.liveSlots.get(0)!].map(({ start, end }) => [start, end]),
      ),
  });
  const lines = text.split(/(?<=\n)/);
  for (let i = 0; i < lines.length; i += 11) reader.push(lines.slice(i, i + 11).join(''));
  reader.end();
  assert.deepEqual(streamed, whole);
});
