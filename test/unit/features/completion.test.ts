import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { completionsAt } from '../../../server/src/features/completion/completion';
import type { CompletionItem } from '../../../server/src/features/completion/completion-item';
import { KEYWORDS } from '../../../server/src/syntax/memslots/parse-declaration';
import { marked, snapshotOf, textIn } from './support';

const LIST =
  'let total = 8G\nbacking ram type=memfd page=1G size=total\nSlot#0(low): gpa=0, size=2G, backing=ram, offset=0\n';

function items(text: string): readonly CompletionItem[] {
  const { snapshot, position } = marked(LIST + text);
  return completionsAt(snapshot, position)?.items ?? [];
}

const labels = (text: string) => items(text).map(({ label }) => label);

/** `label — detail` of what is a number. */
const numbers = (text: string) =>
  items(text).flatMap(({ kind, label, detail }) => (kind === 'number' ? [`${label} — ${detail}`] : []));

/** What the completion would replace. */
function replaced(text: string): string {
  const { snapshot, position } = marked(LIST + text);
  const list = completionsAt(snapshot, position);
  assert.ok(list, text);
  return textIn(snapshot, list.range);
}

test('at the start of a line: every keyword, as a template too', () => {
  for (const text of ['|', '  |', 'ba|', '> |']) assert.deepEqual(labels(text), [...KEYWORDS], text);
  assert.equal(replaced('ba|'), 'ba');
  const slot = items('|')[0]!;
  assert.equal(slot.insert, 'Slot#');
  assert.match(slot.snippet!, /^Slot#\$\{1:1\}/, 'with the next id');
  assert.deepEqual(labels('machine two\n|').slice(0, 1), ['Slot']);
  assert.match(items('machine two\n|')[0]!.snippet!, /^Slot#\$\{1:0\}/, 'each machine has its own ids');
});

test('the fields that are valid here and not given yet, with what they mean', () => {
  assert.deepEqual(labels('Slot#1: |'), [
    'gpa',
    'size',
    'ua',
    'offset',
    'flags',
    'backing',
    'page',
    'as',
    'guest_memfd',
    'ret',
  ]);
  assert.deepEqual(labels('Slot#1: gpa=4G, |, memory_size=2G').includes('size'), false, 'an alias counts as given');
  assert.deepEqual(labels('Slot#1: gpa=4G, |, memory_size=2G').includes('gpa'), false);
  assert.deepEqual(labels('host |'), [
    'arch',
    'page-size',
    'gpa-bits',
    'kernel',
    'vm',
    'max-page',
    'nested',
    'shmem-thp',
  ]);
  assert.deepEqual(labels('private gpa=0 |'), ['size']);
  assert.deepEqual(labels('backing x |'), ['type', 'page', 'size', 'hva', 'align']);
  const [gpa] = items('Slot#1: |');
  assert.equal(gpa?.insert, 'gpa=');
  assert.match(gpa!.detail, /guest_phys_addr/);
  assert.match(gpa!.documentation!, /EEXIST/);
});

test('half-typed lines', () => {
  const given: readonly [string, string, string][] = [
    ['Slot#1: g|', 'g', 'gpa'],
    ['Slot#1:g|', 'g', 'gpa'],
    ['Slot#1 gpa=4G si|', 'si', 'size'],
    ['Slot#1: gpa=4G,si|', 'si', 'size'],
    ['Slot#1: gpa=(1+2), si|', 'si', 'size'],
    ['Slot#1: size=(total-1)/2 of|', 'of', 'offset'],
    ['Slot#1: flags=readonly of|', 'of', 'offset'],
    ['Slot#1: backing=ram of|', 'of', 'offset'],
    ['Slot#1: nosuch=3 of|', 'of', 'offset'],
    ['host page-|', 'page-', 'page-size'],
    ['backing x type=memfd pa|', 'pa', 'page'],
    ['Slot#1: gpa= size=to|', 'to', 'total'],
    ['Slot#1: size=4G +|', '', 'total'],
    ['Slot#1: size=4G + t|', 't', 'total'],
    ['Slot#1: size=(t|', 't', 'total'],
    ['Slot#1: size=1 << t|', 't', 'total'],
    ['let x = |', '', 'total'],
    ['let x = 2 * to|', 'to', 'total'],
    ['Slot#1: flags=read|', 'read', 'readonly'],
    ['Slot#1: flags=0x1 \\| re|', 're', 'readonly'],
    ['Slot#1: backing=|', '', 'ram'],
    ['backing x type=me|', 'me', 'memfd'],
    ['backing x page=|', '', '2M'],
    ['host arch=ar|', 'ar', 'arm64'],
    ['host vm=|', '', 'tdx'],
    ['host kernel=6.|', '6.', '6.18'],
    ['host nested=|', '', 'on'],
    ['host shmem-thp=ad|', 'ad', 'advise'],
    ['rule |', '', 'per-level'],
    ['rule per-l|', 'per-l', 'per-level'],
    ['Slot#|', '', '1'],
    ['# memslot: ig|', 'memslot: ig', 'memslot: ignore'],
    ['# memslot: ignore slot-o|', 'slot-o', 'slot-overlap'],
    ['let y = 1 // memslot: ignore-file unused-let, hva|', 'hva', 'hva-incongruent'],
  ];
  for (const [text, prefix, expected] of given) {
    assert.ok(labels(text).includes(expected), `${expected} in ${text}: ${labels(text).join()}`);
    assert.equal(replaced(text), prefix, text);
  }
});

test('nothing is proposed where only a person knows', () => {
  for (const text of [
    'let |',
    'let x|',
    'backing |',
    'backing y|',
    'machine |',
    'Slot#1(na|me)',
    'Slot#1: size=4|G)',
    '# a comment |',
    '# a com|',
    'hello wor|',
    'rule exact |',
    'kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x0 gpa=|',
    `${'x'.repeat(20_000)}|`,
  ])
    assert.deepEqual(
      labels(text).filter((label) => label !== 'total' && !/^\d/.test(label)),
      [],
      text.slice(-40),
    );
});

test('a let is not proposed for its own value', () => {
  assert.deepEqual(labels('let x = |'), ['total']);
  assert.equal(items('let x = |')[0]!.detail, '0x200000000 = 8 GiB');
});

test('flags that are set already are not proposed again', () => {
  assert.deepEqual(labels('Slot#1: flags=readonly\\||'), ['log-dirty-pages', 'guest-memfd']);
});

test('a field keeps the = that stands behind it', () => {
  const { insert } = items('Slot#1: g|=4G').find(({ label }) => label === 'gpa')!;
  assert.equal(insert, 'gpa');
});

test('gpa: the end of the slot before, the next boundaries, above the devices', () => {
  assert.deepEqual(numbers('Slot#1: gpa=|'), [
    '2G — the end of slot 0 (low), 1 GiB-aligned',
    '4G — above the devices below 4 GiB, 1 GiB-aligned',
  ]);
  assert.deepEqual(numbers('Slot#1(odd): gpa=4G, size=0x1000\nSlot#2: gpa=|'), [
    '0x100001000 — the end of slot 1 (odd), 4 KiB-aligned',
    '4098M — the next 2 MiB boundary behind slot 1 (odd), 2 MiB-aligned',
    '5G — the next 1 GiB boundary behind slot 1 (odd), 1 GiB-aligned',
  ]);
  assert.deepEqual(numbers('Slot#1: gpa=0x|')[0], '0x80000000 — the end of slot 0 (low), 1 GiB-aligned');
  assert.deepEqual(numbers('machine two\nSlot#1: gpa=|'), ['0 — the start of guest memory']);
  assert.deepEqual(numbers('Slot#1: gpa=|, as=1'), ['0 — the start of guest memory'], 'another address space');
});

test('gpa: not where another slot is, nor behind slots that are gone or were refused', () => {
  assert.deepEqual(numbers('Slot#1: gpa=|\nSlot#2: gpa=2G, size=1G'), [
    '4G — above the devices below 4 GiB, 1 GiB-aligned',
  ]);
  assert.deepEqual(numbers('Slot#0: size=0\nSlot#1: gpa=|'), ['0 — the start of guest memory']);
  assert.match(numbers('Slot#1(bad): gpa=1G, size=2G\nSlot#2: gpa=|')[0]!, /^2G — the end of slot 0/);
});

test('gpa: the highest slot, where that is not the last one', () => {
  const proposed = numbers('Slot#1(high): gpa=8G, size=1G\nSlot#2(mid): gpa=4G, size=1G\nSlot#3: gpa=|');
  assert.deepEqual(proposed, [
    '5G — the end of slot 2 (mid), 1 GiB-aligned',
    '9G — the end of slot 1 (high), 1 GiB-aligned',
  ]);
});

test('offset: behind the slot before in the same backing, and where it agrees with gpa', () => {
  assert.deepEqual(numbers('Slot#1: gpa=4G, backing=ram, offset=|'), ['2G — behind slot 0 (low), 1 GiB-aligned']);
  assert.deepEqual(numbers('Slot#1: gpa=0x100000, size=4G, backing=ram, offset=|'), [
    '2G — behind slot 0 (low), 1 GiB-aligned',
    '2049M — agrees with gpa modulo 2 MiB, 4 KiB-aligned',
  ]);
  assert.deepEqual(numbers('backing b type=memfd\nSlot#1: gpa=0x40100000, backing=b, offset=|'), [
    '0 — the start',
    '1M — agrees with gpa modulo 2 MiB, 4 KiB-aligned',
  ]);
});

test('offset: a guest_memfd is the same file by its descriptor, and agrees with gpa by itself', () => {
  const trace = 'Slot#1(t): gpa=4G, size=1M, guest_memfd=9, offset=0, ua=0x7f0000000000\n';
  assert.deepEqual(numbers(`${trace}Slot#2: gpa=0x200000, guest_memfd=9, ua=0x7f0000200000, offset=|`), [
    '1M — behind slot 1 (t), 4 KiB-aligned',
    '2M — agrees with gpa modulo 2 MiB, 2 MiB-aligned',
  ]);
  assert.deepEqual(numbers('Slot#2: gpa=0, guest_memfd=8, offset=|'), ['0 — the start']);
});

test('offset: memory at a known address agrees where address and offset together do', () => {
  const backing = 'backing b type=anon hva=0x7f0000001000 size=8G\n';
  assert.deepEqual(numbers(`${backing}Slot#1: gpa=0, size=2M, backing=b, offset=|`), [
    '0 — the start',
    '2044K — agrees with gpa modulo 2 MiB, 4 KiB-aligned',
  ]);
});

test('size: the rest of the backing, in whole pages too, and up to the next slot', () => {
  assert.deepEqual(numbers('Slot#1: gpa=4G, backing=ram, offset=2G, size=|'), ['6G — the rest of ram']);
  assert.deepEqual(numbers('Slot#1: gpa=4G, backing=ram, offset=0x80001000, size=|'), [
    '0x17ffff000 — the rest of ram',
    '6142M — the rest of ram in whole 2 MiB pages',
    '5G — the rest of ram in whole 1 GiB pages',
  ]);
  assert.deepEqual(numbers('Slot#1: gpa=4G, size=|\nSlot#2(next): gpa=5G, size=1G\nSlot#3: gpa=8G, size=1G'), [
    '1G — up to slot 2 (next)',
  ]);
  assert.deepEqual(numbers('Slot#1: gpa=4G, backing=ram, offset=9G, size=|'), [], 'behind the end of the backing');
});

test('what is proposed for a number is read back as that number', () => {
  for (const field of ['gpa', 'offset', 'size']) {
    const before = `Slot#1(odd): gpa=4G, size=0x1fe000, backing=ram, offset=2G\nSlot#2: backing=ram, gpa=5G, `;
    for (const { label, kind } of items(`${before.replace(field === 'gpa' ? 'gpa=5G, ' : '', '')}${field}=|`)) {
      if (kind !== 'number') continue;
      const snapshot = snapshotOf(`let x = ${label}`);
      assert.notEqual(snapshot.facts.scope.values.get('x'), undefined, label);
    }
  }
});

test('whatever the text and the place, there is an answer, and its range ends at the cursor', () => {
  const unit = fc.constantFrom(
    'Slot#1',
    'Slot',
    ':',
    ' ',
    'gpa',
    '=',
    'size=',
    '4G',
    '+',
    '(',
    ')',
    ',',
    '\n',
    '\r',
    '# memslot: ignore ',
    '|',
    'flags=',
    'backing ',
    'ram',
    'let x',
    'host ',
    '> ',
    '=3D',
    '\0',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 20 }), fc.nat(5), fc.nat(60), (text, line, character) => {
      const snapshot = snapshotOf(LIST + text);
      const position = snapshot.text.clamp({ line: 3 + line, character });
      const list = completionsAt(snapshot, position);
      if (!list) return;
      assert.deepEqual(list.range.end, position);
      assert.ok(list.range.start.line === position.line && list.range.start.character <= position.character);
    }),
    { numRuns: 500 },
  );
});
