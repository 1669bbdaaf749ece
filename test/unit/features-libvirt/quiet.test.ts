import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createLibvirtSnapshot } from '../../../server/src/features/libvirt/libvirt-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';

const fixtures = path.join(__dirname, '..', '..', 'fixtures');

const read = (file: string) =>
  createLibvirtSnapshot(TextLines.of(readFileSync(path.join(fixtures, file), 'utf8')), DEFAULT_SETTINGS);

const filesIn = (folder: string) =>
  readdirSync(path.join(fixtures, folder))
    .sort()
    .map((name) => path.join(folder, name));

const DOMAINS = filesIn('quiet/libvirt');

test('there are domains of many makers', () => assert.ok(DOMAINS.length >= 40, `${DOMAINS.length}`));

for (const file of DOMAINS) {
  test(`${path.basename(file)}: nothing is said about a domain that is right`, () => {
    const { domains, findings } = read(file);
    assert.ok(domains.length > 0, 'it has a domain');
    assert.deepEqual(
      findings.map(({ rule, report }) => `${rule.id}: ${report.message}`),
      [],
    );
  });
}

for (const file of filesIn('not-ours')) {
  test(`${path.basename(file)} is left alone`, () => {
    const { domains, findings } = read(file);
    assert.equal(domains.length, 0);
    assert.deepEqual(findings, []);
  });
}
