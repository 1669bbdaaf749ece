import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { analysisAfter } from '../../../server/src/features/prove-fix';
import { readSettings } from '../../../server/src/features/settings';
import { unitActions } from '../../../server/src/features/unit-actions';
import { TextLines } from '../../../server/src/text/text-lines';

/** Every action of a text, by its title, with the text that it leads to. */
function actionsIn(kind: DocumentKind, text: string): Record<string, string> {
  const analysis = createAnalysis(TextLines.of(text), kind, readSettings({}));
  const everywhere = { start: { line: 0, character: 0 }, end: { line: analysis.text.lineCount, character: 0 } };
  return Object.fromEntries(
    unitActions(analysis, everywhere).map(({ title, edits }) => [
      title,
      analysisAfter(analysis, { edits })!.text.toString(),
    ]),
  );
}

test('-m and -numa count MiB, everything else bytes', () => {
  assert.deepEqual(actionsIn('shell', 'qemu-system-x86_64 -m 512,maxmem=1073741825 -numa node,mem=256\n'), {
    'Write the unit: 512M': 'qemu-system-x86_64 -m 512M,maxmem=1073741825 -numa node,mem=256\n',
    'Write the unit: 1073741825B': 'qemu-system-x86_64 -m 512,maxmem=1073741825B -numa node,mem=256\n',
    'Write the unit: 256M': 'qemu-system-x86_64 -m 512,maxmem=1073741825 -numa node,mem=256M\n',
  });
  assert.deepEqual(
    Object.keys(
      actionsIn(
        'readconfig',
        '[memory]\n  size = "4096"\n\n[object "a"]\n  qom-type = "memory-backend-ram"\n  size = "4096"\n',
      ),
    ),
    ['Write the unit: 4096M', 'Write the unit: 4K'],
  );
});

test('a domain gets the unit as an attribute', () => {
  const text =
    "<domain type='kvm'>\n<memory>8388608</memory>\n<os><type arch='x86_64' machine='q35'>hvm</type></os>\n</domain>\n";
  assert.deepEqual(actionsIn('libvirt', text), {
    'Write the unit: 8388608 KiB': text.replace('<memory>', "<memory unit='KiB'>"),
  });
});

test('a list gets the shortest form', () => {
  assert.deepEqual(actionsIn('memslots', 'Slot#1: gpa=0 size=262144\nSlot#2: gpa=1M size=513\n'), {
    'Write the unit: 256K': 'Slot#1: gpa=0 size=256K\nSlot#2: gpa=1M size=513\n',
  });
});

test('a variable stays as it is, for others may use it', () => {
  assert.deepEqual(actionsIn('shell', 'MEM=4096\nqemu-system-x86_64 -m $MEM\n'), {});
  assert.deepEqual(Object.keys(actionsIn('shell', `args=(-m 4096)\nqemu-system-x86_64 "\${args[@]}"\n`)), [
    'Write the unit: 4096M',
  ]);
});

test('what has a unit, or cannot have one, is left alone', () => {
  assert.deepEqual(actionsIn('shell', 'qemu-system-x86_64 -m 0x200,maxmem=4G\n'), {});
  assert.deepEqual(
    actionsIn(
      'qmp',
      '{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "a", "size": 1024}}\n',
    ),
    {},
  );
});
