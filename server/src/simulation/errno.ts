import { ERRNO_NUMBERS } from '../model/errno-numbers';

/** Errors that KVM's memory calls answer with, and the few more that a log of them can show. */
export type Errno = keyof typeof ERRNO_NUMBERS;

const NAMES = new Map<bigint, Errno>(
  Object.entries(ERRNO_NUMBERS).map(([name, number]) => [BigInt(number), name as Errno]),
);

/** The name of a recorded return value: -22 is EINVAL. `undefined` for 0, positive values and errors not listed here. */
export function errnoOf(returned: bigint): Errno | undefined {
  return returned < 0n ? NAMES.get(-returned) : undefined;
}

/** The positive number of an errno. */
export function errnoNumber(errno: Errno): number {
  return ERRNO_NUMBERS[errno];
}
