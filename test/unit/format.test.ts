import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatShortSize, formatSize } from '../../server/src/model/format';

const [KIB, MIB, GIB] = [1n << 10n, 1n << 20n, 1n << 30n];

test('a size that is shown in passing: exact while it is short, else two decimals', () => {
  const cases: [bigint, string][] = [
    [0n, '0 B'],
    [513n, '513 B'],
    [2047n * MIB, '2047 MiB'],
    [65_537n * KIB, '65537 KiB'],
    [4_210_816n * KIB, '≈ 4.02 GiB'],
    [4n * GIB + 4n * KIB, '≈ 4 GiB'],
    [4_617_090_000n, '≈ 4.3 GiB'],
    [100_001n, '≈ 97.66 KiB'],
    [0x7f57_33ff_f000n, '≈ 127.34 TiB'],
    [GIB - 1n, '≈ 1 GiB'],
    [GIB - 4n * KIB, '≈ 1 GiB'],
    [(1n << 64n) - 1n, '≈ 16 EiB'],
  ];
  for (const [size, text] of cases) assert.equal(formatShortSize(size), text);
});

test('of any size: what is not exact is off by half a hundredth of its unit at most', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (size) => {
      const text = formatShortSize(size);
      if (!text.startsWith('≈')) return text === formatSize(size);
      const [, whole, fraction = '', unit] = /^≈ (\d{1,4})(?:\.(\d{1,2}))? (\w+)$/.exec(text) ?? [];
      const power = BigInt(['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'].indexOf(unit ?? ''));
      const shown = BigInt(`${whole}${fraction.padEnd(2, '0')}`) << (10n * power);
      const off = shown - size * 100n;
      return power > 0n && (off < 0n ? -off : off) * 2n <= 1n << (10n * power) && BigInt(whole!) < 1024n;
    }),
  );
});
