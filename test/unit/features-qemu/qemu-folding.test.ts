import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qemuFoldingRanges } from '../../../server/src/features/qemu/qemu-folding';
import { createQemuSnapshot } from '../../../server/src/features/qemu/qemu-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import type { QemuDialect } from '../../../server/src/syntax/detect-qemu';
import { TextLines } from '../../../server/src/text/text-lines';

function folds(text: string, dialect: QemuDialect = 'shell'): string[] {
  const snapshot = createQemuSnapshot(TextLines.of(text), DEFAULT_SETTINGS, dialect);
  return qemuFoldingRanges(snapshot).map(({ startLine, endLine }) => `${startLine}-${endLine}`);
}

test('a command over several lines, and the arrays that it gets its words from', () => {
  const script = [
    '#!/bin/bash',
    'args=(',
    '  -m 4G',
    '  -nographic',
    ')',
    'for x in 1 2; do',
    '  echo',
    'done',
    `qemu-system-x86_64 "\${args[@]}" \\`,
    '  -M q35 \\',
    '  -smp 4',
    '',
    'qemu-system-x86_64 -m 4G',
    '',
  ];
  assert.deepEqual(folds(script.join('\n')), ['1-3', '8-10']);
  assert.deepEqual(folds(script.join('\r\n').replaceAll('\\\r\n', '\\\n')), ['1-3', '8-10']);
  assert.deepEqual(folds('ls \\\n  -m \\\n  x\n'), []);
});

test('what an open quote swallows is folded without the empty lines at the end', () => {
  assert.deepEqual(folds('qemu-system-x86_64 -m "4G\nls\n\n\n'), ['0-1']);
});

test('command lines one word a line', () => {
  const text = '# comment\nqemu-system-x86_64\n-m\n4G\n\nqemu-system-x86_64\n-nographic\n\n';
  assert.deepEqual(folds(text, 'args'), ['1-3', '5-6']);
  assert.deepEqual(folds('# words without a program\n\n-m 4G\n-M q35\n', 'args'), ['2-3']);
});

test('groups of a -readconfig file: comments above the next group are about that one', () => {
  const text =
    '# top\n\n[memory]\n  size = "4G"\n\n# about the object\n[object "m"]\n  qom-type = "memory-backend-ram"\n# size\n  size = "4G"\n\n[accel]\n';
  assert.deepEqual(folds(text, 'readconfig'), ['2-3', '6-9']);
});

test('brackets of JSON: of those that open on one line the outermost', () => {
  const text = [
    '[',
    '  {"execute": "object-add", "arguments": {',
    '    "qom-type": "memory-backend-ram", "id": "}", "size": 4096,',
    '    "host-nodes": [',
    '      0',
    '    ]',
    '  }},',
    '  {"execute": "device_add", "arguments": {"driver": "pc-dimm", "memdev": "m"}}',
    ']',
    '',
  ].join('\n');
  assert.deepEqual(folds(text, 'qmp'), ['0-7', '1-5', '3-4']);
});

test('a log of QMP that is cut off', () => {
  const text = '{"execute": "object-add",\n {"execute": "x",\n"arguments": {\n}\n}\n]\n';
  assert.deepEqual(folds(text, 'qmp'), ['1-3']);
});

test('lines of a monitor do not fold', () => {
  assert.deepEqual(folds('object_add memory-backend-ram,id=m,size=1G\ndevice_add pc-dimm,memdev=m\n', 'hmp'), []);
});
