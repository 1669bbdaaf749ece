import { trimEndOf } from '../../text/trim-end';
/** Why QEMU refuses a text as a size. */
export type SizeFault =
  | 'empty'
  /** It does not begin with a number. */
  | 'not-a-number'
  | 'negative'
  /** 2^64 or more. */
  | 'overflow'
  /** `4MB`, `4MiB`, `4Gi`: only one letter may follow the number. */
  | 'long-suffix'
  /** `4X`, `100%`. */
  | 'unknown-suffix'
  /** `4 M`. */
  | 'inner-blank'
  /** `1.5`, `1.5B`: part of a byte. */
  | 'fraction-of-byte'
  /** `0x4M`: hexadecimal digits with a suffix, from QEMU 8.0 on. */
  | 'hex-suffix'
  /** `.5M`: no digit before the point, before QEMU 8.1. */
  | 'no-integer-part'
  /** `1e6`, `1_000`, `1,5G`: something else behind the number. */
  | 'trailing-text';

export type SizeReading =
  | { readonly value: bigint }
  | {
      readonly fault: SizeFault;
      /** QEMU says that the number is out of range (-ERANGE), not that there is none (-EINVAL). */
      readonly outOfRange?: true;
      /** What was probably meant, in QEMU's grammar. */
      readonly repaired?: string;
    };

/** A QEMU release. The grammar of sizes changed in 8.0 and 8.1. */
interface Release {
  readonly major: number;
  readonly minor: number;
}

const SUFFIXES = 'BKMGTPE';

/**
 * Reads a size as QEMU does: blanks, a decimal number with an optional fraction or `0x` and hexadecimal digits, then at
 * most one suffix letter, a power of 1024; without a suffix it counts `unit` bytes. A fraction is a double, cut to 64 bits
 * behind the point, and the result is rounded half up to a byte. What follows the number weighs more than its range: only a
 * text that was read to its end is out of range. (util/cutils.c: do_strtosz, 7.2 and 8.1)
 */
export function parseSize(text: string, release: Release, unit = 1n): SizeReading {
  const since81 = release.major > 8 || (release.major === 8 && release.minor >= 1);
  let at = 0;
  while (at < text.length && ' \t\n\v\f\r'.includes(text[at]!)) at += 1;
  if (at === text.length) return { fault: 'empty' };
  const negative = text[at] === '-';
  if (negative || text[at] === '+') at += 1;
  if (text[at] === '0' && (text[at + 1] === 'x' || text[at + 1] === 'X') && isHexDigit(text, at + 2)) {
    return negative ? { fault: 'negative' } : parseHexSize(text, at, release.major, unit);
  }
  const integer = digitsAt(text, at);
  const point = at + integer.length;
  const fraction = text[point] === '.' ? digitsAt(text, point + 1) : '';
  if (integer === '' && fraction === '') return { fault: 'not-a-number' };
  const significant = integer.replace(/^0+/, '') || '0';
  // Digits beyond any 64-bit number need no conversion.
  const whole = significant.length > 20 ? undefined : BigInt(significant);
  const overflow = whole === undefined || whole >> 64n !== 0n;
  if (negative) {
    // strtoull() takes the sign for its own, and 8.1 was the first to call that a matter of range.
    const end = integer === '' ? point + 1 + fraction.length : point;
    return { fault: 'negative', ...(end === text.length && (overflow || since81) ? { outOfRange: true } : {}) };
  }
  if (integer === '' && !since81) return { fault: 'no-integer-part', repaired: `0${text.slice(at)}` };
  if (overflow) return { fault: 'overflow', ...(point === text.length ? { outOfRange: true } : {}) };

  at = text[point] === '.' ? point + 1 + fraction.length : point;
  const suffix = suffixScale(text, at);
  if (at + (suffix === undefined ? 0 : 1) < text.length) return faultOfTail(text.slice(0, at), text.slice(at));
  const scale = suffix ?? unit;
  const number = (whole << 64n) + fractionOf64(fraction, since81);
  if (scale === 1n && BigInt.asUintN(64, number) !== 0n) return { fault: 'fraction-of-byte' };
  const scaled = number * scale;
  const value = (scaled >> 64n) + ((scaled >> 63n) & 1n);
  return value >> 64n === 0n ? { value } : { fault: 'overflow', outOfRange: true };
}

