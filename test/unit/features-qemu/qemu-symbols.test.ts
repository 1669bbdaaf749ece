import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qemuSymbols } from '../../../server/src/features/qemu/qemu-symbols';
import type { Range } from '../../../server/src/text/text-lines';
import { marked } from './support';

const SCRIPT = `¦disk=(-drive file=a)
ram=(-object memory-backend-ram,id=a,size=2G)
qemu-system-x86_64 -M q35 -m 2G,slots=1,maxmem=4G \\
  "\${ram[@]}" -numa node,memdev=a \\
  -object memory-backend-ram,id=b,size=1G \\
  -object rng-random,id=r \\
  -device pc-dimm,id=d,memdev=b -device e1000 &
qemu-system-aarch64 -M virt -m 1G
`;

test('one symbol for each command, with its backends, nodes and memory devices', () => {
  const symbols = qemuSymbols(marked(SCRIPT).snapshot);
  assert.deepEqual(
    symbols.map(({ name, detail }) => [name, detail]),
    [
      ['q35', '2 GiB'],
      ['virt', '1 GiB'],
    ],
  );
  assert.deepEqual(
    symbols[0]!.children.map(({ name, detail }) => [name, detail]),
    [
      ['a', 'memory-backend-ram, 2 GiB'],
      ['node 0', '2 GiB, a'],
      ['b', 'memory-backend-ram, 1 GiB'],
      ['d', 'pc-dimm, 1 GiB, at 0x100000000'],
    ],
  );
  assert.deepEqual(symbols[1]!.children, []);
});

test('ranges hold one another, as editors want it', () => {
  const within = (inner: Range, outer: Range) =>
    outer.start.line * 1000 + outer.start.character <= inner.start.line * 1000 + inner.start.character &&
    inner.end.line * 1000 + inner.end.character <= outer.end.line * 1000 + outer.end.character;
  for (const symbol of qemuSymbols(marked(SCRIPT).snapshot)) {
    assert.ok(within(symbol.selection, symbol.range));
    for (const child of symbol.children) {
      assert.ok(within(child.range, symbol.range), child.name);
      assert.ok(within(child.selection, child.range), child.name);
    }
  }
});

test('a script without QEMU has no symbols', () => {
  assert.deepEqual(qemuSymbols(marked('¦echo hello\n').snapshot), []);
});
