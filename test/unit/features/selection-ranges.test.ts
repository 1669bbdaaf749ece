import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { selectionRangesAt } from '../../../server/src/features/selection-ranges';
import type { Position } from '../../../server/src/text/text-lines';
import { marked, snapshotOf, textIn } from './support';

function steps(text: string): string[] {
  const { snapshot, position } = marked(text);
  return selectionRangesAt(snapshot, position).map((range) => textIn(snapshot, range));
}

test('from a number to its expression, field, declaration, line, machine and document', () => {
  const text = 'let a = 1\nmachine m\n  Slot#0: gpa=0, size=a + 2M # c\nmachine n\n';
  assert.deepEqual(steps(text.replace('2M', '2|M')), [
    '2M',
    'a + 2M',
    'size=a + 2M',
    'Slot#0: gpa=0, size=a + 2M',
    '  Slot#0: gpa=0, size=a + 2M # c',
    'machine m\n  Slot#0: gpa=0, size=a + 2M # c\n',
    text,
  ]);
});

test('comments, flags and empty lines', () => {
  assert.deepEqual(steps('rule exact # be|cause\n'), ['# because', 'rule exact # because', 'rule exact # because\n']);
  assert.deepEqual(steps('Slot#0: flags=readonly\\|guest-|memfd'), [
    'guest-memfd',
    'readonly|guest-memfd',
    'flags=readonly|guest-memfd',
    'Slot#0: flags=readonly|guest-memfd',
  ]);
  assert.deepEqual(steps('|'), ['']);
});

test('each range contains the one before it and the position, whatever the text', () => {
  const unit = fc.constantFrom(
    'Slot#0',
    ' ',
    'gpa',
    '=',
    '4G',
    '+',
    '\n',
    '\r\n',
    '# c',
    'machine m\n',
    'flags=a|b',
    '> ',
    'kvm_set_user_memory ',
  );
  const isBefore = (a: Position, b: Position) => a.line < b.line || (a.line === b.line && a.character <= b.character);
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 20 }), fc.nat(6), fc.nat(30), (text, line, character) => {
      const snapshot = snapshotOf(text);
      const position = snapshot.text.clamp({ line, character });
      let inner = { start: position, end: position };
      const ranges = selectionRangesAt(snapshot, position);
      assert.ok(ranges.length > 0);
      for (const range of ranges) {
        assert.ok(
          isBefore(range.start, inner.start) && isBefore(inner.end, range.end),
          JSON.stringify({ ranges, text }),
        );
        inner = range;
      }
    }),
    { numRuns: 500 },
  );
});
