import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSize } from '../../../../server/src/syntax/qemu/parse-size';

const M = 1n << 20n;
const E = 1n << 60n;

const QEMU_7_2 = { major: 7, minor: 2 };
const QEMU_8_0 = { major: 8, minor: 0 };
const QEMU_8_1 = { major: 8, minor: 1 };
const NEWEST = { major: 10, minor: 2 };

/**
 * What qemu-system-x86_64 7.2.22 (Debian) says: the values are `info qtree`'s of `-device pcie-root-port,pref64-reserve=…`,
 * `malformed` and `range` are what -m calls the text: "expects a non-negative number below 2^64", "is out of range".
 */
const ANSWERS_OF_7_2: readonly (readonly [text: string, answer: bigint | 'malformed' | 'range'])[] = [
  ['4M', 4194304n],
  ['4m', 4194304n],
  ['4194304', 4194304n],
  ['4194304B', 4194304n],
  ['0x400000', 4194304n],
  ['0X400000', 4194304n],
  [' 4M', 4194304n],
  [' +4M', 4194304n],
  ['\t4M', 4194304n],
  ['4.0M', 4194304n],
  ['4096k', 4194304n],
  ['4.M', 4194304n],
  ['010', 10n],
  ['08', 8n],
  ['1.', 1n],
  ['1.0', 1n],
  ['1.0B', 1n],
  ['0.0b', 0n],
  ['0x1e', 30n],
  ['0x1b', 27n],
  ['1e', 1152921504606846976n],
  ['1E', 1152921504606846976n],
  ['1.e', 1152921504606846976n],
  ['1.5e', 1729382256910270464n],
  ['18446744073709551615', 18446744073709551615n],
  ['18446744073709551615.0', 18446744073709551615n],
  [`0x${'0'.repeat(70)}10`, 16n],
  ['0x4M', 4194304n],
  ['0x1000000000M', 72057594037927936n],
  ['0.00048828125K', 1n],
  ['0.000488281249K', 0n],
  ['0.0000001K', 0n],
  ['1.9999k', 2048n],
  ['12.345M', 12944671n],
  ['1.5M', 1572864n],
  ['0.1T', 109951162778n],
  ['0.3P', 337769972052787n],
  ['1.1e', 1268213655067531680n],
  ['15.99E', 18435214858663483136n],
  ['0.333333333333333333E', 384307168202282304n],
  ['1.00000000000000000001', 1n],
  ['1.00000000000000000001M', 1048576n],
  ['1.99999999999999999999', 1n],
  ['0.99999999999999999999M', 0n],
  ['15.99999999999999999999E', 17293822569102704640n],
  ['17179869183.99999999999999999G', 18446744072635809792n],
  ['  ', 'malformed'],
  ['M', 'malformed'],
  ['.', 'malformed'],
  ['.M', 'malformed'],
  ['+', 'malformed'],
  ['-', 'malformed'],
  ['+-4', 'malformed'],
  ['- 4', 'malformed'],
  ['-.', 'malformed'],
  ['4MB', 'malformed'],
  ['4MiB', 'malformed'],
  ['4Gi', 'malformed'],
  ['4X', 'malformed'],
  ['100%', 'malformed'],
  ['4é', 'malformed'],
  ['٤M', 'malformed'],
  ['0b100', 'malformed'],
  ['0x', 'malformed'],
  ['0xM', 'malformed'],
  ['00x10', 'malformed'],
  ['4 M', 'malformed'],
  ['512 MB', 'malformed'],
  ['4M ', 'malformed'],
  ['4\t', 'malformed'],
  ['1e6', 'malformed'],
  ['1.e3', 'malformed'],
  ['1.5E3', 'malformed'],
  ['1_000', 'malformed'],
  ['1,5G', 'malformed'],
  ['0x4.M', 'malformed'],
  ['0x4.', 'malformed'],
  ['0x4MB', 'malformed'],
  ['0x1p3', 'malformed'],
  ['0x1.8', 'malformed'],
  ['1.+5M', 'malformed'],
  ['inf', 'malformed'],
  ['1.5', 'malformed'],
  ['1.5B', 'malformed'],
  ['1.00000000000000000006', 'malformed'],
  ['.5M', 'malformed'],
  ['.5', 'malformed'],
  ['-.5', 'malformed'],
  ['-4', 'malformed'],
  ['-4M', 'malformed'],
  ['-0', 'malformed'],
  ['-0M', 'malformed'],
  ['-0x10', 'malformed'],
  ['-1.5', 'malformed'],
  ['-16E', 'malformed'],
  ['-18446744073709551615', 'malformed'],
  ['-18446744073709551616', 'range'],
  ['-18446744073709551616M', 'malformed'],
  ['16E', 'range'],
  ['16.E', 'range'],
  ['16.0E', 'range'],
  ['16EB', 'malformed'],
  ['18446744073709551616', 'range'],
  ['18446744073709551616M', 'malformed'],
  ['18446744073709551616.5', 'malformed'],
  ['17179869184G', 'range'],
  ['17179869183.99999999999G', 'range'],
  ['0x10000000000000000', 'range'],
  ['0x10000000000000000M', 'malformed'],
  [`0x${'1'.repeat(70)}`, 'range'],
  ['0x100000000000000M', 'range'],
];

