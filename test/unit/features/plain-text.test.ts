import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plainText } from '../../../server/src/features/hover/plain-text';

test('Markdown becomes text that can be read as it is', () => {
  const markdown = [
    '**Slot 1 \\(ram\\)** · `[0x0, 0x80000000)`',
    '',
    '![map](data:image/svg+xml,%3Csvg%3E)',
    '',
    '| pages | count |',
    '|:--|--:|',
    '| 2 MiB | 1,023 |',
    '',
    '```',
    'offset mod L == 0',
    '```',
    'See [the rule](memslot-rule:/ctz.md) &amp; *more*.',
  ].join('\n');
  assert.equal(
    plainText(markdown),
    [
      'Slot 1 (ram) · [0x0, 0x80000000)',
      '',
      'pages  count',
      '2 MiB  1,023',
      '',
      'offset mod L == 0',
      'See the rule & more.',
    ].join('\n'),
  );
});

test('whatever it is given, it ends and gives no more than it got', () => {
  const unit = fc.constantFrom('`', '*', '[', ']', '(', ')', '!', '|', '\\', '&', '\n', 'a', ' ', '#');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (markdown) => {
      // A cell's bar may become two blanks.
      assert.ok(plainText(markdown).length <= markdown.length * 2);
    }),
  );
});
