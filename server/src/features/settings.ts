import { ARCHITECTURE_NAMES } from '../model/architecture';
import { NEWEST_KERNEL, parseKernelVersion } from '../model/kernel-version';
import { type LibvirtVersion, NEWEST_LIBVIRT } from '../model/libvirt/libvirt-version';
import type { Defaults } from '../model/memslots/lower-list';
import { readPageSize } from '../model/memslots/read-page-size';
import { type HostProfile, readHostProfile } from '../model/qemu/host-profile';
import { NEWEST_QEMU, parseQemuVersion, type QemuVersion } from '../model/qemu/qemu-version';
import type { Severity } from '../rules/define-rule';
import { HINT_KINDS, type HintKind } from './hint-kinds';

/** What a person can set, with everything filled in. The keys are those of the VS Code settings under `memslot`. */
export interface Settings {
  /** What a file does not say about its host and rule. */
  readonly defaults: Omit<Defaults, 'log'>;
  /** The QEMU and the host that its configurations are judged by. */
  readonly qemu: QemuSettings;
  /** The libvirt that domains are judged by. */
  readonly libvirt: LibvirtSettings;
  /** Of a text of more characters only the part is analysed that somebody looks at. */
  readonly largeFile: number;
  /** The inlay hints that are wanted. */
  readonly inlayHints: ReadonlySet<HintKind>;
  /** Whether files that are nobody's own are looked into: scripts, domains and the like. */
  readonly scripts: boolean;
  /** Whether what each machine comes to is shown above it. */
  readonly codeLens: boolean;
  /** By rule id: another severity than the rule's own, or `off`. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
}

/** The QEMU and the host that configurations are judged by. */
export interface QemuSettings {
  readonly version: QemuVersion;
  /** Whether somebody said which QEMU it is; otherwise the newest known one is assumed. */
  readonly versionIsGiven: boolean;
  /** What is known of the host; an empty profile when nothing is. */
  readonly host: HostProfile;
}

/** The libvirt that domains are judged by. */
export interface LibvirtSettings {
  readonly version: LibvirtVersion;
  /** Whether somebody said which libvirt it is; otherwise the newest known one is assumed. */
  readonly versionIsGiven: boolean;
}

/** Where nobody says more, in millions of characters. */
const LARGE_FILE = 16;

/** The settings where nobody set anything. */
export const DEFAULT_SETTINGS: Settings = readSettings({});

const SEVERITIES: readonly string[] = ['error', 'warning', 'information', 'hint', 'off'];

/** Reads settings as an editor or a file gives them. What has the wrong form counts as not set. */
export function readSettings(value: unknown): Settings {
  const given = isRecord(value) ? value : {};
  const { kernel, architecture, gpaBits, pageSize, rule, rules, largeFile } = given;
  return {
    defaults: {
      host: {
        arch: ARCHITECTURE_NAMES.find((name) => name === architecture) ?? 'x86_64',
        pageSize: typeof pageSize === 'string' ? readPageSize(pageSize) : undefined,
        gpaBits:
          typeof gpaBits === 'number' && Number.isInteger(gpaBits) && gpaBits >= 12 && gpaBits <= 64
            ? gpaBits
            : undefined,
        kernel: (typeof kernel === 'string' ? parseKernelVersion(kernel) : undefined) ?? NEWEST_KERNEL,
        vmType: undefined,
        maxPage: undefined,
        nested: undefined,
        shmemThp: undefined,
      },
      rule: typeof rule === 'string' && rule !== '' ? rule : 'upstream',
    },
    qemu: readQemuSettings(given.qemu, given.host),
    libvirt: readLibvirtSettings(given.libvirt),
    largeFile: (typeof largeFile === 'number' && largeFile > 0 ? largeFile : LARGE_FILE) * 1_000_000,
    scripts: given.scripts !== false,
    codeLens: given.codeLens !== false,
    inlayHints: readHints(given.inlayHints),
    severities: new Map(
      Object.entries(isRecord(rules) ? rules : {}).filter((entry): entry is [string, Severity | 'off'] =>
        SEVERITIES.includes(entry[1] as string),
      ),
    ),
  };
}

/** Each kind is on unless somebody turned it off. */
function readHints(value: unknown): ReadonlySet<HintKind> {
  const given = isRecord(value) ? value : {};
  return new Set(HINT_KINDS.filter((kind) => given[kind] !== false));
}

function readQemuSettings(version: unknown, profile: unknown): QemuSettings {
  const host = isRecord(profile) ? readHostProfile(profile).profile : {};
  const given = (typeof version === 'string' ? parseQemuVersion(version) : undefined) ?? host.qemu;
  return { version: given ?? NEWEST_QEMU, versionIsGiven: given !== undefined, host };
}

function readLibvirtSettings(version: unknown): LibvirtSettings {
  const given = typeof version === 'string' ? parseQemuVersion(version) : undefined;
  return { version: given ?? NEWEST_LIBVIRT, versionIsGiven: given !== undefined };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
