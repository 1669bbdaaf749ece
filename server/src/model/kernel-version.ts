/** A Linux release, `major.minor`; what a stable update changed is not told apart. */
export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
}

/** The newest kernel whose behaviour is known here, and the one assumed when none is named. */
export const NEWEST_KERNEL: KernelVersion = { major: 7, minor: 2 };

/** Reads `6.12`, `6.12.117`, `v6.18-rc1` and the like; `undefined` for anything else. */
export function parseKernelVersion(text: string): KernelVersion | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,4})(?![\d])/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Whether `kernel` is `major.minor` or newer. */
export function atLeast(kernel: KernelVersion, major: number, minor: number): boolean {
  return kernel.major > major || (kernel.major === major && kernel.minor >= minor);
}

export function formatKernelVersion(kernel: KernelVersion): string {
  return `${kernel.major}.${kernel.minor}`;
}
