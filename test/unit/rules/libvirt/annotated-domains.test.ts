import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createLibvirtSnapshot } from '../../../../server/src/features/libvirt/libvirt-snapshot';
import { readSettings } from '../../../../server/src/features/settings';
import { rangeOf } from '../../../../server/src/text/block-index';
import { TextLines } from '../../../../server/src/text/text-lines';

/**
 * Domains that say themselves what is found in them: under the line, `<!-- ^^^^ rule-id: a part of the message -->` with the
 * carets under the characters. Every finding has its note and every note its finding. `<!-- settings: {…} -->` where other
 * settings are needed.
 */
const folder = path.join(__dirname, '..', '..', '..', 'fixtures', 'libvirt');
const NOTE = /^\s*<!--\s*(\^+)\s+([a-z0-9-]+)(?::\s*(.*?))?\s*-->$/;

interface Expected {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly part: string;
}

function notesIn(lines: readonly string[]): Expected[] {
  const expected: Expected[] = [];
  let above = 0;
  lines.forEach((text, line) => {
    const match = NOTE.exec(text);
    if (!match) {
      above = line;
      return;
    }
    const start = text.indexOf('^');
    expected.push({ line: above, start, end: start + match[1]!.length, rule: match[2]!, part: match[3] ?? '' });
  });
  return expected;
}

for (const name of readdirSync(folder).sort()) {
  test(`${name}: just what it says is found`, () => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const settings = /<!-- settings: (.+) -->/.exec(text)?.[1];
    const snapshot = createLibvirtSnapshot(TextLines.of(text), readSettings(JSON.parse(settings ?? '{}')));
    const left = notesIn(text.split('\n'));
    assert.notEqual(left.length, 0);
    for (const { rule, report } of snapshot.findings) {
      const { start, end } = rangeOf(report.span, snapshot.index)!;
      const at = left.findIndex(
        (e) =>
          e.rule === rule.id &&
          e.line === start.line &&
          e.start === start.character &&
          e.end === end.character &&
          report.message.includes(e.part),
      );
      assert.ok(
        at >= 0,
        `not noted: line ${start.line + 1}, characters ${start.character}-${end.character}: ${rule.id}: ${report.message}`,
      );
      left.splice(at, 1);
    }
    assert.deepEqual(left, [], 'noted, but not found');
  });
}
