import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Declaration } from '../../../../server/src/syntax/memslots/declaration';
import { LONGEST_LINE } from '../../../../server/src/syntax/memslots/parse-declaration';
import { fieldTexts, parse, parseOne, postfix, problemTexts } from './support';

function slot(text: string): Declaration & { kind: 'slot' } {
  const declaration = parseOne(text);
  assert.equal(declaration.kind, 'slot', text);
  return declaration as Declaration & { kind: 'slot' };
}

test('every way to write the head of a slot', () => {
  const cases: readonly [string, string, string | undefined, string | undefined][] = [
    ['Slot#3: gpa=1', '3', undefined, undefined],
    ['Slot#3 gpa=1', '3', undefined, undefined],
    ['slot 3: gpa=1', '3', undefined, undefined],
    ['SLOT 3, gpa=1', '3', undefined, undefined],
    ['memslot#3: gpa=1', '3', undefined, undefined],
    ['Slot # 3: gpa=1', '3', undefined, undefined],
    ['slot #3: gpa=1', '3', undefined, undefined],
    ['Slot#3(ram_below_4G): gpa=1', '3', undefined, 'ram_below_4G'],
    ['Slot#3 (pc.ram, low) gpa=1', '3', undefined, 'pc.ram, low'],
    ['Slot#3(): gpa=1', '3', undefined, undefined],
    ['Slot#3:gpa=1', '3', undefined, undefined],
    ['AddrSpace#1 Slot#3: gpa=1', '3', '1', undefined],
    ['  \tSlot#3: gpa=1', '3', undefined, undefined],
    ['> > Slot#3: gpa=1', '3', undefined, undefined],
    ['Slot#00003: gpa=1', '00003', undefined, undefined],
  ];
  for (const [text, id, addressSpace, name] of cases) {
    const declaration = slot(text);
    assert.equal(declaration.id?.text, id, text);
    assert.equal(declaration.addressSpace?.text, addressSpace, text);
    assert.equal(declaration.name?.text, name, text);
    assert.deepEqual(fieldTexts(declaration), ['gpa=0x1'], text);
    assert.deepEqual(problemTexts(declaration), [], text);
    for (const token of [declaration.id, declaration.addressSpace, declaration.name])
      if (token) assert.equal(declaration.text.slice(token.start, token.end), token.text);
  }
});

test('fields with commas or blanks between them, by every spelling', () => {
  assert.deepEqual(fieldTexts(slot('Slot#1: gpa=0x0, size=2G, backing=ram, offset=0')), [
    'gpa=0x0',
    'size=0x80000000',
    'backing=ram',
    'offset=0x0',
  ]);
  assert.deepEqual(fieldTexts(slot('Slot#1: gpa = 4G - 1M size\t=\t2 * 1G,,  flags = readonly | guest-memfd ,as=1')), [
    'gpa=0x100000000 0x100000 -',
    'size=0x2 0x40000000 *',
    'flags=readonly|guest-memfd',
    'as=0x1',
  ]);
  const long = 'Slot#1: guest_phys_addr=1 memory_size=2 userspace_addr=3 guest_memfd=4 guest_memfd_offset=5';
  assert.deepEqual(fieldTexts(slot(long)), ['gpa=0x1', 'size=0x2', 'ua=0x3', 'guest_memfd=0x4', 'offset=0x5']);
  const old = 'Slot#1: GPA=1 hva=2 private_fd=3 private_offset=4 restrictedmem_offset=5 as_id=6';
  assert.deepEqual(fieldTexts(slot(old)), [
    'gpa=0x1',
    'ua=0x2',
    'guest_memfd=0x3',
    'offset=0x4',
    'offset=0x5',
    'as=0x6',
  ]);
});

test('a field whose value spans an expression ends where the next one begins', () => {
  assert.deepEqual(fieldTexts(slot('Slot#1: size=total gpa=0')), ['size=total', 'gpa=0x0']);
  assert.deepEqual(fieldTexts(slot('Slot#1: size=total - (1) gpa=0')), ['size=total 0x1 -', 'gpa=0x0']);
  assert.deepEqual(fieldTexts(slot('Slot#1: size=- gpa=0')), ['size=!negate', 'gpa=0x0']);
});