/** Hexadecimal digits; a suffix after them was deprecated in QEMU 6.0 and is refused from 8.0 on. */
function parseHexSize(text: string, start: number, major: number, unit: bigint): SizeReading {
  let at = start + 2;
  while (isHexDigit(text, at)) at += 1;
  const digits = text.slice(start + 2, at).replace(/^0+/, '') || '0';
  if (digits.length > 16) return { fault: 'overflow', ...(at === text.length ? { outOfRange: true } : {}) };
  const suffix = suffixScale(text, at);
  if (at + (suffix === undefined ? 0 : 1) < text.length) return { fault: 'trailing-text' };
  const value = BigInt(`0x${digits}`) * (suffix ?? unit);
  const fits = value >> 64n === 0n;
  if (suffix !== undefined && major >= 8)
    return { fault: 'hex-suffix', ...(fits ? { repaired: `0x${value.toString(16)}` } : {}) };
  return fits ? { value } : { fault: 'overflow', outOfRange: true };
}

/** What is wrong with the text behind a number, where there is more than a suffix. */
function faultOfTail(number: string, tail: string): SizeReading {
  const word = tail.trimStart();
  const suffix = /^([bkmgtpe])(?:i?b|i)?$/i.exec(word);
  const repaired = suffix ? { repaired: number + suffix[1]!.toUpperCase() } : {};
  if (word !== tail) return { fault: 'inner-blank', ...repaired };
  if (suffix) return { fault: 'long-suffix', ...repaired };
  if (/^[a-z%]+$/i.test(word) && !/^e/i.test(word)) return { fault: 'unknown-suffix' };
  return { fault: 'trailing-text' };
}

/** The bytes that the suffix letter at `at` stands for. */
function suffixScale(text: string, at: number): bigint | undefined {
  const index = at < text.length ? SUFFIXES.indexOf(text[at]!.toUpperCase()) : -1;
  return index < 0 ? undefined : 1n << BigInt(10 * index);
}

/**
 * A decimal fraction as a number of 2^-64, as QEMU gets it: strtod() rounds it to 53 significant bits, half to even, and
 * what lies below 2^-64 is cut off. Since 8.1 it is never cut to nothing, and one that is rounded up to 1 (2^64) counts;
 * before, that number did not fit its 64 bits, and nothing was left of it.
 */
function fractionOf64(digits: string, since81: boolean): bigint {
  const significant = trimEndOf(digits, /0/);
  if (significant === '') return 0n;
  // So many digits decide the rounding of any double; of the rest it matters only that it is not zero.
  const kept = significant.length > MOST_DIGITS ? `${significant.slice(0, MOST_DIGITS)}1` : significant;
  const numerator = BigInt(kept);
  const denominator = 10n ** BigInt(kept.length);
  const size = bitLength(denominator) - bitLength(numerator);
  // Scaled so that the quotient has 53 or 54 bits.
  let shift = BigInt(size + 53);
  if (((numerator << shift) / denominator) >> 53n !== 0n) shift -= 1n;
  const scaled = numerator << shift;
  let quotient = scaled / denominator;
  const rest = (scaled % denominator) * 2n;
  if (rest > denominator || (rest === denominator && (quotient & 1n) === 1n)) quotient += 1n;
  const result = shift <= 64n ? quotient << (64n - shift) : quotient >> (shift - 64n);
  if (!since81) return BigInt.asUintN(64, result);
  return result === 0n ? 1n : result;
}

const MOST_DIGITS = 800;

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

function digitsAt(text: string, start: number): string {
  let end = start;
  while (end < text.length && text[end]! >= '0' && text[end]! <= '9') end += 1;
  return text.slice(start, end);
}

function isHexDigit(text: string, at: number): boolean {
  return at < text.length && /[0-9a-fA-F]/.test(text[at]!);
}
