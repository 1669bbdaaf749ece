import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TextLines } from '../../server/src/text/text-lines';

const piece = fc.string({
  unit: fc.constantFrom('a', 'é', '\ud83d', '\ude00', '\n', '\r', '\r\n', ' ', '\0'),
  maxLength: 12,
});
const place = fc.record({ line: fc.nat(8), character: fc.nat(8) });

test('edits give the text that the protocol library gives, and shared lines outside the change', () => {
  fc.assert(
    fc.property(piece, fc.array(fc.tuple(place, place, piece), { maxLength: 6 }), (start, edits) => {
      let reference = TextDocument.create('x:', 'x', 0, start);
      let text = TextLines.of(start);
      for (const [a, b, inserted] of edits) {
        const upright = a.line < b.line || (a.line === b.line && a.character <= b.character);
        const range = upright ? { start: a, end: b } : { start: b, end: a };
        // The library clamps inside CRLF too; compare where both agree on what the range means.
        const offsets = [reference.offsetAt(range.start), reference.offsetAt(range.end)];
        const exact = { start: reference.positionAt(offsets[0]!), end: reference.positionAt(offsets[1]!) };
        reference = TextDocument.update(reference, [{ range: exact, text: inserted }], 1);
        const before = text;
        const { text: after, change } = text.edit(exact, inserted);
        text = after;
        assert.equal(text.toString(), reference.getText());
        assert.deepEqual(text.lines, TextLines.of(text.toString()).lines);
        assert.deepEqual(text.lines.slice(0, change.start), before.lines.slice(0, change.start));
        assert.deepEqual(
          text.lines.slice(change.start + change.inserted),
          before.lines.slice(change.start + change.removed),
        );
      }
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test('a range past the end or upside down is put right', () => {
  const text = TextLines.of('ab\ncd');
  assert.equal(
    text.edit({ start: { line: 9, character: 9 }, end: { line: 9, character: 9 } }, '!').text.toString(),
    'ab\ncd!',
  );
  assert.equal(
    text.edit({ start: { line: 1, character: 1 }, end: { line: 0, character: 1 } }, '-').text.toString(),
    'a-d',
  );
  assert.equal(
    text.edit({ start: { line: -1, character: -5 }, end: { line: 0, character: 99 } }, '').text.toString(),
    '\ncd',
  );
});
