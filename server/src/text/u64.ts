/** One more than the largest 64-bit unsigned number. Addresses, sizes and offsets are below it. */
export const U64_LIMIT = 1n << 64n;
