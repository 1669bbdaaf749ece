import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fixesOf } from '../../../../server/src/features/code-actions';
import { analysisAfter } from '../../../../server/src/features/prove-fix';
import { createQemuSnapshot, type QemuSnapshot } from '../../../../server/src/features/qemu/qemu-snapshot';
import { readSettings } from '../../../../server/src/features/settings';
import { EXAMPLE_SETTINGS } from '../../../../server/src/rules/qemu/example-settings';
import { QEMU_RULES, SCRIPT_RULES } from '../../../../server/src/rules/qemu/qemu-rules';
import { TextLines } from '../../../../server/src/text/text-lines';

const RULES = [...QEMU_RULES, ...SCRIPT_RULES];
const fixtures = path.join(__dirname, '..', '..', '..', 'fixtures', 'qemu');

const read = (text: string, settings: unknown = {}): QemuSnapshot =>
  createQemuSnapshot(TextLines.of(text), readSettings(settings), 'shell');

/** Every example and every fixture, with the settings that it is read with. */
const TEXTS: readonly { text: string; settings: unknown }[] = [
  ...RULES.flatMap((rule) =>
    rule.examples.invalid.map((text) => ({ text, settings: EXAMPLE_SETTINGS.get(rule.id) ?? {} })),
  ),
  ...readdirSync(fixtures)
    .map((name) => readFileSync(path.join(fixtures, name), 'utf8'))
    .map((text) => ({ text, settings: JSON.parse(/^# settings: (.+)$/m.exec(text)?.[1] ?? '{}') as unknown })),
];

function countBy({ findings }: QemuSnapshot, severity?: 'error'): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, report } of findings)
    if (severity === undefined || (report.severity ?? rule.severity) === severity)
      counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
  return counts;
}

test('every offered fix makes its finding go away and brings no error, read from scratch', () => {
  let offered = 0;
  for (const { text, settings } of TEXTS) {
    const before = read(text, settings);
    for (const finding of before.findings) {
      for (const { title, edits } of fixesOf(before, finding)) {
        const fixed = analysisAfter(before, { edits })!.text.toString();
        const after = read(fixed, settings);
        const context = `${title}\n${fixed}`;
        const left = countBy(after).get(finding.rule.id) ?? 0;
        assert.ok(left < countBy(before).get(finding.rule.id)!, `still found: ${context}`);
        for (const [rule, count] of countBy(after, 'error'))
          assert.ok(count <= (countBy(before, 'error').get(rule) ?? 0), `${rule} is new: ${context}`);
        offered++;
      }
    }
  }
  assert.ok(offered > 150, `${offered} fixes`);
});

/** Rules of which some example has no fix, because what was meant cannot be known. */
const NOTHING_TO_COMPUTE = [
  'broken-continuation',
  'device-not-mapped',
  'host-node-range',
  'huge-page-demand',
  'huge-pages-short',
  'mem-path',
  'memory-hotplug',
  'memslots-undivided',
  'numa-unsupported',
  'option-syntax',
  'unknown-device',
  'vhost-memory-regions',
];

test('every other rule offers a fix for each of its examples', () => {
  const without = RULES.filter((rule) =>
    rule.examples.invalid.some((text) => {
      const snapshot = read(text, EXAMPLE_SETTINGS.get(rule.id));
      return snapshot.findings
        .filter((finding) => finding.rule.id === rule.id)
        .every((finding) => fixesOf(snapshot, finding).length === 0);
    }),
  ).map(({ id }) => id);
  assert.deepEqual(without.sort(), NOTHING_TO_COMPUTE);
});

/** The text that the first fix of a finding makes. */
const FIXED: readonly { rule: string; before: string; after: string }[] = [
  {
    rule: 'unshared-memory',
    before: 'qemu-system-x86_64 -m 4G \\\n  -mem-path /dev/hugepages \\\n  -device vhost-user-fs-pci,chardev=c,tag=t\n',
    after:
      'qemu-system-x86_64 -m 4G -machine memory-backend=mem \\\n  -object memory-backend-file,id=mem,size=4G,mem-path=/dev/hugepages,share=on \\\n  -device vhost-user-fs-pci,chardev=c,tag=t\n',
  },
  {
    rule: 'unshared-memory',
    before: `A=("memory-backend-ram,id=a,size=1G")\nqemu-system-x86_64 -m 2G -object "\${A[@]}" -object '{"qom-type":"memory-backend-ram","id":"b","size":1073741824 }' -numa node,memdev=a -numa node,memdev=b -device vhost-user-fs-pci,chardev=c,tag=t\n`,
    after: `A=("memory-backend-ram,id=a,size=1G,share=on")\nqemu-system-x86_64 -m 2G -object "\${A[@]}" -object '{"qom-type":"memory-backend-ram","id":"b","size":1073741824,"share":true }' -numa node,memdev=a -numa node,memdev=b -device vhost-user-fs-pci,chardev=c,tag=t\n`,
  },
  {
    rule: 'hugetlbsize-without-hugetlb',
    before:
      'qemu-system-x86_64 -m 4G -machine memory-backend=m -object memory-backend-memfd,hugetlbsize=2M,id=m,size=4G,\n',
    after:
      'qemu-system-x86_64 -m 4G -machine memory-backend=m -object memory-backend-memfd,hugetlbsize=2M,id=m,size=4G,hugetlb=on\n',
  },
  {
    rule: 'backend-size-mismatch',
    before: 'MEM=2048\nqemu-system-x86_64 -m $MEM -machine memory-backend=m -object memory-backend-ram,id=m,size=4G\n',
    after: 'MEM=4G\nqemu-system-x86_64 -m $MEM -machine memory-backend=m -object memory-backend-ram,id=m,size=4G\n',
  },
  {
    rule: 'malformed-value',
    before: `qemu-system-x86_64 -m 1G -object "{\\"qom-type\\":\\"memory-backend-ram\\",\\"id\\":\\"m\\",\\"size\\":\\"1G\\"}"\n`,
    after: `qemu-system-x86_64 -m 1G -object "{\\"qom-type\\":\\"memory-backend-ram\\",\\"id\\":\\"m\\",\\"size\\":1073741824}"\n`,
  },
  {
    rule: 'numa-mem',
    before: 'qemu-system-x86_64 -m 2G -numa node,mem=1024 -numa node,mem=1G,cpus=0\n',
    after:
      'qemu-system-x86_64 -m 2G -numa node,memdev=ram0 -object memory-backend-ram,id=ram0,size=1G -numa node,memdev=ram1,cpus=0 -object memory-backend-ram,id=ram1,size=1G\n',
  },
  {
    rule: 'dimm-slot',
    before: 'qemu-system-x86_64 -m 1G \\\n  -object memory-backend-ram,id=d,size=1G -device pc-dimm,memdev=d\n',
    after:
      'qemu-system-x86_64 -m 1G,slots=1,maxmem=2G \\\n  -object memory-backend-ram,id=d,size=1G -device pc-dimm,memdev=d\n',
  },
  {
    rule: 'dimm-address',
    before:
      'qemu-system-x86_64 -m 1G,slots=2,maxmem=4G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -device pc-dimm,memdev=a -device pc-dimm,memdev=b,addr=0x100000000\n',
    after:
      'qemu-system-x86_64 -m 1G,slots=2,maxmem=4G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -device pc-dimm,memdev=a -device pc-dimm,memdev=b,addr=0x140000000\n',
  },
  {
    rule: 'requested-size',
    before:
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,requested-size=0.4G\n',
    after:
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,requested-size=410M\n',
  },
  {
    rule: 'backend-page-size',
    before: 'qemu-system-x86_64 -m 3M -machine memory-backend=m -object memory-backend-memfd,id=m,size=3M,hugetlb=on\n',
    after: 'qemu-system-x86_64 -m 4M -machine memory-backend=m -object memory-backend-memfd,id=m,size=4M,hugetlb=on\n',
  },
  {
    rule: 'unknown-property',
    before:
      'qemu-system-x86_64 -object memory-backend-file,id=m,size=1G,mem-path=/srv/a,b,share=on -numa node,memdev=m -m 1G\n',
    after:
      'qemu-system-x86_64 -object memory-backend-file,id=m,size=1G,mem-path=/srv/a,,b,share=on -numa node,memdev=m -m 1G\n',
  },
  {
    rule: 'unused-backend',
    before:
      'qemu-system-x86_64 -m 1G \\\n  -object memory-backend-ram,id=a,size=1G -numa node,memdev=a \\\n  -object \\\n  memory-backend-ram,id=b,size=1G \\\n  -enable-kvm\n',
    after:
      'qemu-system-x86_64 -m 1G \\\n  -object memory-backend-ram,id=a,size=1G -numa node,memdev=a \\\n  -enable-kvm\n',
  },
  {
    rule: 'mem-path-and-backend',
    before:
      'qemu-system-x86_64 -m 1G -mem-path "/dev/hugepages" -object memory-backend-ram,id=a,size=1G -machine memory-backend=a\n',
    after: 'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G -machine memory-backend=a\n',
  },
];

for (const { rule, before, after } of FIXED) {
  test(`the first fix of ${rule} writes it as one would`, () => {
    const snapshot = read(before);
    const finding = snapshot.findings.find((candidate) => candidate.rule.id === rule);
    assert.ok(finding, `${rule} is not found: ${snapshot.findings.map((f) => f.rule.id)}`);
    const fix = fixesOf(snapshot, finding)[0];
    assert.ok(fix, 'no fix');
    assert.equal(analysisAfter(snapshot, fix)!.text.toString(), after);
  });
}
