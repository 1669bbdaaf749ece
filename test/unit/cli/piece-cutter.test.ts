import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PieceCutter } from '../../../server/src/cli/piece-cutter';

/** Bytes in pieces that end anywhere. */
const bytesInPieces = fc
  .tuple(fc.array(fc.constantFrom('a', 'ü', '😀', '\n', '\r', '\r\n', '\ufeff', 'text ')), fc.array(fc.nat(12)))
  .map(([parts, lengths]) => {
    const bytes = Buffer.from(parts.join(''));
    const pieces: Buffer[] = [];
    let at = 0;
    for (const length of lengths) {
      pieces.push(bytes.subarray(at, at + length));
      at += length;
    }
    return { bytes, pieces: [...pieces, bytes.subarray(at)] };
  });

test('pieces are whole lines, and together the text', () => {
  fc.assert(
    fc.property(bytesInPieces, ({ bytes, pieces }) => {
      const cutter = new PieceCutter(false);
      const texts = pieces.map((piece) => cutter.push(piece));
      const text = new TextDecoder().decode(bytes);
      const last = cutter.end();
      assert.equal(texts.join('') + last, text);
      let at = 0;
      for (const piece of texts) {
        at += piece.length;
        assert.ok(piece === '' || /[\r\n]$/.test(piece), 'a piece ends with a line');
        assert.ok(!(text[at - 1] === '\r' && text[at] === '\n'), 'a line end is not torn apart');
      }
    }),
    { numRuns: 500, seed: 20_261 },
  );
});

test('of a line that is too long the beginning is kept, and every line end', () => {
  const long = Buffer.alloc(200_000, 'x');
  for (const end of ['\n', '\r\n', '\r']) {
    const cutter = new PieceCutter(true);
    const pieces = ['a', end, long, long, long, long, end[0]!, `${end.slice(1)}b`, end, 'c'];
    const text = pieces.map((piece) => cutter.push(Buffer.from(piece))).join('') + cutter.end();
    const lines = text.split(end);
    assert.deepEqual([lines.length, lines[0], lines[2], lines[3]], [4, 'a', 'b', 'c']);
    assert.ok(lines[1]!.length > 16_384 && lines[1]!.length < 800_000);
    assert.equal(text.replaceAll(end, '').search(/[\r\n]/), -1);
  }
});
