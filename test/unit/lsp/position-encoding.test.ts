import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  choosePositionEncoding,
  convertCharacter,
  linePoints,
  wideLines,
} from '../../../server/src/lsp/position-encoding';
import { TextLines } from '../../../server/src/text/text-lines';

/** What each encoding counts, worked out by Node. */
const COUNTS = {
  'utf-8': (text: string) => Buffer.byteLength(text, 'utf8'),
  'utf-32': (text: string) => [...text].length,
} as const;

const ENCODINGS = Object.keys(COUNTS) as (keyof typeof COUNTS)[];

const choose = (positionEncodings?: string[]) => choosePositionEncoding({ general: { positionEncodings } });

test('the client names what it likes best first; UTF-16 is what all know', () => {
  assert.equal(choosePositionEncoding({}), 'utf-16');
  assert.equal(choose(), 'utf-16');
  assert.equal(choose([]), 'utf-16');
  assert.equal(choose(['utf-7']), 'utf-16');
  assert.equal(choose(['utf-7', 'utf-32', 'utf-8']), 'utf-32');
  assert.equal(choose(['utf-8', 'utf-16']), 'utf-8');
  assert.equal(choose(['utf-16', 'utf-8']), 'utf-16');
});

test('every place between two characters is counted as Node counts, there and back', () => {
  // Of halves of pairs, too, where they stand alone.
  const unit = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1 }),
    fc.constantFrom('a', 'é', '€', '😀', '\ud83d', '\udc00'),
  );
  const line = fc.array(unit, { maxLength: 30 }).map((units) => units.join(''));
  fc.assert(
    fc.property(line, fc.constantFrom(...ENCODINGS), (text, encoding) => {
      const { ours, theirs } = linePoints(text, encoding);
      let place = 0;
      for (const character of ['', ...text]) {
        place += character.length;
        const counted = COUNTS[encoding](text.slice(0, place));
        assert.equal(convertCharacter(place, ours, theirs), counted);
        assert.equal(convertCharacter(counted, theirs, ours), place);
      }
    }),
  );
});

test('a place within a character is its start, one behind the end stays behind it', () => {
  const { ours, theirs } = linePoints('é😀x', 'utf-8');
  const theirsAt = (character: number) => convertCharacter(character, ours, theirs);
  const oursAt = (character: number) => convertCharacter(character, theirs, ours);
  assert.deepEqual([0, 1, 2, 3, 4, 5].map(theirsAt), [0, 2, 2, 6, 7, 8]);
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map(oursAt), [0, 0, 1, 1, 1, 1, 3, 4, 5]);
  assert.equal(oursAt(-1), -1);
  assert.equal(oursAt(2 ** 31), 2 ** 31 - 3);
});

test('of a text that is not kept, the lines that are not all ASCII are', () => {
  assert.deepEqual(
    [...wideLines(TextLines.of('one\ntw😀\nthree\nfoúr'))],
    [
      [1, 'tw😀\n'],
      [3, 'foúr'],
    ],
  );
});
