import { U64_LIMIT } from '../../text/u64';

/** A number with a unit as libvirt reads it: bytes, or libvirt's words about why it refuses them. */
export type ScaledInteger = { readonly bytes: bigint } | ScaledFault;

export interface ScaledFault {
  /** `invalid`: the number; `suffix`: the unit; `overflow`: more than fits. */
  readonly fault: 'invalid' | 'suffix' | 'overflow';
}

/** What a unit stands for, in bytes. */
export interface Unit {
  readonly factor: bigint;
  /** A power of 1000, `MB`, where most people mean the one of 1024. */
  readonly decimal: boolean;
}

const LETTERS = 'kmgtpe';

/** libvirt's largest memory: a signed 64-bit number of bytes. (util/virutil.c: virMemoryMaxValue) */
export const MOST_MEMORY = (1n << 63n) - 1n;

/**
 * A unit by its name, in any case: `b`, `bytes`, `K`, `KiB`, `MB`; `undefined`: there is none of that name.
 * (util/virutil.c: virScaleInteger)
 */
export function unitOf(name: string): Unit | undefined {
  const lower = name.toLowerCase();
  if (lower === 'b' || lower === 'byte' || lower === 'bytes') return { factor: 1n, decimal: false };
  const power = lower === '' ? -1 : LETTERS.indexOf(lower[0]!);
  if (power < 0) return undefined;
  const rest = lower.slice(1);
  if (rest === '' || rest === 'ib') return { factor: 1n << BigInt(10 * (power + 1)), decimal: false };
  return rest === 'b' ? { factor: 1000n ** BigInt(power + 1), decimal: true } : undefined;
}

/**
 * Reads a size: an unsigned decimal number and the text of its unit attribute, where there is one. An empty unit counts as
 * none. (conf/domain_conf.c: virParseScaledValue, virDomainParseMemory)
 *
 * @param defaultUnit bytes that a number without a unit counts in: 1024 for memory, 1 for the size of a shmem.
 */
export function readScaledInteger(
  number: string,
  unit: string | undefined,
  defaultUnit: bigint,
  most = MOST_MEMORY,
): ScaledInteger {
  const match = /^[ \t\n\v\f\r]*\+?(\d{1,400})$/.exec(number);
  if (!match) return { fault: 'invalid' };
  const value = BigInt(match[1]!);
  if (value >= U64_LIMIT) return { fault: 'invalid' };
  const scale = unit ? unitOf(unit) : { factor: defaultUnit };
  if (!scale) return { fault: 'suffix' };
  const bytes = value * scale.factor;
  return bytes > most ? { fault: 'overflow' } : { bytes };
}
