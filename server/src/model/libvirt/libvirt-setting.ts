import type { HostProfile } from '../qemu/host-profile';
import type { QemuVersion } from '../qemu/qemu-version';
import type { LibvirtVersion } from './libvirt-version';

/** What a domain is judged by, besides its text. */
export interface LibvirtSetting {
  readonly version: LibvirtVersion;
  /** Whether somebody said which libvirt it is. */
  readonly versionIsGiven: boolean;
  /** Of the QEMU behind it. */
  readonly qemu: QemuVersion;
  /** Whether somebody said which QEMU it is. */
  readonly qemuIsGiven: boolean;
  /** What is known of the host; an empty profile when nothing is. */
  readonly host: HostProfile;
}
