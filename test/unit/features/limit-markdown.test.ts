import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitMarkdown } from '../../../server/src/features/hover/limit-markdown';

test('a hover that is short enough stays as it is, a long picture in it included', () => {
  const markdown = `# Slot\n\n![Map](data:image/svg+xml,${'x'.repeat(5000)})\n\nend`;
  assert.equal(limitMarkdown(markdown, 200), markdown);
});

test('of a long one whole lines are kept, and what is left out is counted', () => {
  const lines = Array.from({ length: 50 }, (_, i) => `| row ${i} |`);
  const limited = limitMarkdown(lines.join('\n'), 100);
  assert.ok(limited.length < 150);
  assert.equal(limited.split('\n')[0], '| row 0 |');
  assert.match(limited, /\n\n… 40 more lines are not shown\.$/);
});

test('a block of code that is cut is closed', () => {
  const limited = limitMarkdown(`\`\`\`\n${'code\n'.repeat(50)}\`\`\``, 60);
  assert.match(limited, /code\n```\n\n… \d+ more lines are not shown\.$/);
});

test('a line without an end is not shown', () => {
  assert.equal(limitMarkdown(`short\n${'x'.repeat(500)}`, 60), 'short\n\n… 1 more line is not shown.');
});
