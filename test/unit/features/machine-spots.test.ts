import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { featuresOf } from '../../../server/src/features/features-of';
import { summaryText } from '../../../server/src/features/machine-spots';
import { readSettings } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';

/** Line and summary of every machine. */
function spotsIn(kind: DocumentKind, text: string): [line: number, text: string][] {
  const analysis = createAnalysis(TextLines.of(text), kind, readSettings({}));
  return featuresOf(analysis).spots!(analysis).map(({ position, summary }) => {
    return [position.line, summaryText(summary())];
  });
}

test('machines of a list: what is set in the end; slots of one file share its huge pages', () => {
  const text = `backing ram type=memfd page=2M size=8G
# first
Slot#1: gpa=0x100000, offset=1M, size=2047M, backing=ram
Slot#2: gpa=4G, offset=2G, size=6G, backing=ram
Slot#3: gpa=16G, size=1G
Slot#3: gpa=16G, size=0
machine other
Slot#0: gpa=0, size=2G
machine empty
`;
  assert.deepEqual(spotsIn('memslots', text), [
    [2, '2 slots · 8191 MiB · 99.98 % on 2 MiB · needs 4,096 huge pages of 2 MiB'],
    [6, '1 slot · 2 GiB'],
  ]);
});

test('a sum that no unit makes a short number is rounded, and says so', () => {
  const text = `Slot#1: gpa=0, size=4G
Slot#2: gpa=8G, size=0x1017000
`;
  assert.deepEqual(spotsIn('memslots', text), [[0, '2 slots · ≈ 4.02 GiB']]);
});

test('QEMUs: firmware counts as slots, not as memory', () => {
  const text = `# two
qemu-system-x86_64 -accel kvm -M q35,memory-backend=r -m 4G \\
  -object memory-backend-memfd,id=r,size=4G,hugetlb=on,hugetlbsize=2M
qemu-system-x86_64 -m "$1"
`;
  assert.deepEqual(spotsIn('shell', text), [
    [1, '6 slots · 4 GiB · 99.96 % on 2 MiB · needs 2,048 huge pages of 2 MiB'],
  ]);
});

test('domains', () => {
  const text = `<!-- one -->
<domain type='kvm'>
  <memory unit='GiB'>4</memory>
  <memoryBacking><hugepages><page size='1' unit='GiB'/></hugepages></memoryBacking>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
</domain>
`;
  const [[line, summary]] = spotsIn('libvirt', text) as [[number, string]];
  assert.equal(line, 1);
  assert.match(summary, /^\d+ slots · 4 GiB · 75 % on 1 GiB · needs 4 huge pages of 1 GiB$/);
});
