import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readNumber } from '../../../../server/src/syntax/memslots/number';

function value(text: string): bigint {
  const reading = readNumber(text);
  assert.ok(reading.kind === 'value', `${text}: ${reading.kind === 'malformed' && reading.message}`);
  return reading.value;
}

function refused(text: string): { message: string; suggestion?: string } {
  const reading = readNumber(text);
  assert.ok(reading.kind === 'malformed', text);
  return reading;
}

test('decimal, hexadecimal and binary, with units and separators', () => {
  const cases: readonly [string, bigint][] = [
    ['0', 0n],
    ['007', 7n],
    ['4096', 4096n],
    ['1_000_000', 1_000_000n],
    ['0x1000', 4096n],
    ['0XfF', 255n],
    ['0xffff_ffff_ffff_ffff', 0xffff_ffff_ffff_ffffn],
    ['0b1010', 10n],
    ['4K', 1n << 12n],
    ['4k', 1n << 12n],
    ['4KiB', 1n << 12n],
    ['2m', 1n << 21n],
    ['3G', 3n << 30n],
    ['3gib', 3n << 30n],
    ['1T', 1n << 40n],
    ['1P', 1n << 50n],
    ['15E', 15n << 60n],
    ['18446744073709551615', (1n << 64n) - 1n],
  ];
  for (const [text, expected] of cases) assert.equal(value(text), expected, text);
});

test('what does not fit 64 bits is no number', () => {
  for (const text of [
    '18446744073709551616',
    '0x10000000000000000',
    '16E',
    '99999999999999999999E',
    '0x1_0000_0000_0000_0000',
  ])
    assert.match(refused(text).message, /64 bits/, text);
  assert.match(refused('9'.repeat(5000)).message, /5000 characters/);
  assert.match(refused(`0x${'f'.repeat(1 << 20)}`).message, /characters/);
});

test('what people write elsewhere is refused with the spelling that is meant', () => {
  assert.equal(refused('1.5G').suggestion, '1536M');
  assert.equal(refused('0.5K').suggestion, '512');
  assert.equal(refused('0.3G').suggestion, undefined, 'no whole number of bytes');
  assert.equal(refused('2GB').suggestion, '2G');
  assert.equal(refused('50EB').suggestion, undefined, '50E does not fit either');
  assert.match(refused('2GB').message, /1000 or of 1024/);
  assert.equal(refused('0x1000UL').suggestion, '0x1000');
  assert.equal(refused('4096u64').suggestion, '4096');
  assert.match(refused('0x10G').message, /take no unit/);
  for (const text of ['0x', '4X', '1e3', '0b2', '12abc', '', 'K']) assert.ok(refused(text).message, text);
});

test('every suggestion is a number', () => {
  const unit = fc.constantFrom(...'0123456789_.kKmMgGtTpPeEiIbBxXuUlL'.split(''));
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1, maxLength: 12 }), (text) => {
      const reading = readNumber(text);
      if (reading.kind === 'malformed' && reading.suggestion !== undefined) value(reading.suggestion);
      if (reading.kind === 'value') assert.ok(reading.value >= 0n && reading.value < 1n << 64n);
    }),
    { numRuns: 2000 },
  );
});
