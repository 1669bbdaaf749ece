import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definitionAt } from '../../../server/src/features/definition';
import { referencesAt } from '../../../server/src/features/references';
import { renameAt, renameableAt } from '../../../server/src/features/rename';
import type { Range } from '../../../server/src/text/text-lines';
import { marked, snapshotOf, textIn } from './support';

const LIST = `let total = 8G
let rest = total - 2G
backing ram type=memfd size=total
machine one
Slot#0(total): gpa=0, size=2G, backing=ram
Slot#1: gpa=4G, size=rest + (total - total), backing=ram, offset=2G # total of ram
machine two
Slot#0: gpa=0, size=total, backing=ram
private gpa=total size=2M
`;

/** `line:character text` of each range. */
function show(text: string, ranges: readonly Range[]): string[] {
  const snapshot = snapshotOf(text);
  return ranges.map((range) => `${range.start.line}:${range.start.character} ${textIn(snapshot, range)}`);
}

function references(text: string): string[] {
  const { snapshot, position, text: plain } = marked(text);
  const found = referencesAt(snapshot, position);
  return show(
    plain,
    found.map(({ range }) => range),
  ).map((place, i) => (found[i]!.defines ? `${place} !` : place));
}

const TOTALS = ['0:4 total !', '1:11 total', '2:28 total', '5:29 total', '5:37 total', '7:20 total', '8:12 total'];
const RAMS = ['2:8 ram !', '4:39 ram', '5:53 ram', '7:35 ram'];

test('every place of a let: in other lets, backings, slots and attributes, but not in names and comments', () => {
  assert.deepEqual(references(LIST.replace('let total', 'let to|tal')), TOTALS);
  assert.deepEqual(references(LIST.replace('(total - total)', '(total - total|)')), TOTALS);
});

test('every place of a backing, in every machine', () => {
  assert.deepEqual(references(LIST.replace('backing ram', 'backing |ram')), RAMS);
  assert.deepEqual(references(LIST.replace('backing=ram, offset', 'backing=ra|m, offset')), RAMS);
});

test('a name is not looked for in another kind of names', () => {
  const text = 'let x = 1\nbacking |x type=anon\nmachine x\nSlot#0: gpa=x, size=2M, backing=x\n';
  assert.deepEqual(references(text), ['1:8 x !', '3:32 x']);
  assert.deepEqual(references(text.replace('|', '').replace('machine x', 'machine x|')), ['2:8 x !']);
});

test('nothing where no name is', () => {
  for (const place of ['# total of| ram', '8|G', 'Slot#0(tot|al)', 'ty|pe=memfd', 'mem|fd'])
    assert.deepEqual(references(LIST.replace(place.replace('|', ''), place)), [], place);
});

test('the definition of a let and of a backing; the first where there are two', () => {
  const at = (text: string) => {
    const { snapshot, position, text: plain } = marked(text);
    const range = definitionAt(snapshot, position);
    return range && show(plain, [range])[0];
  };
  assert.equal(at(LIST.replace('size=rest', 'size=r|est')), '1:4 rest');
  assert.equal(at(LIST.replace('backing=ram, offset', 'backing=ra|m, offset')), '2:8 ram');
  assert.equal(at('let x = 1\nlet x = 2\nlet y = |x'), '0:4 x');
  assert.equal(at('let y = |x'), undefined);
  assert.equal(at('Slot#0: gpa=0 size=2M backing=n|o'), undefined);
  assert.equal(at('machine on|e'), '0:8 one');
  assert.equal(at('Slot#0|: gpa=0'), undefined);
});

test('a rename reaches every place of the name', () => {
  const { snapshot, position } = marked(LIST.replace('size=rest', 'size=|rest'));
  const renaming = renameAt(snapshot, position, 'above_4G');
  assert.equal(renaming.kind, 'ranges');
  assert.deepEqual(renaming.kind === 'ranges' && show(LIST, renaming.ranges), ['1:4 rest', '5:21 rest']);
});

test('a rename is refused with a reason', () => {
  const refusal = (text: string, newName: string) => {
    const { snapshot, position } = marked(text);
    const renaming = renameAt(snapshot, position, newName);
    assert.equal(renaming.kind, 'refused', newName);
    return renaming.kind === 'refused' ? renaming.message : '';
  };
  const rest = LIST.replace('let rest', 'let |rest');
  for (const invalid of ['', '2nd', 'a b', 'a-b', 'a=b', 'ä', 'a\n', ' a'])
    assert.match(refusal(rest, invalid), /cannot be the name of a let/, JSON.stringify(invalid));
  assert.match(refusal(rest, 'total'), /There is a let 'total' already/);
  assert.match(
    refusal(`${rest}Slot#9: gpa=loose, size=2M`, 'loose'),
    /'loose' is used already, though nothing defines/,
  );
  const ram = LIST.replace('backing ram', 'backing |ram');
  assert.match(refusal(ram, 'a b'), /cannot be the name of a backing/);
  assert.match(refusal(`backing disk type=file\n${ram}`, 'disk'), /There is a backing 'disk' already/);
  assert.match(refusal(LIST.replace('machine one', 'machine o|ne'), 'two'), /There is a machine 'two' already/);
  assert.match(refusal('Slot#|0: gpa=0', 'x'), /Only the names of/);
  assert.ok(refusal(rest, 'x'.repeat(10_000).concat('!')).length < 200, 'the message is short');
});

test('names may be those of another kind, have dots where the grammar allows, or stay as they are', () => {
  const kindOf = (text: string, newName: string) => {
    const { snapshot, position } = marked(text);
    return renameAt(snapshot, position, newName).kind;
  };
  assert.equal(kindOf(LIST.replace('backing ram', 'backing |ram'), 'total'), 'ranges');
  assert.equal(kindOf(LIST.replace('backing ram', 'backing |ram'), 'pc.ram-1'), 'ranges');
  assert.equal(kindOf(LIST.replace('backing ram', 'backing |ram'), 'ram'), 'ranges');
});

test('what can be renamed is told with its range', () => {
  const { snapshot, position } = marked(LIST.replace('size=rest', 'size=re|st'));
  const found = renameableAt(snapshot, position);
  assert.equal(found?.placeholder, 'rest');
  assert.equal(textIn(snapshot, found.range), 'rest');
  const nothing = marked('Slot#0|: gpa=0');
  assert.equal(renameableAt(nothing.snapshot, nothing.position), undefined);
});

test('the renamed text means the same', () => {
  const { snapshot, position } = marked(LIST.replace('let total', 'let |total'));
  const renaming = renameAt(snapshot, position, 'everything');
  assert.ok(renaming.kind === 'ranges');
  let text = snapshot.text;
  for (const range of [...renaming.ranges].reverse()) text = text.edit(range, 'everything').text;
  const renamed = snapshotOf(text.toString());
  const numbers = (s: typeof snapshot) =>
    s.facts.machines.flatMap(({ operations }) => [...operations].map(({ gpa, size }) => [gpa.value, size.value]));
  assert.deepEqual(numbers(renamed), numbers(snapshot));
  assert.deepEqual(renamed.facts.problems, []);
});
