import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createQemuSnapshot } from '../../../../server/src/features/qemu/qemu-snapshot';
import { readSettings } from '../../../../server/src/features/settings';
import { rangeOf } from '../../../../server/src/text/block-index';
import { TextLines } from '../../../../server/src/text/text-lines';

/**
 * Scripts that say themselves what is to be found in them: `# line 4: rule-id: part of the message`, in the order of the
 * lines, and `# settings: {…}` where other settings are needed. Comments cannot stand within a command that goes on, so
 * that they come at the end.
 */
const folder = path.join(__dirname, '..', '..', '..', 'fixtures', 'qemu');
const EXPECTED = /^# line (\d+): ([a-z0-9-]+): (.+)$/gm;

for (const name of readdirSync(folder).filter((file) => file.endsWith('.sh'))) {
  test(`${name}: just what it says is found`, () => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const expected = [...text.matchAll(EXPECTED)].map(([, line, rule, part]) => ({
      line: Number(line),
      rule,
      part: part!,
    }));
    const settings = /^# settings: (.+)$/m.exec(text)?.[1];
    const snapshot = createQemuSnapshot(TextLines.of(text), readSettings(JSON.parse(settings ?? '{}')), 'shell');
    const found = snapshot.findings
      .map(({ rule, report }) => ({
        line: rangeOf(report.span, snapshot.index)!.start.line + 1,
        rule: rule.id,
        message: report.message,
      }))
      .sort((a, b) => a.line - b.line);
    assert.deepEqual(
      found.map(({ line, rule }) => `${line}: ${rule}`),
      expected.map(({ line, rule }) => `${line}: ${rule}`),
    );
    for (const [i, { message }] of found.entries())
      assert.ok(message.includes(expected[i]!.part), `'${expected[i]!.part}' is not in '${message}'`);
  });
}
