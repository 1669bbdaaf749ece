import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { featuresOf } from '../../../server/src/features/features-of';
import { readSettings } from '../../../server/src/features/settings';
import { comparePositions } from '../../../server/src/text/compare-positions';
import { containsRange } from '../../../server/src/text/contains-range';
import { type Position, type Range, TextLines } from '../../../server/src/text/text-lines';

/** What is marked step by step at the place of `¦`. */
function steps(kind: DocumentKind, marked: string): string[] {
  const [before, behind] = marked.split('¦') as [string, string];
  const lines = TextLines.of(before).lines;
  const position = { line: lines.length - 1, character: lines.at(-1)!.length };
  return selections(kind, before + behind, position).map((range) => slice(before + behind, range));
}

function selections(kind: DocumentKind, text: string, position: Position): readonly Range[] {
  const analysis = createAnalysis(TextLines.of(text), kind, readSettings({}));
  return featuresOf(analysis).selections!(analysis, position);
}

function slice(text: string, { start, end }: Range): string {
  const offset = ({ line, character }: Position) =>
    TextLines.of(text)
      .lines.slice(0, line)
      .reduce((sum, { length }) => sum + length, character);
  return text.slice(offset(start), offset(end));
}

const SCRIPT = `#!/bin/sh
qemu-system-x86_64 -m 4G \\
  -object memory-backend-ram,id=r,size=¦2G -smp 2
`;

test('a script: value, key, option, line, command, document', () => {
  const text = SCRIPT.replace('¦', '');
  assert.deepEqual(steps('shell', SCRIPT), [
    '2G',
    'size=2G',
    'memory-backend-ram,id=r,size=2G',
    '-object memory-backend-ram,id=r,size=2G',
    '  -object memory-backend-ram,id=r,size=2G -smp 2',
    text.slice(text.indexOf('qemu'), -1),
    text,
  ]);
  assert.deepEqual(steps('shell', 'qemu-system-x86_64 -m 4¦G\n').slice(0, 3), [
    '4G',
    '-m 4G',
    'qemu-system-x86_64 -m 4G',
  ]);
});

test('a -readconfig file and QMP', () => {
  const text = '[memory]\n  size = "4¦G"\n';
  assert.deepEqual(steps('readconfig', text).slice(0, 2), ['4G', '  size = "4G"']);
  const qmp = '{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "¦a", "size": 1024}}\n';
  assert.deepEqual(steps('qmp', qmp)[0], 'a');
});

test('a domain: value, attribute, tag, content, element, …', () => {
  const text = "<domain type='kvm'><cpu><numa><cell id='0' memory='¦2' unit='GiB'/></numa></cpu></domain>";
  const cell = "<cell id='0' memory='2' unit='GiB'/>";
  assert.deepEqual(steps('libvirt', text), [
    '2',
    "memory='2'",
    cell,
    `<numa>${cell}</numa>`,
    `<cpu><numa>${cell}</numa></cpu>`,
    text.replace('¦', ''),
  ]);
  assert.deepEqual(steps('libvirt', "<domain type='kvm'><memory>4¦096</memory></domain>").slice(0, 3), [
    '4096',
    '<memory>4096</memory>',
    "<domain type='kvm'><memory>4096</memory></domain>",
  ]);
});

test('at every position each range lies around the one before', () => {
  const texts: [DocumentKind, string][] = [
    ['shell', SCRIPT.replace('¦', '')],
    ['readconfig', '[memory]\n  size = "4G"\n\n[object "a"]\n'],
    ['libvirt', "<domain type='kvm'>\n <memory unit='GiB'>4</memory>\n <devices>\n <broken <memory model=\n</domain>"],
  ];
  for (const [kind, text] of texts) {
    TextLines.of(text).lines.forEach((line, at) => {
      for (let character = 0; character < line.length; character++) {
        const position = { line: at, character };
        const ranges = selections(kind, text, position);
        assert.equal(slice(text, ranges.at(-1)!), text);
        ranges.forEach((range, i) => {
          assert.ok(comparePositions(range.start, position) <= 0 && comparePositions(position, range.end) <= 0);
          if (i > 0) assert.ok(containsRange(range, ranges[i - 1]!));
        });
      }
    });
  }
});
