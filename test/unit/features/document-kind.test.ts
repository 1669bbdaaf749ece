import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentKind } from '../../../server/src/features/analysis';

const SCRIPT = 'qemu-system-x86_64 -m 1G\n';

test('a shell script is one in the words of every editor, whatever its name', () => {
  for (const languageId of ['shellscript', 'sh', 'bash'])
    assert.equal(documentKind(SCRIPT, 'file:///vm', languageId), 'shell');
  assert.notEqual(documentKind(SCRIPT, 'file:///vm', 'fish'), 'shell');
  assert.equal(documentKind(SCRIPT, 'file:///vm.sh', 'plaintext'), 'shell');
});
