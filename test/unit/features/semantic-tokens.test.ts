import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  semanticTokens,
  semanticTokensEdits,
  semanticTokensIn,
  type TokensEdit,
} from '../../../server/src/features/semantic-tokens';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { type Snapshot, updateSnapshot } from '../../../server/src/features/snapshot';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../../../server/src/features/tokens-of';
import { snapshotOf } from './support';

/** `text:type+modifiers` of every token, a line break between lines that have some. */
function decode(snapshot: Snapshot, data: readonly number[]): string[] {
  const found: string[] = [];
  let line = 0;
  let character = 0;
  for (let i = 0; i < data.length; i += 5) {
    const [lines, characters, length, type, modifiers] = data.slice(i, i + 5) as [
      number,
      number,
      number,
      number,
      number,
    ];
    line += lines;
    character = lines === 0 ? character + characters : characters;
    const text = snapshot.text.lines[line]!.slice(character, character + length);
    const names = TOKEN_MODIFIERS.filter((_, bit) => modifiers & (1 << bit));
    found.push([`${text}:${TOKEN_TYPES[type]}`, ...names].join('+'));
  }
  return found;
}

function tokens(text: string): string[] {
  const snapshot = snapshotOf(text);
  return decode(snapshot, semanticTokens(snapshot));
}

test('the tokens of a list', () => {
  assert.deepEqual(tokens('let total = 8G - x # all\n\nrule size-gpa'), [
    'let:keyword',
    'total:variable+declaration+readonly',
    '8G:number',
    '-:operator',
    'x:variable+readonly',
    '# all:comment',
    'rule:keyword',
    'size-gpa:enumMember',
  ]);
  assert.deepEqual(tokens('machine m.1\nbacking ram type=memfd page=2M size=total hva=0x10'), [
    'machine:keyword',
    'm.1:namespace+declaration',
    'backing:keyword',
    'ram:class+declaration',
    'type:property',
    'memfd:enumMember',
    'page:property',
    '2M:number',
    'size:property',
    'total:variable+readonly',
    'hva:property',
    '0x10:number',
  ]);
  assert.deepEqual(tokens('AddrSpace#1 Slot#7(my slot): gpa=-(1), nosuch=4 flags=readonly|0x4 backing=ram'), [
    'AddrSpace:keyword',
    '1:number',
    'Slot:keyword',
    '7:number',
    'my slot:function+declaration',
    'gpa:property',
    '-:operator',
    '1:number',
    'flags:property',
    'readonly:enumMember',
    '0x4:number',
    'backing:property',
    'ram:class',
  ]);
});

test('the tokens of trace lines, with what stands before them left alone', () => {
  assert.deepEqual(
    tokens('7@1.5:kvm_set_user_memory AddrSpace#0 Slot#3 flags=0x4 gpa=0x0 size=0x1000 ua=0x0 ret=-22'),
    [
      'kvm_set_user_memory:macro',
      'AddrSpace:keyword',
      '0:number',
      'Slot:keyword',
      '3:number',
      'flags:property',
      '0x4:number',
      'gpa:property',
      '0x0:number',
      'size:property',
      '0x1000:number',
      'ua:property',
      '0x0:number',
      'ret:property',
      '-22:number',
    ],
  );
  assert.deepEqual(tokens('kvm_convert_memory start 0x1000 size 0x2000 shared_to_private'), [
    'kvm_convert_memory:macro',
    'start:property',
    '0x1000:number',
    'size:property',
    '0x2000:number',
    'shared_to_private:enumMember',
  ]);
});

test('a wrapped line has its tokens where they stand', () => {
  assert.deepEqual(
    tokens(
      '# a\n> kvm_set_user_memory AddrSpace#0\n> Slot#3 flags=0x4 gpa=0x0\n> size=0x1000 ua=0x0 ret=0\nhost',
    ).slice(4, 12),
    [
      'Slot:keyword',
      '3:number',
      'flags:property',
      '0x4:number',
      'gpa:property',
      '0x0:number',
      'size:property',
      '0x1000:number',
    ],
  );
});

