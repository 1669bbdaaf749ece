import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Operation } from '../../../server/src/model/slot-operation';
import { concernedCalls, tieOf } from '../../../server/src/simulation/call-ties';
import { Chunk } from '../../../server/src/text/chunk';
import { ChunkedList } from '../../../server/src/text/chunked-list';
import { makeAttributes, makeRegion } from './make-machine';

const PAGE = 4096n;

interface Call {
  readonly slot: bigint | null;
  readonly gpa: bigint | null;
  readonly size: bigint | null;
  readonly file?: string | undefined;
}

const regionOf = ({ slot, gpa, size, file }: Call) =>
  makeRegion({
    slot,
    gpa: gpa && gpa * PAGE,
    size: size && size * PAGE,
    ...(file !== undefined && { flags: 4n, file: { id: file } }),
  });

/** What `concernedCalls` promises, looked up one call at a time. */
function concernedBy(operations: readonly Operation[], changed: readonly Operation[], places: readonly number[]) {
  const found = new Set(places);
  const reached = changed.map(tieOf);
  for (const tie of reached)
    for (const [i, operation] of operations.entries()) {
      const other = tieOf(operation);
      const meets = tie.start < other.end && other.start < tie.end;
      const sameSlot = tie.key >= 0 && other.key === tie.key;
      if (found.has(i) || !(sameSlot || meets || (tie.file !== undefined && tie.file === other.file))) continue;
      found.add(i);
      reached.push(other);
    }
  return [...found].sort((a, b) => a - b);
}

test('every call that a change concerns is found, in whatever chunk it is', () => {
  const few = (most: number) => fc.oneof({ weight: 9, arbitrary: fc.nat(most).map(BigInt) }, fc.constant(null));
  const call = fc
    .record({ slot: few(9), gpa: few(40), size: few(3), file: fc.constantFrom(undefined, undefined, 'a', 'b') })
    .map(regionOf);
  const operation = fc.oneof({ weight: 9, arbitrary: call }, fc.constant(makeAttributes(0n, PAGE, true)));
  fc.assert(
    fc.property(
      fc.array(fc.array(operation, { maxLength: 5 }), { maxLength: 5 }),
      fc.array(operation, { minLength: 1, maxLength: 2 }),
      fc.nat(25),
      (chunks, gone, at) => {
        const operations = ChunkedList.ofChunks(chunks.map((items) => new Chunk(items)));
        const start = Math.min(at, operations.length);
        const end = Math.min(start + 1, operations.length);
        const changed = [...gone, ...operations.slice(start, end)];
        const places = start < end ? [start] : [];
        assert.deepEqual(
          concernedCalls(operations, changed, start, end),
          concernedBy([...operations], changed, places),
        );
      },
    ),
    { seed: 17, numRuns: 500 },
  );
});

test('a chain that is too long to follow is not followed', () => {
  const chain = (length: number) =>
    ChunkedList.of<Operation>(
      Array.from({ length }, (_, i) => regionOf({ slot: BigInt(i), gpa: BigInt(2 * i), size: 3n })),
    );
  const long = chain(100);
  assert.equal(concernedCalls(long, [long.at(0)!], 0, 1), undefined);
  const short = chain(20);
  assert.equal(concernedCalls(short, [short.at(0)!], 0, 1)?.length, 20);
});
