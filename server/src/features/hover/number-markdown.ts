import { isAligned } from '../../layout/align';
import { architectureOf, granuleOf } from '../../model/architecture';
import { formatCount, formatShortSize, formatSize, hex } from '../../model/format';
import type { Host } from '../../model/host';

/** A number in other notations, and how it is aligned. */
export function numberMarkdown(value: bigint, { arch, pageSize }: Host): string {
  const text = `${notations(value)} = **${binaryUnits(value)}**`;
  return value < 0n ? text : `${text}\n\n${alignment(value, granuleOf(architectureOf(arch), pageSize).mappable)}`;
}

/** The same number in hexadecimal and in decimal digits. */
export const notations = (value: bigint) => `\`${hex(value)}\` = ${formatCount(value)}`;

/** Of numbers below 0, too. */
function binaryUnits(value: bigint): string {
  return value < 0n ? `-${formatShortSize(-value)}` : formatShortSize(value);
}

/** The largest power of two that divides the value, and how far it is from the pages of the host. */
function alignment(value: bigint, pageSizes: readonly bigint[]): string {
  if (value === 0n) return 'Aligned to every page size.';
  const largest = value & -value;
  const power = `2^${largest.toString(2).length - 1} = ${formatSize(largest)}`;
  const fitting = pageSizes.filter((size) => isAligned(value, size)).map((size) => `${formatSize(size)}-aligned`);
  const lines = [`${fitting.length > 0 ? `${fitting.join(', ')}; ` : ''}largest power of two: ${power}.`];
  for (const size of pageSizes) {
    if (isAligned(value, size)) continue;
    const above = value & (size - 1n);
    const line = value - above;
    const distance = `\`${hex(above)}\` (${binaryUnits(above)})`;
    lines.push(
      `- not ${formatSize(size)}-aligned by ${distance}: between \`${hex(line)}\` and \`${hex(line + size)}\``,
    );
  }
  return lines.join('\n');
}
