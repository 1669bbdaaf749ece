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
  /** `.5M`: no digit before the point, before QEMU 8.0. */
  | 'no-integer-part'
  /** `1e6`, `1_000`, `1,5G`: something else behind the number. */
  | 'trailing-text';

export type SizeReading =
  | { readonly value: bigint /** Accepted with a warning, before QEMU 8.0. */; readonly deprecatedHexSuffix?: true }
  | { readonly fault: SizeFault /** What was probably meant, in QEMU's grammar. */; readonly repaired?: string };

const SUFFIXES = 'BKMGTPE';

/**
 * Reads a size as QEMU does: blanks, a decimal number with an optional fraction or `0x` and hexadecimal digits, then at
 * most one suffix letter, a power of 1024. A fraction is cut to 64 bits behind the point and the result rounded half up to
 * a byte. (util/cutils.c: do_strtosz; `major` is QEMU's major version, the grammar changed in 8.0)
 */
export function parseSize(text: string, major: number): SizeReading {
  let at = 0;
  while (at < text.length && ' \t\n\v\f\r'.includes(text[at]!)) at += 1;
  if (at === text.length) return { fault: 'empty' };
  const negative = text[at] === '-';
  if (negative || text[at] === '+') at += 1;
  if (text[at] === '0' && (text[at + 1] === 'x' || text[at + 1] === 'X') && isHexDigit(text, at + 2)) {
    return negative ? { fault: 'negative' } : parseHexSize(text, at, major);
  }
  const integer = digitsAt(text, at);
  at += integer.length;
  let fraction = '';
  if (text[at] === '.') {
    fraction = digitsAt(text, at + 1);
    if (integer === '' && fraction === '') return { fault: 'not-a-number' };
    if (integer === '' && major < 8) return { fault: 'no-integer-part', repaired: `0${text.slice(at)}` };
    at += 1 + fraction.length;
  } else if (integer === '') return { fault: 'not-a-number' };
  if (negative) return { fault: 'negative' };
  const number = text.slice(0, at);
  const scale = suffixScale(text, at);
  if (at + (scale === undefined ? 0 : 1) < text.length) return faultOfTail(number, text.slice(at));
  const frac = fractionOf64(fraction);
  if ((scale ?? 1n) === 1n) {
    if (frac !== 0n) return { fault: 'fraction-of-byte' };
    return limit(integer, 1n, 0n);
  }
  return limit(integer, scale!, frac);
}

/** `integer` and `fraction`/2^64, times `scale`. */
function limit(integer: string, scale: bigint, fraction: bigint): SizeReading {
  const significant = integer.replace(/^0+/, '');
  if (significant.length > 20) return { fault: 'overflow' };
  const scaled = fraction * scale;
  const value = BigInt(significant || '0') * scale + (scaled >> 64n) + ((scaled >> 63n) & 1n);
  return value >> 64n === 0n ? { value } : { fault: 'overflow' };
}

function parseHexSize(text: string, start: number, major: number): SizeReading {
  let at = start + 2;
  while (isHexDigit(text, at)) at += 1;
  const digits = text.slice(start + 2, at).replace(/^0+/, '') || '0';
  const scale = suffixScale(text, at);
  const suffixed = scale !== undefined && at + 1 === text.length;
  if (at < text.length && !suffixed) return { fault: 'trailing-text' };
  if (digits.length > 16) return { fault: 'overflow' };
  const value = BigInt(`0x${digits}`) * (scale ?? 1n);
  if (suffixed && major >= 8)
    return { fault: 'hex-suffix', ...(value >> 64n === 0n ? { repaired: `0x${value.toString(16)}` } : {}) };
  if (value >> 64n !== 0n) return { fault: 'overflow' };
  return suffixed ? { value, deprecatedHexSuffix: true } : { value };
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
 * what lies below 2^-64 is cut off, but never to nothing.
 */
function fractionOf64(digits: string): bigint {
  const significant = digits.replace(/0+$/, '');
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