function value(text: string, release = NEWEST): bigint | string {
  const size = parseSize(text, release);
  return 'value' in size ? size.value : size.fault;
}

/** The value, or the error that QEMU has. */
function answer(text: string, release: { major: number; minor: number }): bigint | string {
  const size = parseSize(text, release);
  return 'value' in size ? size.value : size.outOfRange ? 'range' : 'malformed';
}

test('answers as QEMU 7.2 did', () => {
  for (const [text, expected] of ANSWERS_OF_7_2) assert.equal(answer(text, QEMU_7_2), expected, text);
});

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
    ['18446744073709551616M', 'overflow'],
    ['-16E', 'negative'],
    ['-0x10', 'negative'],
    ['0x10000000000000000', 'overflow'],
  ];
  for (const [text, fault] of faults) assert.equal(value(text), fault, text);
  assert.equal(value('18446744073709551615'), (1n << 64n) - 1n);
});

test('8.0 takes no suffix behind hexadecimal digits, and is as 7.2 otherwise', () => {
  for (const [text, expected] of ANSWERS_OF_7_2) {
    const hexSuffix = /^0x[0-9a-f]+[kmgtp]/i.test(text);
    assert.equal(answer(text, QEMU_8_0), hexSuffix ? 'malformed' : expected, text);
  }
  assert.deepEqual(parseSize('0x4M', QEMU_8_0), { fault: 'hex-suffix', repaired: '0x400000' });
  assert.deepEqual(parseSize('0x100000000000000M', QEMU_8_0), { fault: 'hex-suffix' });
  assert.deepEqual(parseSize('.5M', QEMU_8_0), { fault: 'no-integer-part', repaired: '0.5M' });
});

// By util/cutils.c: do_strtosz of 8.1 and its tests (tests/unit/test-cutils.c: test_qemu_strtosz_float, …_invalid, …_erange).
test('8.1 has negative numbers out of range, and rounds and underflows fractions exactly', () => {
  const changed = new Map<string, bigint | string>([
    ['0x4M', 'malformed'],
    ['0x1000000000M', 'malformed'],
    ['0x100000000000000M', 'malformed'],
    ['1.00000000000000000001', 'malformed'],
    ['1.99999999999999999999', 2n],
    ['0.99999999999999999999M', M],
    ['15.99999999999999999999E', 'range'],
    ['17179869183.99999999999999999G', 'range'],
    ['.5M', M / 2n],
    ['-.5', 'range'],
    ['-4', 'range'],
    ['-0', 'range'],
    ['-18446744073709551615', 'range'],
  ]);
  for (const [text, expected] of ANSWERS_OF_7_2) {
    assert.equal(answer(text, QEMU_8_1), changed.get(text) ?? expected, text);
    assert.equal(answer(text, NEWEST), changed.get(text) ?? expected, text);
  }
  assert.equal(answer('.5e', QEMU_8_1), E / 2n);
  assert.equal(answer(' -.0', QEMU_8_1), 'range');
  assert.equal(answer('-.1k', QEMU_8_1), 'malformed');
  assert.equal(answer('-2M', QEMU_8_1), 'malformed');
  assert.equal(answer(`1.${'0'.repeat(350)}1k`, QEMU_8_1), 1024n);
  assert.equal(answer(`1.${'0'.repeat(350)}1B`, QEMU_8_1), 'malformed');
});

test('a unit for numbers without a suffix, hexadecimal ones included', () => {
  const inMiB = (text: string) => {
    const size = parseSize(text, NEWEST, M);
    return 'value' in size ? size.value : size.fault;
  };
  assert.equal(inMiB('2048'), 2048n * M);
  assert.equal(inMiB('0x40'), 64n * M);
  assert.equal(inMiB('1.5'), (3n * M) / 2n);
  assert.equal(inMiB('2K'), 2048n);
  assert.equal(inMiB('2048B'), 2048n);
  assert.equal(inMiB('17592186044415'), (1n << 64n) - M);
  assert.equal(inMiB('17592186044416'), 'overflow');
  assert.equal(inMiB('0x100000000000'), 'overflow');
});

test('a repaired suffix keeps the number', () => {
  for (const [text, repaired] of [
    ['4GiB', '4G'],
    ['4gb', '4G'],
    ['1.5 GiB', '1.5G'],
    ['512 m', '512M'],
    [' 2Ti', ' 2T'],
  ] as const) {
    const size = parseSize(text, NEWEST);
    assert.equal('repaired' in size ? size.repaired : undefined, repaired, text);
    assert.equal(typeof value(repaired), 'bigint');
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
      const size = parseSize(text, QEMU_7_2);
      if ('value' in size) assert.ok(size.value >= 0n && size.value >> 64n === 0n);
    }),
    { seed: 2, numRuns: 2000 },
  );
  assert.equal(value(`0.${'3'.repeat(1_000_000)}E`), 384307168202282304n);
  assert.equal(value(`${'9'.repeat(1_000_000)}`), 'overflow');
});
