import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { completionsAt } from '../../../server/src/features/completion/completion';
import { definitionAt } from '../../../server/src/features/definition';
import { documentSymbols } from '../../../server/src/features/document-symbols';
import { foldingRanges } from '../../../server/src/features/folding-ranges';
import { hoverAt } from '../../../server/src/features/hover/hover';
import { plainText } from '../../../server/src/features/hover/plain-text';
import { referencesAt } from '../../../server/src/features/references';
import { renameAt, renameableAt } from '../../../server/src/features/rename';
import { selectionRangesAt } from '../../../server/src/features/selection-ranges';
import { semanticTokens } from '../../../server/src/features/semantic-tokens';
import type { Snapshot } from '../../../server/src/features/snapshot';
import type { Position } from '../../../server/src/text/text-lines';
import { snapshotOf } from './support';

/** Asks for everything that can be asked. */
function askAll(snapshot: Snapshot, positions: readonly Position[]): void {
  void snapshot.findings;
  documentSymbols(snapshot);
  foldingRanges(snapshot);
  semanticTokens(snapshot);
  for (const position of positions) {
    const hover = hoverAt(snapshot, position);
    if (hover) plainText(hover.markdown);
    completionsAt(snapshot, position);
    definitionAt(snapshot, position);
    referencesAt(snapshot, position);
    renameableAt(snapshot, position);
    renameAt(snapshot, position, 'renamed');
    selectionRangesAt(snapshot, position);
  }
}

const PLACES: readonly Position[] = [
  { line: 0, character: 0 },
  { line: 0, character: 14 },
  { line: 0, character: 1e9 },
  { line: 1, character: 3 },
  { line: 1e9, character: 1e9 },
  { line: -1, character: -1 },
  { line: Number.NaN, character: Number.NaN },
];

/** What is said of a text, as `code: message`, after everything was asked of it. It may not take half a minute of processor time. */
function said(text: string, log = false): string[] {
  const before = process.cpuUsage();
  const snapshot = snapshotOf(text, log);
  askAll(snapshot, PLACES);
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 30_000_000, `took ${(user + system) / 1000} ms`);
  return snapshot.findings.map(({ rule, report }) => `${rule.id}: ${report.message}`);
}

const codes = (text: string) => said(text).map((message) => message.slice(0, message.indexOf(':')));

/** The numbers of the only slot, `undefined` where one is not known. */
function slotOf(text: string): { gpa: bigint | undefined; size: bigint | undefined } {
  const operation = snapshotOf(text).facts.machines[0]?.operations.at(0);
  assert.ok(operation, text);
  return { gpa: operation.gpa.value, size: operation.size.value };
}

test('an empty text, only a BOM, only blanks: silence', () => {
  for (const text of ['', '\ufeff', ' ', '\n', '\r\n\r\n', '\t\n', '\ufeff\n'])
    assert.deepEqual(said(text), [], JSON.stringify(text));
});

test('a BOM before a declaration is no part of it', () => {
  assert.deepEqual(codes('\ufefflet x = 1\nSlot#0: gpa=0 size=x*2M ua=0x7f0000000000'), []);
  assert.deepEqual(slotOf('\ufeffSlot#0: gpa=4G, size=2M'), { gpa: 4n << 30n, size: 2n << 20n });
});

test('line ends of every kind, mixed', () => {
  const text = 'let a = 1\r\nlet b = 2\rlet c = 3\nSlot#0: gpa=(a+b+c-6) size=2M ua=0x7f0000000000\r';
  assert.deepEqual(codes(text), []);
  assert.equal(snapshotOf(text).facts.scope.values.get('b'), 2n);
});

test('halves of surrogate pairs: a message where they stand', () => {
  assert.deepEqual(codes('Slot#0: gpa=0 size=2M ua=0x7f0000000000 \ud800'), ['unexpected-text']);
  assert.deepEqual(codes('\udfff'), ['unknown-declaration']);
  assert.deepEqual(codes('# \ud800'), []);
  assert.deepEqual(codes('Slot#0(\udc00\ud800): gpa=0 size=2M ua=0x7f0000000000'), []);
});

test('a line of 10 MB: one message, at once', () => {
  const line = `Slot#0: gpa=${'1 + '.repeat(2_500_000)}1`;
  assert.ok(line.length > 10_000_000);
  const [message, ...more] = said(line);
  assert.match(message!, /^unknown-declaration: .* has 100000\d\d characters/);
  assert.deepEqual(more, []);
  assert.deepEqual(codes(`# ${'x'.repeat(10_000_000)}\nSlot#0: gpa=0 size=2M ua=0x7f0000000000`).length, 1);
  assert.deepEqual(said('x'.repeat(10_000_000), true), [], 'in a log it is nobody’s mistake');
});

test('100,000 open parentheses: a message, at once', () => {
  assert.equal(codes(`let x = ${'('.repeat(100_000)}`).length, 1);
  assert.equal(codes(`Slot#0: size=2M gpa=${'('.repeat(16_000)}1`).includes('unclosed-parenthesis'), true);
  const deep = `Slot#0: size=2M ua=0x7f0000000000 gpa=${'('.repeat(8000)}4G${')'.repeat(8000)}`;
  assert.deepEqual(codes(deep), []);
  assert.equal(slotOf(deep).gpa, 4n << 30n);
  assert.equal(codes(`let x = ${'(\n'.repeat(20_000)}`).length < 20_010, true);
});

