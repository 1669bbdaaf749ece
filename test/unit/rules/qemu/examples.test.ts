import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQemuSnapshot } from '../../../../server/src/features/qemu/qemu-snapshot';
import { readSettings } from '../../../../server/src/features/settings';
import { EXAMPLE_SETTINGS } from '../../../../server/src/rules/qemu/example-settings';
import { QEMU_RULES, SCRIPT_RULES } from '../../../../server/src/rules/qemu/qemu-rules';
import { TextLines } from '../../../../server/src/text/text-lines';

const found = (text: string, id: string) =>
  createQemuSnapshot(TextLines.of(text), readSettings(EXAMPLE_SETTINGS.get(id) ?? {}), 'shell').findings;

for (const rule of [...QEMU_RULES, ...SCRIPT_RULES]) {
  test(`${rule.id}: its examples are what they say`, () => {
    assert.ok(rule.examples.valid.length > 0 && rule.examples.invalid.length > 0, 'a rule has examples of both kinds');
    for (const text of rule.examples.invalid) {
      const ids = found(text, rule.id).map((finding) => finding.rule.id);
      assert.ok(ids.includes(rule.id), `not found in:\n${text}\nfound: ${ids.join(', ')}`);
    }
    for (const text of rule.examples.valid) {
      const wrong = found(text, rule.id).filter(
        (finding) => finding.rule.id === rule.id || (finding.report.severity ?? finding.rule.severity) === 'error',
      );
      assert.deepEqual(
        wrong.map((finding) => `${finding.rule.id}: ${finding.report.message}`),
        [],
        text,
      );
    }
  });
}

test('ids are there once', () => {
  const ids = [...QEMU_RULES, ...SCRIPT_RULES].map((rule) => rule.id);
  assert.deepEqual(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
  );
});
