import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { createSnapshot } from '../../../server/src/features/snapshot';
import { type CallTies, type Tie, tieOf, tiesOf } from '../../../server/src/simulation/call-ties';
import { TextLines } from '../../../server/src/text/text-lines';

const COUNT = 12;

function resultsOf(lines: readonly string[]) {
  const snapshot = createSnapshot(TextLines.of(lines.join('\n')), { settings: DEFAULT_SETTINGS, log: true });
  return snapshot.simulations[0]!.results;
}

const setLine = (slot: number, gpa: number, size: number) =>
  `kvm_set_user_memory AddrSpace#0 Slot#${slot} flags=0x0 gpa=0x${(gpa << 12).toString(16)} size=0x${(size << 12).toString(16)} ua=0x7f0000000000 ret=0`;

/** What `exchange` promises, looked up one call at a time. */
function concernedBy(ties: readonly Tie[], first: readonly Tie[], index: number): number[] {
  const found = new Set([index]);
  const reached = [...first];
  for (const tie of reached)
    for (const [i, other] of ties.entries()) {
      const meets = tie.start < other.end && other.start < tie.end;
      if (found.has(i) || !(other.key === tie.key || meets || (tie.file !== undefined && tie.file === other.file)))
        continue;
      found.add(i);
      reached.push(other);
    }
  return [...found].sort((a, b) => a - b);
}

test('after any number of changed calls the ties are those of the calls as they are', () => {
  const tie: fc.Arbitrary<Tie> = fc
    .record({
      key: fc.nat(9),
      start: fc.nat(40),
      size: fc.nat(3),
      file: fc.constantFrom(undefined, undefined, 'a', 'b'),
    })
    .map(({ key, start, size, file }) =>
      size === 0 ? { key, start: 0, end: 0, file: undefined } : { key, start, end: start + size, file },
    );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(COUNT - 1), tie), { minLength: 40, maxLength: 120 }), (changes) => {
      const results = resultsOf(Array.from({ length: COUNT }, (_, i) => setLine(i, 3 * i, 2)));
      const naive = results.map(({ operation }) => {
        assert.ok(operation.kind === 'set-memory-region');
        return tieOf(operation)!;
      });
      let ties: CallTies | undefined = tiesOf(results);
      for (const [index, changed] of changes) {
        const exchanged = ties?.exchange(index, changed);
        const old = naive[index]!;
        naive[index] = changed;
        assert.deepEqual(exchanged?.concerned, concernedBy(naive, [old, changed], index));
        ties = exchanged?.ties;
      }
    }),
    { seed: 17, numRuns: 60 },
  );
});

test('ties that are not known: a slot, a size, a place, what became of a call', () => {
  const plain = setLine(0, 0, 2);
  assert.ok(tiesOf(resultsOf([plain, setLine(1, 0, 0)])));
  for (const line of ['Slot#1: gpa=x, size=2M', 'Slot#1: gpa=4M, size=x', 'Slot#x: gpa=4M, size=2M'])
    assert.equal(tiesOf(resultsOf([plain, line])), undefined, line);
});

test('a chain that is too long to follow is not followed', () => {
  const lines = Array.from({ length: 100 }, (_, i) => setLine(i, 2 * i, 3));
  const ties = tiesOf(resultsOf(lines))!;
  assert.equal(ties.exchange(0, { key: 0, start: 0, end: 4, file: undefined }), undefined);
  assert.deepEqual(
    tiesOf(resultsOf(lines.slice(0, 20)))!.exchange(0, { key: 0, start: 0, end: 4, file: undefined })!.concerned.length,
    20,
  );
});
