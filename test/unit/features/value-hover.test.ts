import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hoverAt } from '../../../server/src/features/hover/hover';
import { marked, snapshotOf, textIn } from './support';

function hover(text: string): { markdown: string; about: string } {
  const { snapshot, position } = marked(text);
  const found = hoverAt(snapshot, position);
  assert.ok(found, `a hover in ${text}`);
  return { markdown: found.markdown, about: textIn(snapshot, found.range) };
}

test('a number in hexadecimal, decimal and binary units, with its alignment', () => {
  const { markdown, about } = hover('Slot#0: gpa=4|G, size=2M');
  assert.equal(about, '4G');
  assert.equal(
    markdown,
    '`4G` = `0x100000000` = 4,294,967,296 = **4 GiB**\n\n4 KiB-aligned, 2 MiB-aligned, 1 GiB-aligned; largest power of two: 2^32 = 4 GiB.',
  );
});

test('a number that is not aligned: by how much, and between which lines', () => {
  const { markdown } = hover('kvm_set_user_memory Slot#0 flags=0x0 gpa=0x0 size=0x80000000 ua=0x7f5733ff|f000 ret=0');
  assert.match(markdown, /^`0x7f5733fff000` = 140,012,511,293,440 = \*\*≈ 127\.34 TiB\*\*/);
  assert.match(markdown, /4 KiB-aligned; largest power of two: 2\^12 = 4 KiB/);
  assert.match(markdown, /not 2 MiB-aligned by `0x1ff000` \(2044 KiB\): between `0x7f5733e00000` and `0x7f5734000000`/);
  assert.match(markdown, /not 1 GiB-aligned by `0x33fff000`/);
});

test('the page sizes are those of the host', () => {
  const { markdown } = hover('host arch=arm64 page-size=64K\nSlot#0: gpa=1|G, size=1G');
  assert.match(markdown, /64 KiB-aligned, 512 MiB-aligned; largest power of two: 2\^30/);
});

test('zero is aligned to everything', () => {
  assert.match(
    hover('Slot#0: gpa=0x|0, size=2M').markdown,
    /^`0x0` = 0 = \*\*0 B\*\*\n\nAligned to every page size\.$/,
  );
});

test('a part of an expression, and what the whole comes to', () => {
  const lets = 'let total = 8G\n';
  const name = hover(`${lets}Slot#0: gpa=0, size=to|tal - 2G`);
  assert.equal(name.about, 'total');
  assert.match(name.markdown, /^`let total = 8G` = `0x200000000`/);
  assert.match(name.markdown, /---\n\n`total - 2G` = `0x180000000` = 6,442,450,944 = \*\*6 GiB\*\*/);
  const operator = hover(`${lets}Slot#0: gpa=0, size=total -| 2G`);
  assert.equal(operator.about, 'total - 2G');
  assert.match(operator.markdown, /^`total - 2G` = `0x180000000`/);
});

test('the name of a let where it is defined', () => {
  const { markdown, about } = hover('let to|tal = 2G << 1');
  assert.equal(about, 'total');
  assert.match(markdown, /^`let total = 2G << 1` = `0x100000000`/);
});

test('what is not known is not invented', () => {
  assert.equal(hover('Slot#0: gpa=no|where, size=2M').markdown, '`nowhere` is not defined: its value is not known.');
  assert.match(hover('let |x = x').markdown, /: the value is not known\.$/);
  assert.match(hover('let x| = 1/0').markdown, /This divides by zero/);
  assert.match(hover('Slot#0: gpa=(1 + 2|M, size=2M').markdown, /the value is not known\.$/);
});

test('numbers that count no bytes have no units', () => {
  const trace = 'kvm_set_user_memory AddrSpace#0 Slot#3 flags=0x4 gpa=0x0 size=0x20000 ua=0x7f8fb009f000 ';
  const answer = hover(`${trace}guest_memfd=15 guest_memfd_offset=0xa0000 ret=-2|2`);
  assert.equal(answer.markdown, '`-22` = -22 (EINVAL): the call was refused');
  assert.equal(answer.about, '-22');
  const fd = hover(`${trace}guest_memfd=1|5 guest_memfd_offset=0xa0000 ret=0`);
  assert.equal(fd.markdown, '`15` = `0xf` = 15');
  assert.match(hover('host gpa-bits=4|6').markdown, /addresses below 0x400000000000/);
});

test('every number of 64 bits is told exactly in hexadecimal and decimal', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (value) => {
      const snapshot = snapshotOf(`let x = ${value}`);
      const markdown = hoverAt(snapshot, { line: 0, character: 9 })!.markdown;
      assert.ok(markdown.includes(`\`0x${value.toString(16)}\``), markdown);
      assert.ok(
        markdown.replaceAll(',', '').includes(` ${value} = **`) || markdown.startsWith(`\`${value}\``),
        markdown,
      );
      // The power of two that is named divides the value, and twice it does not.
      const power = /2\^(\d+)/.exec(markdown);
      if (value === 0n) assert.equal(power, null);
      else {
        assert.equal(value % (1n << BigInt(power![1]!)), 0n);
        assert.notEqual(value % (2n << BigInt(power![1]!)), 0n);
      }
    }),
  );
});
