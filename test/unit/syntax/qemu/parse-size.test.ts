import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSize } from '../../../../server/src/syntax/qemu/parse-size';

const M = 1n << 20n;

function value(text: string, major = 10): bigint | string {
  const size = parseSize(text, major);
  return 'value' in size ? size.value : size.fault;
}

test('one suffix letter, a power of 1024, in either case', () => {
  for (const text of [
    '4M',
    '4m',
    '4194304',
    '4194304B',
    '0x400000',
    '0X400000',
    ' 4M',
    '+4M',
    '4.0M',
    '4096k',
    '4.M',
  ]) {
    assert.equal(value(text), 4n * M, text);
  }
  assert.equal(value('010'), 10n);
  assert.equal(value('1e'), 1n << 60n);
  assert.equal(value('0x1e'), 30n);
  assert.equal(value('0x1b'), 27n);
  assert.equal(value('4.0'), 4n);
});

test('what QEMU refuses, and why', () => {
  const faults: [string, string][] = [
    ['', 'empty'],
    ['  ', 'empty'],
    ['M', 'not-a-number'],
    ['.', 'not-a-number'],
    ['.M', 'not-a-number'],
    ['4MB', 'long-suffix'],
    ['4MiB', 'long-suffix'],
    ['4Gi', 'long-suffix'],
    ['4X', 'unknown-suffix'],
    ['100%', 'unknown-suffix'],
    ['0x', 'unknown-suffix'],
    ['4 M', 'inner-blank'],
    ['512 MB', 'inner-blank'],
    ['4M ', 'trailing-text'],
    ['1e6', 'trailing-text'],
    ['1.5E3', 'trailing-text'],
    ['1_000', 'trailing-text'],
    ['0x4.M', 'trailing-text'],
    ['1.5', 'fraction-of-byte'],
    ['1.5B', 'fraction-of-byte'],
    ['-4M', 'negative'],
    ['-0', 'negative'],
    ['16E', 'overflow'],
    ['18446744073709551616', 'overflow'],
    ['0x10000000000000000', 'overflow'],
  ];
  for (const [text, fault] of faults) assert.equal(value(text), fault, text);
  assert.equal(value('18446744073709551615'), (1n << 64n) - 1n);
});

test('the grammar changed in 8.0', () => {
  assert.deepEqual(parseSize('0x4M', 7), { value: 4n * M, deprecatedHexSuffix: true });
  assert.deepEqual(parseSize('0x4M', 8), { fault: 'hex-suffix', repaired: '0x400000' });
  assert.deepEqual(parseSize('.5M', 7), { fault: 'no-integer-part', repaired: '0.5M' });
  assert.equal(value('.5M', 8), M / 2n);
});

test('a repaired suffix keeps the number', () => {
  for (const [text, repaired] of [
    ['4GiB', '4G'],
    ['4gb', '4G'],
    ['1.5 GiB', '1.5G'],
    ['512 m', '512M'],
    [' 2Ti', ' 2T'],
  ] as const) {
    const size = parseSize(text, 10);
    assert.equal('repaired' in size ? size.repaired : undefined, repaired, text);
    assert.equal(typeof value(repaired), 'bigint');
  }
});

test('fractions are rounded as QEMU 7.2 rounded them', () => {
  // The last three show the double that strtod() makes of the fraction.
  for (const [text, bytes] of [
    ['0.00048828125K', 1n],
    ['0.000488281249K', 0n],
    ['0.0000001K', 0n],
    ['1.5M', 1572864n],
    ['0.1T', 109951162778n],
    ['0.3P', 337769972052787n],
    ['1.1E', 1268213655067531680n],
    ['15.99E', 18435214858663483136n],
    ['0.333333333333333333E', 384307168202282304n],
  ] as const) {
    assert.equal(value(text, 7), bytes, text);
  }
});

test('never throws, and agrees with exact arithmetic where no double is in the way', () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, (1n << 64n) - 1n),
      fc.constantFrom('', 'B', 'K', 'm', 'G', 't', 'P', 'E'),
      (number, suffix) => {
        const exact = number << (10n * BigInt(Math.max('BKMGTPE'.indexOf(suffix.toUpperCase() || 'B'), 0)));
        assert.equal(value(`${number}${suffix}`), exact >> 64n === 0n ? exact : 'overflow');
      },
    ),
    { seed: 1 },
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.xXKkMiGbBEe+- %_\0é'), maxLength: 12 }), (text) => {
      const size = parseSize(text, 7);
      if ('value' in size) assert.ok(size.value >= 0n && size.value >> 64n === 0n);
    }),
    { seed: 2, numRuns: 2000 },
  );
  assert.equal(value(`0.${'3'.repeat(1_000_000)}E`), 384307168202282304n);
  assert.equal(value(`${'9'.repeat(1_000_000)}`), 'overflow');
});
