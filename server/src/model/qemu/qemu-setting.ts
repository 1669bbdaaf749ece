import type { HostProfile } from './host-profile';
import type { QemuTarget } from './machine-type';
import type { QemuVersion } from './qemu-version';

/** What a configuration is judged by, besides its text. */
export interface QemuSetting {
  readonly version: QemuVersion;
  /** Whether somebody said which QEMU it is; otherwise the newest known one is assumed, and a newer one is possible. */
  readonly versionIsGiven: boolean;
  /** The guest architecture, from the program's name; `undefined` for `qemu-kvm` and the like on an unknown host. */
  readonly target: QemuTarget | undefined;
  /** What is known of the host; an empty profile when nothing is. */
  readonly host: HostProfile;
}