test('keys and values have the places where they stand', () => {
  const declaration = slot('Slot#1: gpa = 4G - 1M, flags=readonly|0x4, backing=ram # why');
  assert.deepEqual(
    declaration.fields.map(({ key, value }) =>
      [key, value!].map(({ start, end }) => declaration.text.slice(start, end)),
    ),
    [
      ['gpa', '4G - 1M'],
      ['flags', 'readonly|0x4'],
      ['backing', 'ram'],
    ],
  );
  assert.equal(
    declaration.text.slice(declaration.start, declaration.end),
    'Slot#1: gpa = 4G - 1M, flags=readonly|0x4, backing=ram',
  );
  assert.equal(declaration.comment?.text, '# why');
});

test('the other declarations', () => {
  const cases: readonly [string, string, string | undefined, string[]][] = [
    [
      'host arch=x86_64 page-size=4K gpa-bits=46 kernel=6.18',
      'host',
      undefined,
      ['arch=x86_64', 'page-size=4K', 'gpa-bits=0x2e', 'kernel=6.18'],
    ],
    ['backing ram type=memfd, page=1G size=2 * total', 'backing', 'ram', ['type=memfd', 'page=1G', 'size=0x2 total *']],
    ['backing pc.ram-1 hva=0x10', 'backing', 'pc.ram-1', ['hva=0x10']],
    ['backing type type=anon', 'backing', 'type', ['type=anon']],
    ['machine vm-1', 'machine', 'vm-1', []],
    ['machine', 'machine', undefined, []],
    ['rule size-gpa', 'rule', 'size-gpa', []],
    ['rule size-gpa // the looser one', 'rule', 'size-gpa', []],
    ['private gpa=0 size=2M', 'attributes', undefined, ['gpa=0x0', 'size=0x200000']],
    ['shared address=0, size=2M', 'attributes', undefined, ['gpa=0x0', 'size=0x200000']],
  ];
  for (const [text, kind, name, fields] of cases) {
    const declaration = parseOne(text);
    assert.equal(declaration.kind, kind, text);
    assert.equal('name' in declaration ? declaration.name?.text : undefined, name, text);
    assert.deepEqual(fieldTexts(declaration), fields, text);
    assert.deepEqual(problemTexts(declaration), [], text);
  }
  assert.equal((parseOne('private gpa=0 size=1') as Declaration & { kind: 'attributes' }).private, true);
  assert.equal((parseOne('shared gpa=0 size=1') as Declaration & { kind: 'attributes' }).private, false);
});

test('let', () => {
  const declaration = parseOne('let  total_size=(8G - 2G)/2 # half');
  assert.ok(declaration.kind === 'let');
  assert.equal(declaration.name?.text, 'total_size');
  assert.equal(declaration.expression && postfix(declaration.expression), '0x200000000 0x80000000 - 0x2 /');
  assert.equal(declaration.comment?.text, '# half');
});

test('comments: # at the start or behind a blank, // anywhere', () => {
  for (const text of ['# all of it', '   # all of it', '// all of it', '> # all of it', '#', '']) {
    const declaration = parseOne(text);
    assert.equal(declaration.kind, 'blank', text);
    assert.deepEqual(problemTexts(declaration), []);
  }
  assert.equal(slot('Slot#1: gpa=4G// why').comment?.text, '// why');
  assert.equal(slot('Slot#1: gpa=4G # a # b').comment?.text, '# a # b');
  assert.equal(slot('Slot #1: gpa=4G').comment, undefined, 'the # of the head');
  assert.equal(slot('Slot#1(a #b): gpa=4G # c').name?.text, 'a #b');
  assert.equal(parse('#a\r\nlet x = 1#b\r\n').declarations.at(0)!.comment?.text, '#a');
});

