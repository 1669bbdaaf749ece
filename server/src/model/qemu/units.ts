export const KIB = 1n << 10n;
export const MIB = 1n << 20n;
export const GIB = 1n << 30n;
export const TIB = 1n << 40n;

/** `0x40000000`, as QEMU prints numbers in most of its messages (PRIx64). */
export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** A size for a person, exactly: `2 MiB`, `1025 MiB`, `1000001 KiB`. The largest unit that leaves a whole number. */
export function formatSize(size: bigint): string {
  let unit = 0;
  while (unit < UNITS.length - 1 && size !== 0n && size % 1024n === 0n) {
    size /= 1024n;
    unit += 1;
  }
  return `${size} ${UNITS[unit]}`;
}

/** A size as one types it for QEMU: `2M`, `1025M`, `4097` (bytes). */
export function writeSize(size: bigint): string {
  const text = formatSize(size);
  const [number, unit] = text.split(' ');
  return unit === 'B' ? `${number}` : `${number}${unit![0]}`;
}
