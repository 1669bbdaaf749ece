import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createQemuSnapshot } from '../../../server/src/features/qemu/qemu-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { detectQemu } from '../../../server/src/syntax/detect-qemu';
import { TextLines } from '../../../server/src/text/text-lines';

// Scripts and files as people have them, all of which QEMU takes, or which have nothing to do with it.

const fixtures = path.join(__dirname, '..', '..', 'fixtures');
const folder = path.join(fixtures, 'quiet');
const filesIn = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();

/** Files that speak of QEMU at most, and are not looked into. */
const LEFT_ALONE =
  /^(?:Dockerfile|Makefile|Vagrantfile|.*\.(?:properties|ya?ml|toml|xml|nix|md|tsx|py|ini|service|zsh-style)|nginx\.conf|(?:deploy|install)\.sh|settings\.json|vm_config\.json)$/;

for (const name of filesIn(folder)) {
  test(`${name} is left in peace`, () => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const dialect = detectQemu(text, { name });
    assert.equal(dialect === undefined, LEFT_ALONE.test(name), `it is read as ${dialect}`);
    if (dialect === undefined) return;
    const { findings } = createQemuSnapshot(TextLines.of(text), DEFAULT_SETTINGS, dialect);
    assert.deepEqual(
      findings.map(({ rule, report }) => `${rule.id}: ${report.message}`),
      [],
    );
  });
}

for (const directory of [path.join(folder, 'libvirt'), path.join(fixtures, 'not-ours')]) {
  test(`no file of ${path.basename(directory)} is taken for one of QEMU's`, () => {
    const names = filesIn(directory);
    assert.notEqual(names.length, 0);
    for (const name of names) {
      assert.equal(detectQemu(readFileSync(path.join(directory, name), 'utf8'), { name }), undefined, name);
    }
  });
}
