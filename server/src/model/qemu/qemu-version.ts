/** A QEMU release, `major.minor`; stable updates are not told apart. */
export interface QemuVersion {
  readonly major: number;
  readonly minor: number;
}

/** The newest QEMU whose behaviour is known here, and the one assumed when none is named. */
export const NEWEST_QEMU: QemuVersion = { major: 10, minor: 2 };

/** Reads `10.0`, `10.0.13`, `v7.2.0-rc1` and the like; `undefined` for anything else. */
export function parseQemuVersion(text: string): QemuVersion | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,3})(?!\d)/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Whether `version` is the release `since` (`'8.2'`) or a later one. */
export function qemuAtLeast(version: QemuVersion, since: string): boolean {
  let other = RELEASES.get(since);
  if (!other) {
    other = parseQemuVersion(since);
    if (!other) return false;
    RELEASES.set(since, other);
  }
  return compareQemuVersions(version, other) >= 0;
}

/** The releases that somebody asked about; there are no more of them than are written in these sources. */
const RELEASES = new Map<string, QemuVersion>();

/** Negative, 0 or positive, as `a` is older than, equal to or newer than `b`. */
export function compareQemuVersions(a: QemuVersion, b: QemuVersion): number {
  return a.major - b.major || a.minor - b.minor;
}

export function formatQemuVersion(version: QemuVersion): string {
  return `${version.major}.${version.minor}`;
}
