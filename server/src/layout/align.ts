/** Arithmetic of alignment. Sizes `size` and `modulus` are powers of two; every value is a non-negative bigint. */

/** The smallest multiple of `size` that is not below `value`. */
export function alignUp(value: bigint, size: bigint): bigint {
  return (value + size - 1n) & -size;
}

/** The largest multiple of `size` that is not above `value`. */
export function alignDown(value: bigint, size: bigint): bigint {
  return value & -size;
}

export function isAligned(value: bigint, size: bigint): boolean {
  return (value & (size - 1n)) === 0n;
}

export function isPowerOfTwo(value: bigint): boolean {
  return value > 0n && (value & (value - 1n)) === 0n;
}

/** Whether `a` and `b` are equal modulo `size`: only then can one page of `size` bytes map one onto the other. */
export function congruent(a: bigint, b: bigint, size: bigint): boolean {
  return ((a ^ b) & (size - 1n)) === 0n;
}

/** `(a - b) mod modulus`: how far `a` is above the nearest value below it that is congruent to `b`. */
export function differenceModulo(a: bigint, b: bigint, modulus: bigint): bigint {
  return (a - b) & (modulus - 1n);
}

/** The smallest value that is not below `value` and congruent to `target` modulo `size`. */
export function congruentUp(value: bigint, target: bigint, size: bigint): bigint {
  return value + differenceModulo(target, value, size);
}

/** The largest value that is not above `value` and congruent to `target` modulo `size`; negative if no address is. */
export function congruentDown(value: bigint, target: bigint, size: bigint): bigint {
  return value - differenceModulo(value, target, size);
}

/** How many naturally aligned pages of `pageSize` lie wholly in `[start, start + size)`. */
export function fullPages(start: bigint, size: bigint, pageSize: bigint): bigint {
  const first = (start + pageSize - 1n) / pageSize;
  const end = (start + size) / pageSize;
  return end > first ? end - first : 0n;
}

/** How many naturally aligned regions of `regionSize` the range `[start, start + size)` touches. */
export function spannedRegions(start: bigint, size: bigint, regionSize: bigint): bigint {
  return size === 0n ? 0n : (start + size - 1n) / regionSize - start / regionSize + 1n;
}

export function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

export function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

/** The index of the lowest set bit (`count_trailing_zeros`); of 0, where the kernel's is undefined, it is 64. */
export function trailingZeros(value: bigint): number {
  return value === 0n ? 64 : findLastSet(value & -value) - 1;
}

/** One more than the index of the lowest set bit, 0 for 0: the kernel's `ffs64`. */
export function findFirstSet(value: bigint): number {
  return findLastSet(value & -value);
}

/** One more than the index of the highest set bit, 0 for 0: the kernel's `fls64`. */
export function findLastSet(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
