import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ParsedList, parseList, updateList } from '../../../../server/src/syntax/memslots/memslot-list';
import { TextLines } from '../../../../server/src/text/text-lines';
import { fieldTexts, problemTexts } from './support';

/** Pieces of lines that join, break and look like each other. */
const PIECE = fc.constantFrom(
  'let a = 1',
  'Slot#0: gpa=0, size=2M',
  'Slot#1(x): gpa=a, siz=1',
  '# comment',
  'kvm_set_user_memory AddrSpace#0 Slot#3 flags=0x4 gpa=0x0',
  '> kvm_set_user_memory AddrSpace#0',
  '> Slot#3 flags=0x4',
  '  size=0x1000 ua=0x0',
  ' ret=0',
  'restricted_fd=19 restricted_offset=0x0',
  'gpa=3D0x0=',
  'kvm_set_user_memory Slot#0 size=3D0x1000=',
  'foreign line',
  'ua=0x1',
  '',
  ' ',
  'kvm_',
  '\ud800',
);
const END = fc.constantFrom('\n', '\n', '\r\n', '\r', '');
const TEXT = fc.array(fc.tuple(PIECE, END), { maxLength: 14 }).map((lines) => lines.flat().join(''));
const PLACE = fc.record({ line: fc.nat(15), character: fc.nat(40) });

function describe({ declarations }: ParsedList): unknown[] {
  return [...declarations].map((declaration) => {
    const { kind, text, lineCount, start, end } = declaration;
    return { kind, text, lineCount, start, end, fields: fieldTexts(declaration), problems: problemTexts(declaration) };
  });
}

test('after any edits the list is the one that reading from scratch gives', () => {
  fc.assert(
    fc.property(TEXT, fc.array(fc.tuple(PLACE, PLACE, TEXT), { minLength: 1, maxLength: 5 }), (text, edits) => {
      let list = parseList(TextLines.of(text));
      for (const [start, end, inserted] of edits) {
        const { text: edited, change } = list.text.edit({ start, end }, inserted);
        list = updateList(list, edited, change);
        assert.deepEqual(describe(list), describe(parseList(TextLines.of(edited.toString()))));
        const lines = [...list.declarations].reduce((sum, { lineCount }) => sum + lineCount, 0);
        assert.equal(lines, edited.lineCount);
        for (const { problems, ...block } of list.declarations)
          for (const { span } of problems) assert.equal(span.block.text, block.text);
      }
    }),
    { numRuns: 1500 },
  );
});

test('declarations away from the edit keep their identity', () => {
  fc.assert(
    fc.property(TEXT, PLACE, PLACE, TEXT, (text, start, end, inserted) => {
      const before = parseList(TextLines.of(text));
      const { text: edited, change } = before.text.edit({ start, end }, inserted);
      const after = updateList(before, edited, change);
      // Whatever ends more than one wrapped declaration before the edit, or begins as far behind it, stays the same object.
      const MARGIN = 9;
      let line = 0;
      for (const [index, declaration] of [...before.declarations].entries()) {
        if (line + declaration.lineCount < change.start - MARGIN)
          assert.equal(after.declarations.at(index), declaration);
        if (line > change.start + change.removed + MARGIN) {
          const fromEnd = before.declarations.length - index;
          assert.equal(after.declarations.at(-fromEnd), declaration);
        }
        line += declaration.lineCount;
      }
    }),
    { numRuns: 500 },
  );
});

test('typing in one line leaves all others, above and below, as they are', () => {
  const line = (i: number) => `Slot#${i}: gpa=${i}G, size=1G\n`;
  const before = parseList(TextLines.of(Array.from({ length: 1000 }, (_, i) => line(i)).join('')));
  const at = { line: 500, character: 10 };
  const { text, change } = before.text.edit({ start: at, end: at }, '1');
  const after = updateList(before, text, change);
  const changed = [...after.declarations].filter((declaration, i) => declaration !== before.declarations.at(i));
  assert.deepEqual(
    changed.map((declaration) => declaration.text),
    ['Slot#500: 1gpa=500G, size=1G\n'],
  );
});

test('lines put in between keep what stands behind them', () => {
  const before = parseList(TextLines.of('let a = 1\nlet b = 2\nlet c = 3\n'));
  const at = { line: 1, character: 0 };
  const { text, change } = before.text.edit({ start: at, end: at }, 'let x = 9\nlet y = 8\n');
  const after = updateList(before, text, change);
  const [a, b, c] = before.declarations;
  assert.deepEqual(
    [...after.declarations].map((d) => [a, b, c].indexOf(d)),
    [0, -1, -1, 1, 2, -1],
  );
});

test('an edit that takes a wrapped line apart, and one that joins it again', () => {
  const head = 'kvm_set_user_memory AddrSpace#0 Slot#3 flags=0x4';
  const list = parseList(TextLines.of(`${head}\n gpa=0x0 ret=0\nlet a = 1`));
  assert.deepEqual(
    [...list.declarations].map(({ lineCount }) => lineCount),
    [2, 1],
  );
  const start = { line: 1, character: 0 };
  const comment = list.text.edit({ start, end: start }, '# between\n');
  const apart = updateList(list, comment.text, comment.change);
  assert.deepEqual(
    [...apart.declarations].map(({ kind }) => kind),
    ['trace-slot', 'blank', 'foreign', 'let'],
  );
  const removal = apart.text.edit({ start, end: { line: 2, character: 0 } }, '');
  const joined = updateList(apart, removal.text, removal.change);
  assert.deepEqual(
    [...joined.declarations].map(({ lineCount }) => lineCount),
    [2, 1],
  );
  assert.equal(joined.declarations.at(1), list.declarations.at(1), 'what came behind is still the same');
});
