import { type QemuVersion, qemuAtLeast } from '../qemu/qemu-version';

/** A libvirt release, `major.minor`, numbered as QEMU's are. */
export type LibvirtVersion = QemuVersion;

/** The newest libvirt whose behaviour is known here, and the one assumed when none is named. */
export const NEWEST_LIBVIRT: LibvirtVersion = { major: 11, minor: 3 };

/** Whether `version` is the release `since` (`'9.4'`) or a later one. */
export const libvirtAtLeast: (version: LibvirtVersion, since: string) => boolean = qemuAtLeast;
