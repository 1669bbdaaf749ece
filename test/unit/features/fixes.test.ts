import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fixAll, fixesOf } from '../../../server/src/features/code-actions';
import type { DocumentAnalysis } from '../../../server/src/features/document-analysis';
import { analysisAfter } from '../../../server/src/features/prove-fix';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { createSnapshot } from '../../../server/src/features/snapshot';
import { ALL_RULES } from '../../../server/src/rules/registry';
import { TextLines } from '../../../server/src/text/text-lines';
import { analyseExample } from '../../analyse';

const read = (text: string) => createSnapshot(TextLines.of(text), { settings: DEFAULT_SETTINGS, log: false });

const fixtures = path.join(__dirname, '..', '..', 'fixtures', 'memslots');
const FILES = readdirSync(fixtures).filter((name) => name.endsWith('.memslots'));
/** Every example of every rule and every fixture, with the way to read it. */
const TEXTS: readonly { text: string; read: (text: string) => DocumentAnalysis }[] = [
  ...ALL_RULES.flatMap((rule) =>
    rule.examples.invalid.map((text) => ({ text, read: (t: string) => analyseExample(t, rule) })),
  ),
  ...FILES.map((name) => ({ text: readFileSync(path.join(fixtures, name), 'utf8'), read })),
];

/** Findings by rule, and errors by rule, of a text read from scratch. */
function tally({ findings }: DocumentAnalysis): { all: Map<string, number>; errors: Map<string, number> } {
  const all = new Map<string, number>();
  const errors = new Map<string, number>();
  for (const { rule, report } of findings) {
    all.set(rule.id, (all.get(rule.id) ?? 0) + 1);
    if ((report.severity ?? rule.severity) === 'error') errors.set(rule.id, (errors.get(rule.id) ?? 0) + 1);
  }
  return { all, errors };
}

test('every offered fix makes its finding go away and brings no error, read from scratch', () => {
  let offered = 0;
  for (const { text, read: readText } of TEXTS) {
    const snapshot = readText(text);
    const before = tally(snapshot);
    for (const finding of snapshot.findings) {
      for (const { title, edits } of fixesOf(snapshot, finding)) {
        const fixed = readText(analysisAfter(snapshot, { edits })!.text.toString());
        const after = tally(fixed);
        const context = `${title}\n${fixed.text}`;
        assert.ok((after.all.get(finding.rule.id) ?? 0) < before.all.get(finding.rule.id)!, `still found: ${context}`);
        for (const [rule, count] of after.errors)
          assert.ok(count <= (before.errors.get(rule) ?? 0), `${rule} is new: ${context}`);
        offered++;
      }
    }
  }
  assert.ok(offered > 100, `${offered} fixes`);
});

test('every rule whose findings can be computed away offers a fix for each of its examples', () => {
  const without = ALL_RULES.filter((rule) => rule.scope !== 'qemu' && rule.scope !== 'script')
    .filter((rule) =>
      rule.examples.invalid.some((text) => {
        const snapshot = analyseExample(text, rule);
        return snapshot.findings
          .filter((finding) => finding.rule.id === rule.id)
          .every((finding) => fixesOf(snapshot, finding).length === 0);
      }),
    )
    .map(({ id }) => id);
  assert.deepEqual(without, NOTHING_TO_COMPUTE);
});

/** Rules of which some example has no fix: no change of a number repairs it, or what was meant cannot be known. */
const NOTHING_TO_COMPUTE: readonly string[] = [
  'attributes-invalid',
  'backing-page-unused',
  'cloud-hypervisor-field',
  'cloud-hypervisor-zones',
  'cyclic-let',
  'division-by-zero',
  'duplicate-field',
  'duplicate-name',
  'firecracker-field',
  'firecracker-huge-pages',
  'gmem-only-hva',
  'huge-page-beyond-slot',
  'kubevirt-memory-missing',
  'libvirt-memory-missing',
  'libvirt-nodeset',
  'libvirt-nvdimm',
  'libvirt-virtio-pmem',
  'malformed-number',
  'missing-field',
  'missing-name',
  'missing-value',
  'mixed-attributes',
  'negative-value',
  'nested-cost',
  'number-overflow',
  'private-memory-cost',
  'rule-unsafe',
  'slot-zap-cost',
  'trace-disagrees',
  'trace-opaque',
  'trace-refused',
  'unexpected-text',
  'userspace-addr-invalid',
];

const TITLES: readonly { text: string; rule: string; titles: readonly string[] }[] = [
  {
    text: 'backing ram type=memfd page=2M size=4M\nSlot#0: gpa=0x200000, offset=0x100000, size=2M, backing=ram\n',
    rule: 'offset-incongruent',
    titles: [
      'Move offset to 0x0 (-1 MiB): 2 MiB pages 0 % → 100 %',
      'Move offset to 0x200000 (+1 MiB): 2 MiB pages 0 % → 100 %',
    ],
  },
];

for (const { text, rule, titles } of TITLES) {
  test(`the fixes of ${rule} say what they gain`, () => {
    const snapshot = read(text);
    const finding = snapshot.findings.find((f) => f.rule.id === rule)!;
    assert.deepEqual(
      fixesOf(snapshot, finding).map(({ title }) => title),
      titles,
    );
  });
}

/** The fixes of a rejection, `*` before the preferred one. */
function fixesOfRejection(slot: string): string[] {
  const snapshot = read(`rule size\nSlot#0: ${slot}\n`);
  const finding = snapshot.findings.find(({ rule }) => rule.id === 'rule-rejects')!;
  return fixesOf(snapshot, finding).map(({ title, preferred }) => (preferred ? `*${title}` : title));
}

test('a rejected slot: exact moves, then the split, then other sizes, then moves that map the wrong memory', () => {
  assert.deepEqual(fixesOfRejection('gpa=4G, offset=3M, size=2G'), [
    '*Move offset to 0 (-3 MiB): huge pages become possible',
    'Move offset to 1G (+1021 MiB): huge pages become possible',
    'Change size to 2044K (-2095108 KiB)',
  ]);
  // QEMU's slot behind the VGA hole: no offset is right for this rule.
  assert.deepEqual(fixesOfRejection('gpa=0x100000, offset=0x100000, size=0x7ff00000'), [
    '*Split into 3 slots at 2 MiB and 1 GiB lines, as the rule asks (a current kernel gains nothing from it)',
    'Change size to 0x1ff000 (-2094084 KiB)',
    'Move offset to 0x0 (-1 MiB)',
    'Move offset to 0x40000000 (+1023 MiB)',
  ]);
  // Nothing keeps all of the memory and maps it right.
  assert.deepEqual(fixesOfRejection('gpa=0x100000, offset=0x300000, size=0x7ff00000'), [
    'Change size to 0x1ff000 (-2094084 KiB)',
    'Move offset to 0x0 (-3 MiB)',
    'Move offset to 0x40000000 (+1021 MiB)',
  ]);
});

test('"fix all" applies the safe fixes together', () => {
  const snapshot = read('let a = 1G\nbacking b type=memfd page=2M size=2M\nSlot#0: gpa=0, size=2M\n');
  const fixed = analysisAfter(snapshot, { edits: fixAll(snapshot) })!;
  assert.equal(fixed.text.toString(), 'Slot#0: gpa=0, size=2M\n');
});
