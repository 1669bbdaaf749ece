import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clipText, codeSpan, escapeMarkdown } from '../../../server/src/features/hover/escape-markdown';
import { plainText } from '../../../server/src/features/hover/plain-text';

const HOSTILE = [
  '[click](command:workbench.action.quit)',
  '![x](https://evil.example/x.svg)',
  '<img src=x onerror=alert(1)>',
  '<script>',
  'https://evil.example/',
  'www.evil.example',
  'someone@evil.example',
  '**bold** _it_ ~~gone~~ `code`',
  '| a | cell |',
  '# heading',
  '- item',
  '1. item',
  '&lt;b&gt; &amp; &#x41;',
  'back\\slash\\',
  '$(icon) $(sync~spin)',
  ':smile:',
  '[ref]: https://evil.example',
  '---',
  '```',
  '\ud800 lone \udfff',
  'turned \u202e\u2066 round',
];

test('escaped text has no character left that means something in Markdown', () => {
  for (const text of HOSTILE) {
    const escaped = escapeMarkdown(text);
    // Without what is escaped, only letters, digits, blanks and characters beyond ASCII are left.
    const rest = escaped.replace(/\\[!-/:-@[-`{-~]|&(?:lt|gt|amp);/g, '');
    assert.match(rest, /^[A-Za-z0-9 \u0080-\uffff]*$/, text);
    assert.doesNotMatch(escaped, /[\r\n\u202e\u2066]/, text);
    assert.doesNotMatch(escaped, /\p{Surrogate}/u, text);
  }
});

test('text that somebody typed reads the same once it is shown', () => {
  const printable = fc.string({ unit: fc.constantFrom(...'ab1 \\`*_{}[]()<>#+-.!|&;:@/$~"\'=,?^%é'), maxLength: 40 });
  fc.assert(
    fc.property(printable, (text) => {
      assert.equal(plainText(`${escapeMarkdown(text)}y`), `${text}y`.trim());
      assert.equal(plainText(`| ${escapeMarkdown(text)}y |`), `${text}y`.trim());
    }),
  );
});

test('line breaks become blanks, so that no text leaves its paragraph or cell', () => {
  assert.equal(escapeMarkdown('a\r\nb\n\nc\td\u2028e'), 'a b c d e');
});

test('a code span holds what it can, and anything else is escaped', () => {
  assert.equal(codeSpan('total - 2G'), '`total - 2G`');
  assert.equal(codeSpan('a`b'), 'a\\`b');
  assert.equal(codeSpan('a|b'), 'a\\|b');
  assert.equal(codeSpan(''), '');
  assert.equal(codeSpan('a\nb'), '`a b`');
});

test('long text is cut before it is escaped', () => {
  assert.equal(clipText('a'.repeat(100), 10), `${'a'.repeat(9)}…`);
  assert.equal(clipText('short'), 'short');
});
