import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileCandidates, uriKey } from '../../../server/src/lsp/file-candidates';

const SCRIPT = 'file:///home/me/vm%20s/run.sh';

test('a path is one of the folder of the script, then one of the project', () => {
  const project = 'file:///home/me';
  assert.deepEqual(fileCandidates(SCRIPT, 'vm.cfg', undefined), ['file:///home/me/vm%20s/vm.cfg']);
  assert.deepEqual(fileCandidates(SCRIPT, './a/../vm.cfg', project), [
    'file:///home/me/vm%20s/vm.cfg',
    'file:///home/me/vm.cfg',
  ]);
  assert.deepEqual(fileCandidates(SCRIPT, '../../../../x#y', `${project}/`), ['file:///x%23y']);
  assert.deepEqual(fileCandidates('file:///home/me/run.sh', 'a.cfg', project), ['file:///home/me/a.cfg']);
  assert.deepEqual(fileCandidates(SCRIPT, '/etc/qemu/vm.cfg', project), ['file:///etc/qemu/vm.cfg']);
  const remote = 'vscode-vfs://github/me/vm/run.sh';
  assert.deepEqual(fileCandidates(remote, 'vm.cfg', undefined), ['vscode-vfs://github/me/vm/vm.cfg']);
  assert.deepEqual(fileCandidates(remote, '/vm.cfg', undefined), ['vscode-vfs://github/vm.cfg']);
});

test('nowhere is no folder, and what each process has of its own is no file', () => {
  assert.deepEqual(fileCandidates('untitled:Untitled-1', 'vm.cfg', 'file:///home/me'), []);
  for (const path of ['/dev/fd/3', '/dev/stdin', '/proc/self/fd/0', 'a\0b', '\ud800.cfg'])
    assert.deepEqual(fileCandidates(SCRIPT, path, undefined), [], JSON.stringify(path));
});

test('a file has one key, whatever its URI escapes', () => {
  assert.equal(uriKey('file:///c%3A/vm%20s/a%2Bb.cfg'), uriKey('file:///C:/vm s/a+b.cfg'));
  assert.notEqual(uriKey('file:///vm/A.cfg'), uriKey('file:///vm/a.cfg'));
  assert.equal(uriKey('file:///100%'), 'file:///100%');
});
