import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { contributes } from '../../../package.json';
import { createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { HINT_KINDS } from '../../../server/src/features/hint-kinds';
import { inlayHintsIn } from '../../../server/src/features/inlay-hints';
import { readSettings } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';
import { assertHints, withHints } from './hints';

const ONLY = (kind: string) => ({
  inlayHints: Object.fromEntries(HINT_KINDS.map((name) => [name, name === kind])),
});

test('slots of a list: sizes, ends and pages', () => {
  assertHints(
    'memslots',
    `let total = 8G
backing ram type=memfd page=2M size=total⟦= 8 GiB⟧
Slot#1(below): gpa=0x100000, offset=1M, size=0x7ff00000⟦= 2047 MiB⟧⟦→ 0x80000000⟧, backing=ram⟦99.95 % on 2 MiB⟧ # a comment
Slot#2: gpa=4G, offset=2G, size=total-2G⟦= 6 GiB⟧⟦→ 0x280000000⟧, backing=ram⟦100 % on 2 MiB⟧
Slot#3: gpa=what, size=2G
Slot#2: gpa=4G, size=0⟦deletes slot 2⟧
`,
  );
});

test('a bare number in a list is bytes', () => {
  assertHints(
    'memslots',
    'Slot#1: gpa=0 size=262144⟦bytes⟧⟦= 256 KiB⟧⟦→ 0x40000⟧⟦100 % on 4 KiB⟧\nSlot#2: gpa=1M size=513⟦bytes⟧⟦→ 0x100201⟧\n',
  );
});

test('of a trace line the size in its own words; what the kernel refused has no pages', () => {
  assertHints(
    'log',
    `1@2.3:kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x80000000⟦= 2 GiB⟧⟦→ 0x80000000⟧ ua=0x7f0000000000 guest_memfd=15 guest_memfd_offset=0x0 ret=0⟦100 % on 4 KiB⟧⟦adds slot 0⟧
1@2.4:kvm_set_user_memory AddrSpace#0 Slot#1 flags=0x4 gpa=0x80000000 size=0x20000⟦= 128 KiB⟧⟦→ 0x80020000⟧ ua=0x7f0000001000 guest_memfd=15 guest_memfd_offset=0xa0000 ret=-22⟦EINVAL: binds the same guest_memfd bytes as slot 0⟧
`,
  );
});

test('options of QEMU: what a bare number counts, and where a DIMM lands', () => {
  assertHints(
    'shell',
    `qemu-system-x86_64 -M q35 -m 512⟦MiB⟧,slots=4,maxmem=17179869184⟦bytes⟧⟦= 16 GiB⟧⟦up to 99.68 % on 2 MiB⟧ \\
  -object memory-backend-ram,id=b,size=1073741824⟦bytes⟧⟦= 1 GiB⟧⟦up to 100 % on 2 MiB⟧ -device pc-dimm,memdev=b⟦at 0x100000000, slot 0⟧ \\
  -object memory-backend-ram,id=c,size=0x40000000⟦= 1 GiB⟧⟦up to 100 % on 2 MiB⟧ -device pc-dimm,memdev=c,addr=0x200000000⟦slot 1⟧ \\
  -object memory-backend-ram,id=d,size=1.5G⟦up to 100 % on 2 MiB⟧ -device pc-dimm,memdev=d,addr=0x300000000,slot=3
`,
  );
});

test('a variable has the unit that every use of it gives', () => {
  assert.equal(
    withHints('shell', 'MEM=4096\nqemu-system-x86_64 -m $MEM\n', ONLY('units')),
    'MEM=4096⟦MiB⟧\nqemu-system-x86_64 -m $MEM\n',
  );
  const both = 'MEM=4096\nqemu-system-x86_64 -m $MEM -object memory-backend-ram,id=a,size=$MEM\n';
  assert.equal(withHints('shell', both, ONLY('units')), both);
});

test('JSON has bytes and no units', () => {
  assertHints(
    'qmp',
    '{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "a", "size": 1073741824⟦= 1 GiB⟧}}\n',
  );
});

test('a domain: KiB where there is no unit, and where its memory devices land', () => {
  assertHints(
    'libvirt',
    `<domain type='kvm'>
  <memory>8388608⟦KiB⟧⟦= 8 GiB⟧</memory>
  <maxMemory slots='4' unit='GiB'>16</maxMemory>
  <os><type arch='x86_64' machine='pc-q35-9.0'>hvm</type></os>
  <features><acpi/></features>
  <cpu><numa><cell id='0' cpus='0' memory='4000⟦≈ 3.73 GiB⟧' unit='MB'/>⟦up to 99.92 % on 2 MiB⟧</numa></cpu>
  <devices>
    <memory model='dimm'>⟦at 0x180000000⟧⟦up to 100 % on 2 MiB⟧
      <target><size>1048576⟦KiB⟧⟦= 1 GiB⟧</size><node>0</node></target>
    </memory>
  </devices>
</domain>
`,
  );
});

test('hints of the lines that are asked for only', () => {
  const slots = Array.from({ length: 100 }, (_, i) => `Slot#${i}: gpa=${i}G size=0x1000\n`).join('');
  const analysis = createAnalysis(TextLines.of(slots), 'memslots', readSettings(ONLY('sizes')));
  const lines = inlayHintsIn(analysis, { start: 40, end: 42 }).map(({ position }) => position.line);
  assert.deepEqual(lines, [40, 41, 42]);
});

test('a unit hint carries what writes the unit', () => {
  const analysis = createAnalysis(TextLines.of('qemu-system-x86_64 -m 512\n'), 'shell', readSettings(ONLY('units')));
  const [hint] = inlayHintsIn(analysis, { start: 0, end: 0 });
  assert.deepEqual(hint?.edits, [
    { range: { start: { line: 0, character: 22 }, end: { line: 0, character: 25 } }, newText: '512M' },
  ]);
});

test('every kind has a setting in VS Code, with the default that counts without one', () => {
  const manifest = JSON.parse(readFileSync(path.join(__dirname, '../../../package.json'), 'utf8'));
  const settings: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;
  const known = Object.entries(settings).filter(([name]) => name.startsWith('memslot.inlayHints.'));
  assert.deepEqual(
    known.map(([name, setting]) => [name, setting.default]),
    HINT_KINDS.map((kind) => [`memslot.inlayHints.${kind}`, readSettings({}).inlayHints.has(kind)]),
  );
});

/** A text for the setting of each kind of hint, in which that kind is shown and no other need be. */
const OF_SETTING: Readonly<Record<string, readonly [kind: DocumentKind, text: string, label: string]>> = {
  'inlayHints.units': ['shell', 'qemu-system-x86_64 -m 512\n', 'MiB'],
  'inlayHints.sizes': ['memslots', 'Slot#1: gpa=0 size=0x7ff00000\n', '= 2047 MiB'],
  'inlayHints.ends': ['memslots', 'Slot#1: gpa=0 size=4K\n', '→ 0x1000'],
  'inlayHints.pages': ['memslots', 'Slot#1: gpa=0 size=4K\n', '100 % on 4 KiB'],
  'inlayHints.placements': [
    'shell',
    'qemu-system-x86_64 -M q35 -m 1G,slots=1,maxmem=4G -object memory-backend-ram,id=b,size=1G -device pc-dimm,memdev=b\n',
    'at 0x100000000, slot 0',
  ],
  'inlayHints.operations': [
    'log',
    'kvm_set_user_memory AddrSpace#0 Slot#1 flags=0x0 gpa=0x0 size=0x1000 ua=0x1000 ret=0\n',
    'adds slot 1',
  ],
};

test('every setting of package.json that is about hints turns its kind off, and nothing else', () => {
  const settings = Object.keys(contributes.configuration.properties).filter((key) => key.includes('inlayHints'));
  assert.deepEqual(settings.map((key) => key.replace('memslot.', '')).sort(), Object.keys(OF_SETTING).sort());
  for (const [key, [kind, text, label]] of Object.entries(OF_SETTING)) {
    assert.equal(withHints(kind, text, ONLY('')), text);
    const [, own] = key.split('.') as [string, string];
    const shown = `⟦${label}⟧`;
    const all = withHints(kind, text);
    assert.ok(all.includes(shown), `${key}: ${all}`);
    assert.equal(withHints(kind, text, { inlayHints: { [own]: false } }), all.replaceAll(shown, ''));
  }
});
