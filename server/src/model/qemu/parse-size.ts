import { U64_LIMIT } from '../../text/u64';
import { type QemuVersion, qemuAtLeast } from './qemu-version';

/** Why a text is not a size. `range`: it is a number, but not below 2^64 (or negative, from QEMU 8.0 on). */
export type SizeFault = 'malformed' | 'range';

const SUFFIXES = 'BKMGTPE';

/**
 * Reads a size in QEMU's grammar: decimal digits with an optional fraction, or `0x` and hexadecimal digits, then at most
 * one suffix letter, a power of 1024. Without a suffix it counts `unit` bytes. (util/cutils.c: do_strtosz)
 */
export function parseSize(text: string, version: QemuVersion, unit = 1n): bigint | SizeFault {
  let at = 0;
  while (at < text.length && ' \t\n\v\f\r'.includes(text[at]!)) at += 1;
  const negative = text[at] === '-';
  if (negative || text[at] === '+') at += 1;
  if (text[at] === '0' && (text[at + 1] === 'x' || text[at + 1] === 'X'))
    return parseHexSize(text, at + 2, version, unit);

  const whole = digitsAt(text, at);
  at += whole.length;
  let fraction = '';
  let point = false;
  if (text[at] === '.') {
    point = true;
    fraction = digitsAt(text, at + 1);
    at += 1 + fraction.length;
  }
  if (whole === '' && (fraction === '' || !qemuAtLeast(version, '8.0'))) return 'malformed';
  let scale = unit;
  if (at < text.length) {
    const suffix = SUFFIXES.indexOf(text[at]!.toUpperCase());
    if (suffix < 0 || at + 1 !== text.length) return 'malformed';
    scale = 1n << BigInt(10 * suffix);
  }
  // Digits beyond any 64-bit number need no conversion.
  const significant = whole.replace(/^0+/, '');
  if (significant.length > 20) return 'range';
  const integer = significant === '' ? 0n : BigInt(significant);
  let value = integer * scale;
  if (point && /[1-9]/.test(fraction)) {
    if (scale === 1n) return 'malformed';
    value += fractionOf(fraction.slice(0, 25), scale);
  }
  if (negative) return qemuAtLeast(version, '8.0') ? 'range' : 'malformed';
  return value < U64_LIMIT ? value : 'range';
}

/** Hexadecimal digits; a suffix after them was deprecated in QEMU 6.0 and is refused from 8.0 on. */
function parseHexSize(text: string, start: number, version: QemuVersion, unit: bigint): bigint | SizeFault {
  let at = start;
  while (at < text.length && /[0-9a-fA-F]/.test(text[at]!)) at += 1;
  if (at === start) return 'malformed';
  let scale = unit;
  if (at < text.length) {
    const suffix = SUFFIXES.indexOf(text[at]!.toUpperCase());
    if (suffix < 0 || at + 1 !== text.length || qemuAtLeast(version, '8.0')) return 'malformed';
    scale = 1n << BigInt(10 * suffix);
  }
  if (at - start > 64) return 'range';
  const value = BigInt(`0x${text.slice(start, at)}`) * scale;
  return value < U64_LIMIT ? value : 'range';
}

/** A decimal fraction of `scale`, rounded half up to a byte. */
function fractionOf(digits: string, scale: bigint): bigint {
  const divisor = 10n ** BigInt(digits.length);
  return (BigInt(digits) * scale * 2n + divisor) / (divisor * 2n);
}

function digitsAt(text: string, start: number): string {
  let end = start;
  while (end < text.length && text[end]! >= '0' && text[end]! <= '9') end += 1;
  return text.slice(start, end);
}