test('what is wrong, and where', () => {
  const cases: readonly [string, string[]][] = [
    ['Slot#: gpa=1', ["malformed-number 'Slot#'"]],
    ['Slot#1x: gpa=1', ["malformed-number 'x'"]],
    ['Slot#0x1: gpa=1', ["malformed-number 'x1'"]],
    ['Slot#1(open: gpa=1', ["unclosed-parenthesis 'open: gpa=1'"]],
    ['Slot#1: gpa=', ["missing-value 'gpa'"]],
    ['Slot#1: gpa= size=1', ["missing-value 'gpa'"]],
    ['Slot#1: gpa=, size=1', ["missing-value 'gpa'"]],
    ['Slot#1: gpa=1 gpa=2', ["duplicate-field 'gpa'"]],
    ['Slot#1: guest_phys_addr=1 gpa=2', ["duplicate-field 'gpa'"]],
    ['Slot#1: gap=1 size=2', ["unknown-field 'gap'"]],
    ['Slot#1: type=anon', ["unknown-field 'type'"]],
    ['Slot#1: gpa=1 nonsense size=2', ["unexpected-text 'nonsense'"]],
    ['Slot#1: gpa=4GB', ["malformed-number '4GB'"]],
    ['Slot#1: gpa=1)', ["unexpected-text ')'"]],
    ['Slot#1: gpa==1', ["missing-value 'gpa'"]],
    ['Slot#1: flags=', ["missing-value 'flags'"]],
    ['Slot#1: @//x', ["unexpected-text '@'"]],
    ['let', ["missing-name 'let'"]],
    ['let = 1', ["missing-name 'let'"]],
    ['let x', ["missing-value 'x'"]],
    ['let x =', ["missing-value 'x'"]],
    ['backing', ["missing-name 'backing'"]],
    ['backing type=anon', ["missing-name 'backing'"]],
    ['rule', ["missing-name 'rule'"]],
    ['rule exact please', ["unexpected-text 'please'"]],
    ['Backing ram', ["unknown-declaration 'Backing'"]],
    ['slto#1: gpa=0', ["unknown-declaration 'slto'"]],
    ['hello world', ["unknown-declaration 'hello world'"]],
    ['\0\0', []],
  ];
  for (const [text, problems] of cases) assert.deepEqual(problemTexts(parseOne(text)), problems, text);
});

test('misspellings come with what was probably meant', () => {
  const suggested = (text: string) => parseOne(text).problems[0]?.suggestions;
  assert.deepEqual(suggested('Slot#1: sise=1'), ['size']);
  assert.deepEqual(suggested('Slot#1: guest_phys_adr=1'), ['guest_phys_addr']);
  assert.deepEqual(suggested('host archh=x86_64'), ['arch']);
  assert.deepEqual(suggested('bakcing ram'), ['backing']);
  assert.equal(suggested('Slot#1: quite_something_else=1'), undefined);
});

test('a line too long is left out, whatever it says', () => {
  const declaration = parseOne(`Slot#1: gpa=${'1+'.repeat(LONGEST_LINE)}1`);
  assert.equal(declaration.kind, 'foreign');
  assert.equal(declaration.problems.length, 1);
  assert.match(declaration.problems[0]!.message, /characters; a declaration has at most/);
  assert.equal(parseOne(`# ${'x'.repeat(LONGEST_LINE)}`).problems.length, 1);
});

test('one declaration has a bounded number of problems', () => {
  assert.ok(parseOne(`Slot#1: ${'? '.repeat(5000)}`).problems.length <= 11);
});

test('every line belongs to one declaration, in order, with the text as it is', () => {
  const text =
    'host\r\n\r\nlet x = 1\rlet y = 2\n> kvm_set_user_memory AddrSpace#0 Slot#1 flags=0x0\n> gpa=0x0 ret=0\nend';
  const { declarations } = parse(text);
  assert.equal([...declarations].map((d) => d.text).join(''), text);
  assert.deepEqual(
    [...declarations].map((d) => [d.kind, d.lineCount]),
    [
      ['host', 1],
      ['blank', 1],
      ['let', 1],
      ['let', 1],
      ['trace-slot', 2],
      ['foreign', 1],
    ],
  );
});
