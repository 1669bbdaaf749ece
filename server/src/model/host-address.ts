import type { Span } from '../text/span';
import { U64_LIMIT } from '../text/u64';

/**
 * A host virtual address (userspace_addr) as far as it is known. Often only its low bits are: memory that nobody has
 * mapped yet has no address, but a mapping of huge pages is aligned to them.
 */
export interface HostAddress {
  /** A power of two: the address is known modulo this. 2^64 when it is known fully, 1 when nothing is known. */
  readonly modulus: bigint;
  /** The address modulo `modulus`. */
  readonly residue: bigint;
  /** Where it was written; `undefined` when it follows from a backing. */
  readonly span: Span | undefined;
  /** What the address counts from, where it is not known fully: equal offsets from one base are equal addresses. */
  readonly relative?: { readonly base: object; readonly offset: bigint };
  /** What was assumed to know this much, as a clause for a person; `undefined` when nothing was. */
  readonly assumption?: string;
}

export const UNKNOWN_ADDRESS: HostAddress = { modulus: 1n, residue: 0n, span: undefined };

/** An address that is known fully. */
export function knownAddress(value: bigint, span: Span | undefined): HostAddress {
  return { modulus: U64_LIMIT, residue: value, span };
}

/** The full address, or `undefined` when only low bits are known. */
export function addressValue(address: HostAddress): bigint | undefined {
  return address.modulus === U64_LIMIT ? address.residue : undefined;
}

/** The address modulo `size` (a power of two), or `undefined` when that much is not known. */
export function addressModulo(address: HostAddress, size: bigint): bigint | undefined {
  return size <= address.modulus ? address.residue & (size - 1n) : undefined;
}

/** Whether two addresses are the same; `undefined` when that is not known. */
export function sameAddress(a: HostAddress, b: HostAddress): boolean | undefined {
  const modulus = a.modulus < b.modulus ? a.modulus : b.modulus;
  if ((a.residue - b.residue) % modulus !== 0n) return false;
  if (modulus === U64_LIMIT) return true;
  if (a.relative && b.relative && a.relative.base === b.relative.base) return a.relative.offset === b.relative.offset;
  return undefined;
}
