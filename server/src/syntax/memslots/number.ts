import { U64_LIMIT } from '../../text/u64';

/** What a number's text turned out to be. */
export type NumberReading =
  | { readonly kind: 'value'; readonly value: bigint }
  /** Not a number of this language; `suggestion` is the spelling that would be, where one is likely. */
  | { readonly kind: 'malformed'; readonly message: string; readonly suggestion?: string };

const UNIT_SHIFT: Readonly<Record<string, bigint>> = { k: 10n, m: 20n, g: 30n, t: 40n, p: 50n, e: 60n };

/** As BigInt reads it, and nearly every number is written. */
const PLAIN = /^(?:0x[0-9a-f]+|[0-9]+)$/i;
const DECIMAL = /^([0-9][0-9_]*)([kmgtpe](?:ib)?)?$/i;
const HEX = /^0x([0-9a-f][0-9a-f_]*)$/i;
const BINARY = /^0b([01][01_]*)$/i;
const FRACTION = /^([0-9][0-9_]*)\.([0-9]+)([kmgtpe])(?:ib|b)?$/i;
const DECIMAL_UNIT = /^([0-9][0-9_]*)([kmgtpe])b$/i;
const C_SUFFIX = /^(0x[0-9a-f]+|[0-9]+)(?:u|l|ul|ull|ll|u64)$/i;

/** Longer than any 64-bit number with separators; what is longer is not worth converting. */
const LONGEST = 100;

/** Reads `0x1000`, `4096`, `4K`, `4KiB`, `1_000_000`. Units are powers of 1024; the result is below 2^64. */
export function readNumber(text: string): NumberReading {
  if (text.length > LONGEST)
    return malformed(`This number has ${text.length} characters; the largest one is 2^64 - 1.`);
  if (PLAIN.test(text)) return bounded(BigInt(text), text);
  const hex = HEX.exec(text);
  if (hex) return bounded(BigInt(`0x${digits(hex[1]!)}`), text);
  const decimal = DECIMAL.exec(text);
  if (decimal) return bounded(BigInt(digits(decimal[1]!)) << shiftOf(decimal[2]), text);
  const binary = BINARY.exec(text);
  if (binary) return bounded(BigInt(`0b${digits(binary[1]!)}`), text);
  const fraction = FRACTION.exec(text);
  if (fraction)
    return malformed(`Fractions are not read; write a whole number of a smaller unit.`, wholeUnits(fraction));
  const decimalUnit = DECIMAL_UNIT.exec(text);
  if (decimalUnit) {
    return malformed(
      `'${decimalUnit[2]!.toUpperCase()}B' can mean powers of 1000 or of 1024; write ${decimalUnit[1]}${decimalUnit[2]} or ${decimalUnit[1]}${decimalUnit[2]!.toUpperCase()}iB for powers of 1024.`,
      decimalUnit[1]! + decimalUnit[2]!,
    );
  }
  const c = C_SUFFIX.exec(text);
  if (c) return malformed(`Suffixes of C are not read.`, c[1]);
  if (/^0x/i.test(text)) return malformed(`'${text}' is not a hexadecimal number; hexadecimal numbers take no unit.`);
  return malformed(
    `'${text}' is not a number. Numbers are decimal or 0x…, with a unit K, M, G, T, P or E behind a decimal one.`,
  );
}

function bounded(value: bigint, text: string): NumberReading {
  return value < U64_LIMIT
    ? { kind: 'value', value }
    : malformed(`${text} does not fit 64 bits: the largest value is 0xffffffffffffffff.`);
}

function malformed(message: string, suggestion?: string): NumberReading {
  // What is meant may itself be too large.
  const helps = suggestion !== undefined && readNumber(suggestion).kind === 'value';
  return helps ? { kind: 'malformed', message, suggestion } : { kind: 'malformed', message };
}

const digits = (text: string) => text.replaceAll('_', '');

const shiftOf = (unit: string | undefined) => (unit ? UNIT_SHIFT[unit[0]!.toLowerCase()]! : 0n);

/** 1.5G -> 1536M: the same size in the largest smaller unit that makes it whole, or nothing when none does. */
function wholeUnits(match: RegExpExecArray): string | undefined {
  const [, whole, decimals, unit] = match;
  if (decimals!.length > 18) return undefined;
  const scale = 10n ** BigInt(decimals!.length);
  const scaled = (BigInt(digits(whole!)) * scale + BigInt(decimals!)) << shiftOf(unit);
  if (scaled % scale !== 0n) return undefined;
  const bytes = scaled / scale;
  for (const [name, shift] of Object.entries(UNIT_SHIFT).reverse()) {
    if (shift < shiftOf(unit) && bytes % (1n << shift) === 0n) return `${bytes >> shift}${name.toUpperCase()}`;
  }
  return `${bytes}`;
}
