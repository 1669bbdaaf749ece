import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createQemuSnapshot } from '../../../server/src/features/qemu/qemu-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { detectQemu } from '../../../server/src/syntax/detect-qemu';
import { TextLines } from '../../../server/src/text/text-lines';

// Scripts and files as people have them, all of which QEMU takes, or which have nothing to do with it.

const folder = path.join(__dirname, '..', '..', 'fixtures', 'quiet');

/** Files that speak of QEMU at most, and are not looked into. */
const LEFT_ALONE =
  /^(?:Dockerfile|Makefile|Vagrantfile|.*\.(?:properties|ya?ml|toml|xml|nix|md|tsx|py|ini|service|zsh-style)|nginx\.conf|(?:deploy|install)\.sh|settings\.json|vm_config\.json)$/;

for (const name of readdirSync(folder).sort()) {
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
