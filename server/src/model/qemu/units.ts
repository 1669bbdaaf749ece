import { formatSize } from '../format';

export const KIB = 1n << 10n;
export const MIB = 1n << 20n;
export const GIB = 1n << 30n;
export const TIB = 1n << 40n;

/** A size as one types it for QEMU: `2M`, `1025M`, `4097` (bytes). */
export function writeQemuSize(size: bigint): string {
  const text = formatSize(size);
  const [number, unit] = text.split(' ');
  return unit === 'B' ? `${number}` : `${number}${unit![0]}`;
}
