import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hoverAt } from '../../../server/src/features/hover/hover';
import { VOCABULARY, type WordEntry } from '../../../server/src/features/hover/vocabulary';
import { FIELDS, type FieldOwner } from '../../../server/src/syntax/memslots/fields';
import { KEYWORDS } from '../../../server/src/syntax/memslots/parse-declaration';
import { marked, textIn } from './support';

function hover(text: string): { markdown: string; about: string } {
  const { snapshot, position } = marked(text);
  const found = hoverAt(snapshot, position);
  assert.ok(found, `a hover in ${text}`);
  return { markdown: found.markdown, about: textIn(snapshot, found.range) };
}

test('every keyword and every field of every declaration is explained', () => {
  for (const keyword of KEYWORDS) assert.ok(VOCABULARY.keywords[keyword].text, keyword);
  for (const owner of Object.keys(FIELDS) as FieldOwner[])
    for (const { name } of FIELDS[owner]) assert.ok(VOCABULARY.fields[owner][name]?.text, `${owner}.${name}`);
});

test('summaries are phrases, texts are sentences', () => {
  const { fields, ...rest } = VOCABULARY;
  const tables: readonly object[] = [...Object.values(rest), ...Object.values(fields)];
  const entries = tables.flatMap((table) => Object.entries(table as Record<string, WordEntry>));
  assert.ok(entries.length > 50);
  for (const [name, { summary, text }] of entries) {
    assert.ok(summary.length > 0 && summary.length < 90 && !summary.endsWith('.'), `${name}: ${summary}`);
    assert.match(text, /[.)*]$/, name);
  }
});

test('each word is explained where it stands', () => {
  const cases: readonly [string, string, RegExp][] = [
    ['hos|t arch=x86_64', 'host', /machine that KVM runs on/],
    ['host ar|ch=x86_64', 'arch', /which page sizes/],
    ['host arch=arm6|4', 'arm64', /512 MiB/],
    ['host page-size=16|K', '16K', /16 KiB \\\(0x4000/],
    ['host kernel=6.|18', '6.18', /EEXIST from 7\.2/],
    ['host vm=td|x', 'tdx', /TDX/],
    ['host shmem-thp=ne|ver', 'never', /No huge pages/],
    ['back|ing ram type=anon', 'backing', /host page tables/],
    ['backing ram ty|pe=anon', 'type', /guest_memfd/],
    ['backing ram type=an|on', 'anon', /Anonymous memory/],
    ['backing ram page=1|G', '1G', /1 GiB/],
    ['backing ram page=th|p', 'thp', /PMD size/],
    ['Slot#0: guest_phys_|addr=0, size=2M', 'guest_phys_addr', /EFAULT on arm64/],
    ['Slot#0: gpa=0, size=2M, flags=read|only', 'readonly', /KVM_MEM_READONLY/],
    ['privat|e gpa=0 size=2M', 'private', /KVM_MEMORY_ATTRIBUTE_PRIVATE/],
    ['private gp|a=0 size=2M', 'gpa', /attribute changes/],
    ['kvm_conver|t_memory start 0x0 size 0x1000 shared_to_private', 'kvm_convert_memory', /trace event/],
    ['rule ct|z', 'ctz', /ctz\(offset\) >= ctz\(gpa\)/],
    ['rule upst|ream', 'upstream', /what KVM checks/],
  ];
  for (const [text, about, expected] of cases) {
    const found = hover(text);
    assert.equal(found.about, about, text);
    assert.match(found.markdown, expected, text);
  }
});

test('a number of flags is taken apart, with the bits that KVM does not know', () => {
  const { markdown } = hover('Slot#0: gpa=0, size=2M, flags=0x1|d');
  assert.match(markdown, /KVM_MEM_LOG_DIRTY_PAGES/);
  assert.match(markdown, /KVM_MEM_GUEST_MEMFD/);
  assert.doesNotMatch(markdown, /KVM_MEM_READONLY/);
  assert.match(markdown, /`0x18`: KVM knows no such flag/);
});

test('a backing: what it is, how many calls name it, how far they reach', () => {
  const text = 'backing ram type=memfd page=1G size=8G\nSlot#0: gpa=0, size=2G, backing=ram\nSlot#1: gpa=4G, size=6G, ';
  for (const end of ['backing=ra|m, offset=2G', 'offset=2G backing=|ram'])
    assert.match(
      hover(text + end).markdown,
      /^`backing ram`: memfd, 1 GiB pages, \*\*8 GiB\*\* .*\n\n2 slots name it, up to offset `0x200000000` \(8 GiB\)\.$/,
    );
  assert.match(hover('backing |ram type=memfd').markdown, /size that is not known.\n\nNo slot uses it\.$/);
  assert.match(hover('Slot#0: gpa=0 size=2M backing=ra|m').markdown, /is not declared/);
});

test('a rule that a comment silences', () => {
  for (const text of [
    'Slot#0: gpa=0, size=2M # memslot: ignore unused-let, slot-over|lap -- later',
    '# memslot: ignore-file slot-overlap|',
  ]) {
    const found = hover(text);
    assert.equal(found.about, 'slot-overlap');
    assert.match(found.markdown, /^\*\*slot-overlap\*\*: .*\n\n.*EEXIST/s);
  }
});

test('nothing is said where nothing stands, nor of words that do not exist', () => {
  for (const text of [
    '|',
    '# a com|ment',
    '# slot-over|lap',
    '# memslot: igno|re slot-overlap',
    '# memslot: ignore no-such-ru|le',
    'host arch=vax|',
    'rule exak|t',
    'hello wor|ld',
    'private nosu|ch=4',
    'host |',
    'host toString|=1',
    'host vm=constructor|',
  ]) {
    const { snapshot, position } = marked(text);
    assert.equal(hoverAt(snapshot, position), undefined, text);
  }
});
