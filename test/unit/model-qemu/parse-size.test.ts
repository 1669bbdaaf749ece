import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSize } from '../../../server/src/model/qemu/parse-size';

const OLD = { major: 7, minor: 2 };
const NEW = { major: 10, minor: 2 };
const M = 1n << 20n;

test('sizes that every QEMU takes', () => {
  const sizes: [string, bigint][] = [
    ['4M', 4n * M],
    ['4m', 4n * M],
    ['4194304', 4n * M],
    ['4194304B', 4n * M],
    ['0x400000', 4n * M],
    ['1.5M', (3n * M) / 2n],
    ['1.M', M],
    [' 4M', 4n * M],
    ['+4M', 4n * M],
    ['010', 10n],
    ['1e', 1n << 60n],
    ['0x1b', 27n],
    ['18446744073709551615', (1n << 64n) - 1n],
    ['0.0009765625K', 1n],
  ];
  for (const [text, size] of sizes) {
    assert.equal(parseSize(text, OLD), size, text);
    assert.equal(parseSize(text, NEW), size, text);
  }
});

test('sizes that no QEMU takes', () => {
  for (const text of [
    '',
    'M',
    '4MB',
    '4MiB',
    '4Gi',
    '4X',
    '4 M',
    '4M ',
    '1e6',
    '1.5',
    '1_000',
    '100%',
    '0x',
    '.',
    '--4',
  ]) {
    assert.equal(parseSize(text, OLD), 'malformed', text);
    assert.equal(parseSize(text, NEW), 'malformed', text);
  }
  for (const text of ['16E', '18446744073709551616', `${'9'.repeat(50)}`]) {
    assert.equal(parseSize(text, OLD), 'range', text);
    assert.equal(parseSize(text, NEW), 'range', text);
  }
});

test('what QEMU 8.0 changed', () => {
  assert.equal(parseSize('.5M', OLD), 'malformed');
  assert.equal(parseSize('.5M', NEW), M / 2n);
  assert.equal(parseSize('0x4M', OLD), 4n * M);
  assert.equal(parseSize('0x4M', NEW), 'malformed');
  assert.equal(parseSize('-4M', OLD), 'malformed');
  assert.equal(parseSize('-4M', NEW), 'range');
});

test('a unit for numbers without a suffix', () => {
  assert.equal(parseSize('2048', NEW, M), 2048n * M);
  assert.equal(parseSize('1.5', NEW, M), (3n * M) / 2n);
  assert.equal(parseSize('2K', NEW, M), 2048n);
});
