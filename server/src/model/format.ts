/** How numbers are written for people. What is written reads back to the same number. */

/** `0x7f5733fff000`. */
export function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** `2 GiB`, `2047 MiB`, `513 B`: in the largest binary unit that makes it a whole number. */
export function formatSize(size: bigint): string {
  const [value, unit] = inUnits(size);
  return `${value} ${UNITS[unit]}`;
}

/** `2 GiB`, `2047 MiB`; where no unit makes it a number of at most five digits, the nearest of two decimals: `≈ 4.02 GiB`. */
export function formatShortSize(size: bigint): string {
  const exact = formatSize(size);
  if (exact.indexOf(' ') <= 5) return exact;
  let unit = 0n;
  while (size >> (10n * unit + 10n)) unit++;
  const inHundredths = () => (((size * 200n) >> (10n * unit)) + 1n) >> 1n;
  // What rounds to 1024 of a unit is one of the next.
  if (inHundredths() === 102_400n) unit++;
  const hundredths = inHundredths();
  return `≈ ${withFraction(hundredths)} ${UNITS[Number(unit)]}`;
}

/** `2346 MiB`: a cost, for which whole MiB are exact enough. */
export function formatRoughSize(size: bigint): string {
  return formatSize(size < 1n << 20n ? size : ((size + (1n << 19n)) >> 20n) << 20n);
}

/** `2G`, `2047M`, `0x1234`: as a memslot list would have it. */
export function writeListSize(size: bigint): string {
  const [value, unit] = inUnits(size);
  if (unit > 0 && value < 1_000_000n) return `${value}${UNITS[unit]![0]}`;
  return size < 10n ? `${size}` : hex(size);
}

/** `524,288`. */
export function formatCount(count: bigint): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `4K`, `2M`, `1G`: the name of a page size. */
export function pageName(size: bigint): string {
  const [value, unit] = inUnits(size);
  return unit === 0 ? `${value}` : `${value}${UNITS[unit]![0]}`;
}

/** `4 KiB page`, `1,023 pages`… with the count in front: `1 page`, `2 pages`. */
export function plural(count: bigint, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1n ? noun : many}`;
}

/** The share of `part` in `whole` in percent, exact enough to tell 99.95 from 100: `50 %`, `99.9 %`, `0.05 %`. */
export function formatShare(part: bigint, whole: bigint): string {
  if (whole === 0n) return '0 %';
  const hundredths = (part * 10_000n) / whole;
  if (hundredths === 0n && part > 0n) return '< 0.01 %';
  return `${withFraction(hundredths)} %`;
}

/** Hundredths as a number with as many decimals as it has: `4`, `4.5`, `4.02`. */
function withFraction(hundredths: bigint): string {
  const fraction = (hundredths % 100n).toString().padStart(2, '0').replace(/0+$/, '');
  return `${hundredths / 100n}${fraction ? `.${fraction}` : ''}`;
}

function inUnits(size: bigint): [bigint, number] {
  let value = size;
  let unit = 0;
  while (value !== 0n && unit < UNITS.length - 1 && (value & 1023n) === 0n) {
    value >>= 10n;
    unit++;
  }
  return [value, unit];
}
