import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_RULES } from '../../../server/src/rules/registry';
import { analyseExample } from '../../analyse';

for (const rule of ALL_RULES) {
  test(`${rule.id}: its examples are what they say`, () => {
    assert.ok(rule.examples.valid.length > 0 && rule.examples.invalid.length > 0, 'a rule has examples of both kinds');
    for (const text of rule.examples.invalid) {
      const ids = analyseExample(text, rule).findings.map((finding) => finding.rule.id);
      assert.ok(ids.includes(rule.id), `not found in:\n${text}\nfound: ${ids.join(', ')}`);
    }
    for (const text of rule.examples.valid) {
      const found = analyseExample(text, rule).findings.filter((finding) => finding.rule.id === rule.id);
      assert.deepEqual(
        found.map((finding) => finding.report.message),
        [],
        `found in:\n${text}`,
      );
    }
  });
}

test('the valid examples have no errors at all', () => {
  for (const rule of ALL_RULES) {
    for (const text of rule.examples.valid) {
      const errors = analyseExample(text, rule).findings.filter(
        (f) => (f.report.severity ?? f.rule.severity) === 'error',
      );
      assert.deepEqual(
        errors.map((f) => `${f.rule.id}: ${f.report.message}`),
        [],
        `${rule.id}:\n${text}`,
      );
    }
  }
});
