import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptionValue } from '../../../../server/src/syntax/qemu/read-option-value';
import { optionJson, optionText } from '../../../../server/src/syntax/qemu/write-option';
import { wordOf } from '../word-of';

const read = (option: string, value: string) => readOptionValue(option, 'command-line', wordOf(value)).group;

test('words are strings by their keys, the leading bare one by none', () => {
  const group = read('numa', 'node,nodeid=0,cpus=0,cpus=2-3,memdev=ram');
  assert.equal(optionJson(group), '{"":"node","nodeid":"0","cpus":"0,2-3","memdev":"ram"}');
  assert.equal(optionText(group), 'node,nodeid=0,cpus=0,cpus=2-3,memdev=ram');
});

test('commas in a value are doubled in words, and stand as they are in JSON', () => {
  const group = read('object', 'memory-backend-file,id=m,mem-path=/a,,b');
  assert.equal(optionJson(group), '{"":"memory-backend-file","id":"m","mem-path":"/a,b"}');
  assert.equal(optionText(group), 'memory-backend-file,id=m,mem-path=/a,,b');
});

test('JSON stays JSON, with numbers as they are written', () => {
  const json =
    '{"qom-type":"memory-backend-ram","size":18446744073709551615,"x":[0,1],"y":{"a":null,"b":[]},"z":-1.5e3}';
  const group = read('object', json);
  assert.equal(optionJson(group), json);
  assert.equal(optionText(group), json);
});

test('what JSON does not take for a number does not spoil the rest', () => {
  const written = optionJson(read('object', '{"qom-type":"memory-backend-ram","size":0x400000}'))!;
  assert.equal(JSON.parse(written)['qom-type'], 'memory-backend-ram');
});

test('what is not known is null, in words a question mark', () => {
  const group = read('m', 'size=4G,slots=$');
  assert.equal(optionJson(group), '{"size":"4G","slots":null}');
  assert.equal(optionText(group), 'size=4G,slots=?');
});

test('an option may take one text, or nothing', () => {
  const path = read('mem-path', '/dev/huge,pages=1');
  assert.equal(optionJson(path), '"/dev/huge,pages=1"');
  assert.equal(optionText(path), '/dev/huge,pages=1');
  const flag = { ...path, entries: [] };
  assert.equal(optionJson(flag), undefined);
  assert.equal(optionText(flag), undefined);
});

test('no depth of nesting is too much', () => {
  const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  assert.equal(optionJson(read('object', deep)), deep);
});
