import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatList } from '../../../server/src/features/memslots/format-list';
import type { Snapshot } from '../../../server/src/features/snapshot';
import type { LineSpan } from '../../../server/src/features/written-size';
import { snapshotOf } from './support';

/** The text of a list after it was formatted. */
function formatted(text: string, lines?: LineSpan): string {
  const snapshot = snapshotOf(text);
  let result = snapshot.text;
  for (const { range, newText } of formatList(snapshot, lines).toReversed()) result = result.edit(range, newText).text;
  return result.toString();
}

test('the fields of neighbours stand below each other', () => {
  const text = `  let   total=8G   # of all
backing ram   type=memfd page=2M, size=total
backing large type=memfd   page=1G size=total  # the other
# first
Slot#1(below)  : gpa=0 , offset=0, size=2G, backing=ram
   # second
Slot#22(above):   gpa = 4G,offset=2G, size=total - 2G, backing=ram # above
Slot#3: gpa=0xfffc0000 size=262144,

machine    x
Slot#5: gpa=1   // alone
private gpa=0\tsize=1M
`;
  const wanted = `let total = 8G # of all
backing ram   type=memfd page=2M, size=total
backing large type=memfd page=1G  size=total # the other
# first
Slot#1(below):  gpa=0,  offset=0,  size=2G,         backing=ram
   # second
Slot#22(above): gpa=4G, offset=2G, size=total - 2G, backing=ram # above
Slot#3:         gpa=0xfffc0000 size=262144,

machine x
Slot#5: gpa=1 // alone
private gpa=0 size=1M
`;
  assert.equal(formatted(text), wanted);
});

test('what is quoted, logged, wrong or no declaration stays as it is', () => {
  const text = `> Slot#6:   gpa=1
  kvm_set_user_memory Slot#0 flags=0x0  gpa=0x0 size=0x1000 ua=0x1000 ret=0
Slot#1:   gpa=1  nonsense
Slot#1:   gpa=3D1
   what  is this

   # a  comment
`;
  assert.equal(formatted(text), text);
  const log = 'Slot#1:   gpa=0   size=4K\n';
  assert.deepEqual(formatList(snapshotOf(log, true)), []);
});

test('a part of a list: the runs that its lines belong to, as a whole', () => {
  const text = 'Slot#1:  gpa=0\nSlot#22: gpa=1\n\nSlot#3:  gpa=2\n\nSlot#4:  gpa=3\n';
  const wanted = 'Slot#1:  gpa=0\nSlot#22: gpa=1\n\nSlot#3: gpa=2\n\nSlot#4:  gpa=3\n';
  assert.equal(formatted(text, { start: 3, end: 3 }), wanted);
  const apart = 'Slot#1: gpa=0\n# between\nSlot#22:  gpa=1\n';
  assert.equal(formatted(apart, { start: 0, end: 0 }), 'Slot#1:  gpa=0\n# between\nSlot#22: gpa=1\n');
});

const blanks = fc.constantFrom('', ' ', '   ', '\t');
const value = fc.constantFrom('0', '4G', 'a+2M', '( 2G - 1M )', '0x1000 << 2', '-1', '(a)', 'zzz');
const field = fc
  .tuple(fc.constantFrom('gpa', 'size', 'offset', 'ua', 'flags', 'backing', 'memory_size'), value, blanks, blanks)
  .map(([key, text, before, behind]) => `${key}${before}=${behind}${text}`);
const separator = fc.constantFrom(', ', ' ', ',', '  ,\t', '\t');
const fields = fc
  .array(fc.tuple(field, separator), { maxLength: 5 })
  .map((parts) => parts.map(([text, between]) => text + between).join(''));
const head = fc.constantFrom(
  'Slot#1(low):',
  'slot 22 ( x ) :',
  'Slot#3',
  'backing ram',
  'host',
  'private',
  'let a =',
  'machine m',
  'rule',
  '> Slot#1:',
  '',
);
const comment = fc.constantFrom('', '', '# note', '  #  note', '// note ', ' \t');
const line = fc.tuple(blanks, head, blanks, fields, comment).map((parts) => parts.join(' '));
const list = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, end]) => lines.join(end));

test('formatting twice is formatting once, and nothing but blanks changes', () => {
  fc.assert(
    fc.property(list, (text) => {
      const once = formatted(text);
      assert.equal(formatted(once), once);
      assert.equal(once.replace(/[ \t]/g, ''), text.replace(/[ \t]/g, ''));
      assert.deepEqual(meaningOf(snapshotOf(once)), meaningOf(snapshotOf(text)));
    }),
    { numRuns: 400 },
  );
});

/** Everything that is read from a list, its places left out. */
function meaningOf({ facts, findings, list: { declarations } }: Snapshot): unknown {
  return {
    operations: facts.machines.map(({ name, host, rule, operations }) => [
      [name, host, rule],
      Array.from(operations, (operation) => [
        operation.gpa.value,
        operation.size.value,
        operation.kind === 'set-memory-region' && [
          operation.slot.value,
          operation.name,
          operation.offset?.value,
          operation.flags.value,
          operation.userspaceAddr.residue,
        ],
      ]),
    ]),
    backings: [...facts.backings].map(([name, { size, page, type }]) => [name, size.value, page, type]),
    findings: findings.map(({ rule }) => rule.id),
    comments: Array.from(declarations, ({ kind, comment: said }) => [kind, said?.text]),
  };
}
