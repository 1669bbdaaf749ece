import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAnalysis } from '../../../server/src/features/analysis';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { editView, isInView, settingsInView, viewText } from '../../../server/src/features/text-view';
import { ALL_RULES } from '../../../server/src/rules/registry';
import { TextLines } from '../../../server/src/text/text-lines';

const slot = (i: number) => `Slot#${i}: gpa=${4 * i}M, size=2M, backing=ram, offset=${2 * i}M`;

const COUNT = 9000;
const HEAD = 'let total = 32G\nbacking ram type=memfd page=2M size=total\n';
const LIST = TextLines.of(HEAD + Array.from({ length: COUNT }, (_, i) => `${slot(i)}\n`).join(''));

test('a view has the lines around the place, what is named anywhere, and every line where it was', () => {
  const { text, start, end } = viewText(LIST, 'memslots', 5000);
  assert.equal(text.lineCount, LIST.lineCount);
  assert.deepEqual([start, end], [4000, 6000]);
  text.lines.forEach((line, i) => {
    if ((i >= start && i < end) || i < 2) assert.equal(line, LIST.lines[i]);
    else assert.equal(line.trim(), '');
  });
});

test('line ends of every kind leave every line where it was', () => {
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(fc.array(lineEnd, { minLength: 2500, maxLength: 2600 }), fc.nat(2600), (ends, line) => {
      const text = TextLines.of(ends.map((each, i) => `Slot#${i}: gpa=0${each}`).join(''));
      const view = viewText(text, 'log', line);
      assert.equal(view.text.lineCount, text.lineCount);
      for (let i = view.start; i < view.end; i++) assert.equal(view.text.lines[i], text.lines[i]);
    }),
    { seed: 3, numRuns: 40 },
  );
});

test('an edit inside a view is the same edit of it, one outside is none', () => {
  const view = viewText(LIST, 'memslots', 5000);
  const place = (line: number) => ({ start: { line, character: 3 }, end: { line: line + 1, character: 0 } });
  const inside = LIST.edit(place(5000), 'a\nb\nc\n');
  const edited = editView(view, inside)!;
  assert.deepEqual([edited.view.start, edited.view.end], [4000, 6002]);
  assert.equal(edited.view.text.lineCount, inside.text.lineCount);
  assert.deepEqual(edited.view.text.lines.slice(4000, 6002), inside.text.lines.slice(4000, 6002));
  assert.equal(editView(view, LIST.edit(place(100), 'a')), undefined);
  assert.equal(editView(view, LIST.edit(place(3999), 'a')), undefined);
});

test('a view is left near its ends, but not at those of the text', () => {
  const count = LIST.lineCount;
  const first = viewText(LIST, 'memslots', 0);
  assert.equal(isInView(first, 0, count), true);
  assert.equal(isInView(first, 950, count), false);
  const last = viewText(LIST, 'memslots', 1e9);
  assert.equal(isInView(last, count - 1, count), true);
  assert.equal(isInView(last, 100, count), false);
  assert.equal(isInView(first, Number.NaN, count), true, 'what is no place is no reason to look elsewhere');
});

test('what is outside a view is not called missing, and what is wrong in it is said', () => {
  const lines = [...LIST.lines];
  // Slot 10 is deleted far below; a name is used only there; slot 5000 has a size that is none.
  lines[4500] = 'Slot#10: size=0\n';
  lines[8990] = 'Slot#9999: gpa=1T, size=elsewhere\n';
  lines[4600] = 'Slot#4598: gpa=17G, size=3000\n';
  const text = TextLines.of(`let elsewhere = 2M\n${lines.join('')}`);
  const view = viewText(text, 'memslots', 4550);
  const settings = settingsInView(
    DEFAULT_SETTINGS,
    ALL_RULES.map(({ id }) => id),
  );
  const said = createAnalysis(view.text, 'memslots', settings).findings.map(({ rule }) => rule.id);
  assert.deepEqual([...new Set(said)], ['page-misaligned']);
  assert.equal(settingsInView(DEFAULT_SETTINGS, []), settings, 'the same settings, so that nothing is analysed twice');
});

test('of a script nothing is looked at: a piece of it can mean anything', () => {
  assert.deepEqual(viewText(LIST, 'shell', 100), { text: TextLines.of(''), start: 0, end: 0 });
});
