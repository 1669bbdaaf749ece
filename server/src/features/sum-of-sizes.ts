/** Bytes together; `undefined`: some of them are not known. */
export function sumOfSizes(sizes: readonly (bigint | undefined)[]): bigint | undefined {
  let sum = 0n;
  for (const size of sizes) {
    if (size === undefined) return undefined;
    sum += size;
  }
  return sum;
}
