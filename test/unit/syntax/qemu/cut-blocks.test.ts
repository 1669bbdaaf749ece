import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Cut, type Cutter, cutBlocks } from '../../../../server/src/syntax/qemu/cut-blocks';
import { TextLines } from '../../../../server/src/text/text-lines';

/** A toy: a part is a line, or what stands between two lines with a `"`; `+` and `-` move the state. */
const toy: Cutter<string, number> = {
  initial: 0,
  sameState: (a, b) => a === b,
  read(text, state, last) {
    const newline = text.indexOf('\n');
    let end = newline < 0 ? text.length : newline + 1;
    let open = false;
    if (text.slice(0, end).includes('"')) {
      const close = text.indexOf('"', end);
      const closeEnd = close < 0 ? -1 : text.indexOf('\n', close);
      if (closeEnd < 0 && !last) return undefined;
      open = close < 0;
      end = closeEnd < 0 ? text.length : closeEnd + 1;
    } else if (newline < 0 && !last) return undefined;
    const value = text.slice(0, end);
    return { end, after: state + value.split('+').length - value.split('-').length, value, open };
  },
};

function plain(cut: Cut<string, number>): unknown {
  return cut.parts.map(({ block, before, after, value }) => [block, before, after, value]);
}

const line = fc.string({ unit: fc.constantFrom('a', 'b', '"', '+', '-', '\n', '\n'), maxLength: 20 });

test('an edited document is cut as one that is read anew', () => {
  fc.assert(
    fc.property(line, fc.array(fc.tuple(fc.nat(20), fc.nat(20), line), { maxLength: 5 }), (start, edits) => {
      let text = start.repeat(8);
      let cut = cutBlocks(TextLines.of(text), toy);
      for (const [from, length, inserted] of edits) {
        text = text.slice(0, from) + inserted + text.slice(from + length);
        cut = cutBlocks(TextLines.of(text), toy, cut);
        assert.deepEqual(plain(cut), plain(cutBlocks(TextLines.of(text), toy)));
        assert.equal(cut.parts.map((part) => part.block.text).join(''), text);
        assert.equal(
          cut.parts.reduce((sum, part) => sum + part.block.lineCount, 0),
          cut.text.lineCount,
        );
      }
    }),
    { seed: 6, numRuns: 2000 },
  );
});

test('parts outside the edit stay the same objects', () => {
  const before = cutBlocks(TextLines.of('a\nb\nc\nd\n'), toy);
  const after = cutBlocks(TextLines.of('a\nX\nY\nc\nd\ne'), toy, before);
  assert.deepEqual(
    after.parts.map((part) => before.parts.indexOf(part)),
    [0, -1, -1, 2, 3, -1],
  );
  // A changed state is read on through the rest.
  const shifted = cutBlocks(TextLines.of('a\n+\nc\nd\n'), toy, before);
  assert.equal(shifted.parts[3]!.before, 1);
});

test('only what is needed is read again', () => {
  const lines = 'a\n'.repeat(50_000);
  let reads = 0;
  const counting: Cutter<string, number> = {
    ...toy,
    read(text, state, last) {
      reads += 1;
      return toy.read(text, state, last);
    },
  };
  const before = cutBlocks(TextLines.of(lines), counting);
  reads = 0;
  const range = { start: { line: 25_000, character: 0 }, end: { line: 25_000, character: 0 } };
  cutBlocks(before.text.edit(range, 'x').text, counting, before);
  assert.ok(reads < 5, `${reads}`);
});
