import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DocumentSymbol, documentSymbols } from '../../../server/src/features/document-symbols';
import type { Position } from '../../../server/src/text/text-lines';
import { snapshotOf } from './support';

/** `kind name | detail | lines`, indented by depth. */
function outline(symbols: readonly DocumentSymbol[], indent = ''): string[] {
  return symbols.flatMap(({ kind, name, detail, range, children }) => [
    `${indent}${kind} ${name} | ${detail} | ${range.start.line}-${range.end.line}`,
    ...outline(children, `${indent}  `),
  ]);
}

test('machines with what belongs to them, and before them what belongs to all', () => {
  const text = `# a comment
host arch=x86_64 kernel=6.18
let total = 8G
backing ram type=memfd page=1G size=total

machine one
rule exact
Slot#0(low): gpa=0, size=2G, backing=ram
Slot#1: gpa=4G, size=total - 2G, offset=2G, backing=ram
Slot#0: size=0
private gpa=4G size=2M

machine two
AddrSpace#1 Slot#7: gpa=x, size=2M
`;
  assert.deepEqual(outline(documentSymbols(snapshotOf(text))), [
    'host host | x86_64, 6.18 | 1-1',
    'let total | 8G | 2-2',
    'backing ram | memfd, 1G, total | 3-3',
    'machine machine one |  | 5-10',
    '  rule rule exact |  | 6-6',
    '  slot Slot#0 low | [0x0, 0x80000000) 2 GiB | 7-7',
    '  slot Slot#1 | [0x100000000, 0x280000000) 6 GiB | 8-8',
    '  slot Slot#0 | deleted | 9-9',
    '  attributes private | [0x100000000, 0x100200000) 2 MiB | 10-10',
    'machine machine two |  | 12-13',
    '  slot Slot#7 in AddrSpace#1 |  | 13-13',
  ]);
});

test('in a log every process is a machine', () => {
  const line = (process: number, slot: number) =>
    `${process}@1689108688.696338:kvm_set_user_memory AddrSpace#0 Slot#${slot} flags=0x0 gpa=0x0 size=0x80000000 ua=0x7f0000000000 ret=0\n`;
  const text = `started\n${line(7, 0)}noise\n${line(8, 0)}${line(7, 1)}`;
  assert.deepEqual(outline(documentSymbols(snapshotOf(text, true))), [
    'machine process 7 |  | 1-4',
    '  slot Slot#0 | [0x0, 0x80000000) 2 GiB | 1-1',
    '  slot Slot#1 | [0x0, 0x80000000) 2 GiB | 4-4',
    'machine process 8 |  | 3-3',
    '  slot Slot#0 | [0x0, 0x80000000) 2 GiB | 3-3',
  ]);
});

test('every symbol has a name, and marks something inside itself', () => {
  const text =
    'let\nbacking\nmachine\nrule\nhost\nSlot#: gpa=\nslot x\nprivate\nSlot#1(): gpa=1\nlet x\nbacking type=\n';
  const isBefore = (a: Position, b: Position) => a.line < b.line || (a.line === b.line && a.character <= b.character);
  const visit = (symbols: readonly DocumentSymbol[]) => {
    for (const { name, range, selection, children } of symbols) {
      assert.ok(name.trim().length > 0);
      assert.ok(isBefore(range.start, selection.start) && isBefore(selection.end, range.end), name);
      visit(children);
    }
  };
  const symbols = documentSymbols(snapshotOf(text));
  assert.equal(outline(symbols).length, 11);
  visit(symbols);
});

test('an outline of very many slots ends with how many more there are', () => {
  const lines = Array.from({ length: 5010 }, (_, i) => `Slot#${i}: gpa=${i}M, size=1M`);
  const symbols = documentSymbols(snapshotOf(lines.join('\n')));
  assert.equal(symbols.length, 5001);
  assert.equal(symbols.at(-1)!.name, '10 more slots');
});
