import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readScaledInteger, unitOf } from '../../../server/src/model/libvirt/scaled-integer';

const KIB = 1024n;

test('a number counts KiB unless its unit says otherwise, and units are powers of 1024 or of 1000', () => {
  const bytes = (number: string, unit?: string) => {
    const read = readScaledInteger(number, unit, KIB);
    return 'bytes' in read ? read.bytes : read.fault;
  };
  assert.equal(bytes('1'), 1024n);
  assert.equal(bytes('1', ''), 1024n, 'an empty unit is none');
  assert.equal(bytes('0001048576'), 1n << 30n);
  assert.equal(bytes('+5', 'bytes'), 5n);
  assert.equal(bytes(' 5', 'b'), 5n, 'blanks in front are passed over');
  assert.equal(bytes('1', 'k'), 1024n);
  assert.equal(bytes('1', 'KB'), 1000n);
  assert.equal(bytes('1', 'gIb'), 1n << 30n);
  assert.equal(bytes('3', 'GB'), 3_000_000_000n);
  assert.equal(bytes('7', 'EiB'), 7n << 60n);
});

test('what libvirt refuses is told apart: the number, the unit, the size', () => {
  const fault = (number: string, unit?: string) => {
    const read = readScaledInteger(number, unit, KIB);
    return 'fault' in read ? read.fault : read.bytes;
  };
  for (const number of ['', '1.5', '-1', '0x10', '1G', '1 ', '1\n', '1 0', '18446744073709551616'])
    assert.equal(fault(number), 'invalid', JSON.stringify(number));
  for (const unit of ['X', 'KiBi', 'iB', 'kk', '%']) assert.equal(fault('1', unit), 'suffix', unit);
  assert.equal(fault('8', 'EiB'), 'overflow');
  assert.equal(fault('9007199254740992'), 'overflow');
  assert.equal(fault('18446744073709551615', 'b'), 'overflow');
});

test('every size is the number times its unit', () => {
  const units = ['b', 'KiB', 'MiB', 'GiB', 'KB', 'MB', 'GB', 'K', 'M', 'G'];
  fc.assert(
    fc.property(fc.bigInt(0n, 1n << 30n), fc.constantFrom(...units), (number, unit) => {
      const read = readScaledInteger(`${number}`, unit, KIB);
      assert.deepEqual(read, { bytes: number * unitOf(unit)!.factor });
    }),
  );
});