test('comments that silence a rule are left to the grammar, as is what is not ours', () => {
  assert.deepEqual(tokens('# memslot: ignore slot-overlap\nhello world\n# plain'), ['# plain:comment']);
});

test('a range has the tokens of its lines', () => {
  const snapshot = snapshotOf('let a = 1\nlet b = 2\n\nlet c = 3\nlet d = 4');
  const numbers = decode(snapshot, semanticTokensIn(snapshot, 1, 3)).filter((token) => token.endsWith(':number'));
  assert.deepEqual(numbers, ['2:number', '3:number']);
  assert.equal(semanticTokensIn(snapshot, 1, 3)[0], 1, 'lines count from the start of the document');
  assert.deepEqual(semanticTokensIn(snapshot, 0, 1e9), semanticTokens(snapshot));
});

function applied(data: readonly number[], edits: readonly TokensEdit[]): number[] {
  const result = [...data];
  for (const { start, deleteCount, data: inserted } of edits) result.splice(start, deleteCount, ...inserted);
  return result;
}

const LINE = fc.constantFrom(
  '',
  '# comment',
  'let a = 1',
  'let b = a + 2',
  'Slot#0: gpa=0, size=2M',
  'noise',
  'kvm_set_user_memory AddrSpace#0 Slot#3 flags=0x4 gpa=0x0',
  '  size=0x1000 ua=0x0 ret=0',
);
const LINES = fc.array(LINE, { maxLength: 8 }).map((lines) => lines.join('\n'));

test('an edit turns the tokens before it into those after it', () => {
  const place = fc.record({ line: fc.nat(8), character: fc.nat(20) });
  let shorter = 0;
  fc.assert(
    fc.property(LINES, place, place, LINES, (text, a, b, inserted) => {
      const before = snapshotOf(text);
      const [start, end] = a.line < b.line || (a.line === b.line && a.character <= b.character) ? [a, b] : [b, a];
      const change = before.text.edit({ start, end }, inserted);
      const after = updateSnapshot(before, [change], { settings: DEFAULT_SETTINGS, log: false });
      const edits = semanticTokensEdits(before.list.declarations, after);
      assert.deepEqual(applied(semanticTokens(before), edits), semanticTokens(after));
      assert.ok(edits.every((edit) => edit.start % 5 === 0 && edit.deleteCount % 5 === 0));
      if ((edits[0]?.data.length ?? 0) < semanticTokens(after).length) shorter++;
    }),
    { numRuns: 300 },
  );
  assert.ok(shorter > 30, `${shorter} edits were smaller than all tokens`);
});

test('nothing changed: no edit', () => {
  const snapshot = snapshotOf('let a = 1\n');
  assert.deepEqual(semanticTokensEdits(snapshot.list.declarations, snapshot), []);
});

test('tokens do not overlap and lie inside their lines, whatever the text', () => {
  const unit = fc.constantFrom(
    'S',
    'lot',
    '#',
    '1',
    '(',
    ')',
    ':',
    ' ',
    'gpa',
    '=',
    '4G',
    '-',
    '\n',
    '\r\n',
    '> ',
    '=3D',
    '=\n',
    '\ud800',
    '\0',
    'kvm_set_user_memory',
    'flags',
    '|',
    'let',
    '//',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      const snapshot = snapshotOf(text);
      const data = semanticTokens(snapshot);
      let line = 0;
      let end = 0;
      let character = 0;
      for (let i = 0; i < data.length; i += 5) {
        line += data[i]!;
        if (data[i]! > 0) end = 0;
        character = data[i] === 0 ? character + data[i + 1]! : data[i + 1]!;
        assert.ok(character >= end && data[i + 2]! > 0);
        end = character + data[i + 2]!;
        assert.ok(end <= snapshot.text.lines[line]!.length);
      }
    }),
    { numRuns: 500 },
  );
});
