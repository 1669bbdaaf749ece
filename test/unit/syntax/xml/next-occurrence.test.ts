import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NextOccurrence } from '../../../../server/src/syntax/xml/next-occurrence';

test('the next place is the one that indexOf() finds, in whatever order it is asked for', () => {
  const text = fc.string({ unit: fc.constantFrom('-', '>', 'a'), maxLength: 30 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(31)), (text, places) => {
      const next = new NextOccurrence(text, '->');
      for (const place of places) {
        const index = text.indexOf('->', place);
        assert.equal(next.from(place), index < 0 ? Number.POSITIVE_INFINITY : index);
      }
    }),
    { seed: 4, numRuns: 1000 },
  );
});
