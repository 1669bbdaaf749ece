import { U64_LIMIT } from '../../text/u64';

/**
 * Reads an integer as strtoull() with base 0 does: blanks, a sign, then decimal, `0x` hexadecimal or `0` octal digits, and
 * nothing after them. The answer is not limited to 64 bits and may be negative. (util/cutils.c: qemu_strtou64, parse_uint)
 */
export function parseInteger(text: string): bigint | undefined {
  let at = 0;
  while (at < text.length && ' \t\n\v\f\r'.includes(text[at]!)) at += 1;
  const negative = text[at] === '-';
  if (negative || text[at] === '+') at += 1;
  const digits = text.slice(at);
  if (digits.length > 70) return undefined;
  let value: bigint | undefined;
  if (/^0[xX][0-9a-fA-F]+$/.test(digits)) value = BigInt(`0x${digits.slice(2)}`);
  else if (/^0[0-7]*$/.test(digits)) value = BigInt(`0o0${digits}`);
  else if (/^[1-9][0-9]*$/.test(digits)) value = BigInt(digits);
  if (value === undefined) return undefined;
  return negative ? -value : value;
}

/** The number as qemu_strtou64() stores it: negative ones wrap around; `undefined` when it does not fit. */
export function wrapToU64(value: bigint): bigint | undefined {
  if (value >= U64_LIMIT || value <= -U64_LIMIT) return undefined;
  return value < 0n ? value + U64_LIMIT : value;
}
