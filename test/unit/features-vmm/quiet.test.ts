import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createAnalysis, documentKind } from '../../../server/src/features/analysis';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { VMM_KINDS } from '../../../server/src/syntax/detect-vmm';
import { TextLines } from '../../../server/src/text/text-lines';

const FIXTURES = path.join(__dirname, '../../fixtures/vmm');

for (const kind of VMM_KINDS) {
  for (const name of readdirSync(path.join(FIXTURES, kind))) {
    test(`nothing is said about ${kind}/${name}, which is known for what it is`, () => {
      const file = path.join(FIXTURES, kind, name);
      const text = readFileSync(file, 'utf8');
      assert.equal(documentKind(text, file, undefined), kind);
      const { findings } = createAnalysis(TextLines.of(text), kind, DEFAULT_SETTINGS);
      assert.deepEqual(
        findings.map(({ rule, report }) => `${rule.id}: ${report.message}`),
        [],
      );
    });
  }
}
