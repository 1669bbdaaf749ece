/** Errors that KVM's memory calls answer with, and the few more that a log of them can show. */
export type Errno = keyof typeof ERRNO_NUMBERS;

/** include/uapi/asm-generic/errno-base.h, errno.h; the same on every architecture simulated here. */
const ERRNO_NUMBERS = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  E2BIG: 7,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ENOTTY: 25,
  ENOSPC: 28,
  ERANGE: 34,
  ENOSYS: 38,
  EOPNOTSUPP: 95,
} as const;

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
