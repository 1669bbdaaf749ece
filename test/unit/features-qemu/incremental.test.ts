// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createQemuSnapshot, type QemuSnapshot } from '../../../server/src/features/qemu/qemu-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import type { QemuDialect } from '../../../server/src/syntax/detect-qemu';
import { rangeOf } from '../../../server/src/text/block-index';
import type { Span } from '../../../server/src/text/span';
import { TextLines } from '../../../server/src/text/text-lines';
import { offsetEdit } from '../offset-edit';
import { seenFindings } from '../seen-findings';

const TEXTS: { readonly [dialect in QemuDialect]: string } = {
  shell: `#!/bin/bash
# A machine, and another one.
MEM=4G
opts=(-m "$MEM" -object memory-backend-ram,id=spare,size=1G,share)
start() {
  local n=1
  $RUN qemu-system-x86_64 -m \${MEM} -smp $n
}
# memslot: ignore short-boolean
qemu-system-x86_64 "\${opts[@]}" \\
  -device pc-dimm,memdev=spare \\
  -machine q35 || exit 1
echo "$MEM" | qemu-kvm -m $MEM \\ 
  -mem-prealloc
sudo qemu-kvm -m 3 -object memory-backend-memfd,id=m,size=\${SIZE:-2G},hugetlb=on
time start
cloud-hypervisor --memory size=0 \\
  --memory-zone id=a,size=$MEM id=b,size=1G,hugepages=on
`,
  args: 'qemu-system-x86_64\0-m\x004G,slots=1\0-object\0memory-backend-ram,id=m,size=4G,share\0',
  readconfig: `# memslot: off
[memory]
  size = "4096"
[object "m"]
  qom-type = "memory-backend-ram"
  size = "2G"
  share = "yes"
[machine]
  type = "q35"
  memory-backend = "m"
`,
  qmp: `{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "m", "size": 0}}
{"execute": "device_add", "arguments": {"driver": "pc-dimm", "memdev": "n"}}
`,
  hmp: `(qemu) object_add memory-backend-ram,id=m,size=1G,share
(qemu) device_add pc-dimm,id=d,memdev=n
`,
};

/** All that a person could see of a snapshot. */
function visible(snapshot: QemuSnapshot): unknown {
  const at = (span: Span) => rangeOf(span, snapshot.index);
  return [
    snapshot.machines.map(({ list, simulation }) => [at(list.program.span), simulation?.results.length]),
    snapshot.others?.configuration.settings.map(({ path, value, size }) => [path, value && at(value), size?.bytes]),
    snapshot.others?.simulations.map(({ results }) => results.length),
    seenFindings(snapshot),
  ];
}

const piece = fc.oneof(
  fc.constantFrom('', '1', 'G', 'x', ' ', ',share', '$MEM', 'start'),
  fc.constantFrom('\n', '\r\n', '"', "'", '\\', '#', '\u{1f600}', '\0', '{', '[object "m"]\n'),
  fc.constantFrom('MEM=1G\n', '# memslot: ignore zero-value\n', '<domain type="kvm"/>', '{"execute": "stop"}\n'),
);
const edit = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3), piece, fc.boolean());

for (const dialect of ['shell', 'args', 'readconfig', 'qmp', 'hmp'] as const) {
  test(`an edited text is analysed as one that is read anew: ${dialect}`, () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        let snapshot = createQemuSnapshot(TextLines.of(TEXTS[dialect]), DEFAULT_SETTINGS, dialect);
        void snapshot.findings;
        const undone: QemuSnapshot[] = [snapshot];
        for (const [where, length, inserted, look] of edits) {
          const at = Math.floor(where * snapshot.text.toString().length);
          const { text } = offsetEdit(snapshot.text, at, length, inserted);
          snapshot = createQemuSnapshot(text, DEFAULT_SETTINGS, dialect, snapshot);
          undone.push(snapshot);
          if (look) void snapshot.findings;
        }
        // And back again.
        for (const { text } of undone.reverse()) {
          assert.deepEqual(visible(snapshot), visible(createQemuSnapshot(snapshot.text, DEFAULT_SETTINGS, dialect)));
          snapshot = createQemuSnapshot(text, DEFAULT_SETTINGS, dialect, snapshot);
        }
      }),
      { seed: 5, numRuns: 150 },
    );
  });
}

test('what nobody changed is not found anew', () => {
  const text = TextLines.of(TEXTS.shell);
  const first = createQemuSnapshot(text, DEFAULT_SETTINGS, 'shell');
  assert.ok(first.findings.length > 0);
  const after = (old: string, now: string): QemuSnapshot => {
    const at = TEXTS.shell.indexOf(old);
    assert.ok(at >= 0, old);
    const changed = offsetEdit(text, at, old.length, now).text;
    return createQemuSnapshot(changed, DEFAULT_SETTINGS, 'shell', first);
  };
  assert.equal(after('A machine', 'One machine').found, first.found);
  const machines = (snapshot: QemuSnapshot) => snapshot.machines.map((machine) => first.machines.indexOf(machine));
  assert.deepEqual(machines(after('-m 3 ', '-m 5 ')), [0, 1, 2, -1]);
  assert.deepEqual(machines(after('local n=1', 'local n=2')), [-1, 1, 2, 3]);
});