test('NUL bytes', () => {
  for (const text of [
    '\0',
    '\0\0\0\n\0',
    'Slot#0: gpa=0\0 size=2M',
    'Slot#0\0: gpa=0',
    'let x\0 = 1',
    'Slot#0: gpa=0 size=2M ua=0\0',
  ])
    said(text);
  assert.notDeepEqual(codes('let x = 1\x002'), [], 'a NUL inside a value is told');
});

test('gpa= with nothing: a message, and no figure', () => {
  assert.deepEqual(codes('Slot#0: gpa= size=2M'), ['missing-value']);
  assert.equal(slotOf('Slot#0: gpa= size=2M').gpa, undefined);
  assert.deepEqual(codes('Slot#0: size=2M gpa='), ['missing-value']);
});

test('2^64 and beyond: a message, and no figure', () => {
  for (const number of [
    '0x10000000000000000',
    '18446744073709551616',
    '16E',
    '1<<64',
    '(1<<63)*2',
    `0x${'f'.repeat(90)}`,
    '9'.repeat(5000),
  ]) {
    const text = `Slot#0: gpa=${number} size=2M`;
    assert.ok(
      codes(text).some((code) => code === 'malformed-number' || code === 'number-overflow'),
      number.slice(0, 30),
    );
    assert.equal(slotOf(text).gpa, undefined, number.slice(0, 30));
  }
  assert.equal(slotOf('Slot#0: gpa=0xffffffffffffffff size=2M').gpa, (1n << 64n) - 1n);
});

test('a slot id beyond 32 bits: a message, and no other id in its place', () => {
  for (const id of ['4294967296', '99999999999999999999', '9'.repeat(500)])
    assert.deepEqual(codes(`Slot#${id}: gpa=0 size=2M ua=0x7f0000000000`), ['number-overflow'], id.slice(0, 30));
  const [operation] = snapshotOf('Slot#65539: gpa=0 size=2M').facts.machines[0]!.operations;
  assert.ok(operation?.kind === 'set-memory-region');
  assert.deepEqual([operation.addressSpace.value, operation.slot.value], [1n, 3n]);
});

test('negative sizes: a message, and no figure', () => {
  assert.deepEqual(codes('Slot#0: gpa=0 size=-2M'), ['negative-value']);
  assert.equal(slotOf('Slot#0: gpa=0 size=-2M').size, undefined);
  assert.equal(slotOf('Slot#0: gpa=0 size=1G-2G').size, undefined);
  assert.equal(
    slotOf('let d = 1G - 2G\nSlot#0: gpa=0 size=4G + d').size,
    3n << 30n,
    'a difference may be negative on the way',
  );
});

test('division by zero: a message, and no figure', () => {
  assert.deepEqual(codes('Slot#0: gpa=0 size=2M/0'), ['division-by-zero']);
  assert.equal(slotOf('Slot#0: gpa=0 size=2M/(1-1)').size, undefined);
  assert.deepEqual(codes('let z = 0\nlet x = 1/z\nSlot#0: gpa=x size=2M'), ['division-by-zero']);
});

test('a let that names itself, or goes in a circle: a message, and no figure', () => {
  assert.deepEqual(codes('let x = x\nSlot#0: gpa=x size=2M'), ['cyclic-let']);
  assert.ok(codes('let a = b + 1\nlet b = a + 1\nSlot#0: gpa=a size=b').includes('cyclic-let'));
  assert.equal(slotOf('let a = b + 1\nlet b = a + 1\nSlot#0: gpa=a size=2M').gpa, undefined);
  const ring = Array.from({ length: 5000 }, (_, i) => `let x${i} = x${(i + 1) % 5000} + 1`).join('\n');
  assert.ok(codes(`${ring}\nSlot#0: gpa=x0 size=2M`).includes('cyclic-let'));
});

test('a chain of definitions as long as the file is followed', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => `let x${i} = ${i === 19_999 ? '1' : `x${i + 1} + 1`}`).join(
    '\n',
  );
  assert.equal(snapshotOf(chain).facts.scope.values.get('x0'), 20_000n);
  said(chain);
});

test('whatever is written, everything can be asked of it at every place', () => {
  const unit = fc.constantFrom(
    'Slot#',
    'slot ',
    'AddrSpace#1 ',
    '0',
    '1',
    '(',
    ')',
    ':',
    ' ',
    ',',
    '=',
    '\n',
    '\r',
    '#',
    '//',
    '> ',
    '=3D',
    '=\n',
    '|',
    '+',
    '-',
    '*',
    '/',
    '<<',
    'gpa',
    'size=',
    'offset=',
    'flags=',
    'backing',
    'backing=ram',
    'ram',
    'let ',
    'x',
    'host ',
    'arch=',
    'arm64',
    's390x',
    'rule ',
    'exact',
    'machine ',
    'private ',
    'shared ',
    'kvm_set_user_memory ',
    'kvm_convert_memory start 0x0 size 0x1000 shared_to_private',
    'ret=-22',
    'ua=',
    'guest_memfd=',
    'type=',
    'memfd',
    'page=1G',
    'thp',
    '0x',
    'ffff',
    '4G',
    '2M',
    '16E',
    '_',
    '.',
    '\0',
    '\ud800',
    'é',
    '# memslot: ignore ',
    'slot-overlap',
    'kernel=6.12',
    'log-dirty-pages',
  );
  const place = fc.record({ line: fc.nat(12), character: fc.nat(40) });
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), fc.boolean(), place, (text, log, position) => {
      askAll(snapshotOf(text, log), [position]);
    }),
    { numRuns: 1500 },
  );
});
