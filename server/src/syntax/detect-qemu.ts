import { wordTable } from '../text/word-table';
/** The reader that a text with something of QEMU's memory in it is for. */
export type QemuDialect = 'shell' | 'readconfig' | 'qmp' | 'hmp' | 'args';

/** What is known of a text besides its contents. */
export interface TextOrigin {
  /** The file's name, with its path perhaps. */
  readonly name?: string;
  /** The language that an editor takes it for. */
  readonly languageId?: string;
}

/** At most so many characters are looked at. */
const LONGEST_LOOK = 65_536;

/**
 * Whether a text says something about the memory of a QEMU machine, and in which dialect. A cheap look at its beginning:
 * what it really says is for the reader to find out. The name decides first which dialects come into question, so that
 * manuals, build files and programs that only speak of QEMU are left alone.
 */
export function detectQemu(text: string, origin: TextOrigin = {}): QemuDialect | undefined {
  const look = text.length > LONGEST_LOOK ? text.slice(0, LONGEST_LOOK) : text;
  for (const dialect of candidates(look, origin)) {
    const found = DETECTORS[dialect](look);
    if (found) return found;
  }
  return undefined;
}

/** Dialects by the end of a file's name. */
const ENDINGS: { readonly [ending: string]: readonly QemuDialect[] } = wordTable({
  sh: ['shell'],
  bash: ['shell'],
  zsh: ['shell'],
  ksh: ['shell'],
  dash: ['shell'],
  bats: ['shell'],
  command: ['shell'],
  cfg: ['readconfig'],
  conf: ['readconfig'],
  ini: ['readconfig'],
  qemucfg: ['readconfig'],
  json: ['qmp'],
  jsonc: ['qmp'],
  jsonl: ['qmp'],
  qmp: ['qmp'],
  log: ['qmp'],
  hmp: ['hmp'],
  args: ['args'],
});

const LANGUAGES: { readonly [languageId: string]: readonly QemuDialect[] } = wordTable({
  shellscript: ['shell'],
  json: ['qmp'],
  jsonc: ['qmp'],
  jsonl: ['qmp'],
  'qemu-config': ['readconfig'],
  yaml: [],
});

const ALL: readonly QemuDialect[] = ['args', 'readconfig', 'qmp', 'hmp', 'shell'];

function candidates(text: string, { name, languageId }: TextOrigin): readonly QemuDialect[] {
  const byLanguage = languageId === undefined ? undefined : LANGUAGES[languageId];
  if (byLanguage) return byLanguage;
  const base = name?.split(/[/\\]/).at(-1) ?? '';
  const dot = base.lastIndexOf('.');
  if (dot > 0) return ENDINGS[base.slice(dot + 1).toLowerCase()] ?? [];
  if (/^\ufeff?#!/.test(text)) return isShell(text) ? ['shell'] : [];
  if (base === 'cmdline') return ['args'];
  // Of files without an ending, only scripts that say so; a text without a name may be anything.
  return base === '' ? ALL : [];
}

/** Whether the interpreter that the first line names is a shell. */
function isShell(text: string): boolean {
  const words = text
    .slice(0, 200)
    .split(/[\r\n]/, 1)[0]!
    .replace(/^\ufeff?#!/, '')
    .trim()
    .split(/[ \t]+/);
  let program = words.shift();
  if (program?.endsWith('/env')) program = words.find((word) => !word.startsWith('-') && !word.includes('='));
  return /(?:^|\/)(?:ba|da|k|z|a|mk)?sh$/.test(program ?? '');
}

const DETECTORS: { readonly [dialect in QemuDialect]: (text: string) => QemuDialect | undefined } = {
  shell: (text) => (runsQemu(text) || runsCloudHypervisor(text) ? 'shell' : undefined),
  readconfig: (text) => (isReadconfig(text) ? 'readconfig' : undefined),
  qmp: (text) => (isQmp(text) ? 'qmp' : undefined),
  hmp: (text) => (/^[ \t]*(?:\(qemu\)[ \t]*)?(?:object|device)_add[ \t]+["\w]/m.test(text) ? 'hmp' : undefined),
  args: detectArgs,
};

/** `[object "…"]` with a qom-type, or the line with which -writeconfig began. */
function isReadconfig(text: string): boolean {
  if (/^# qemu config file/.test(text)) return true;
  return (
    /^\[[ \t]*(?:object|memory|numa|device)(?:[ \t]+"[^"\n]*")?[ \t]*\]/m.test(text) &&
    /^[ \t]*(?:qom-type|memdev|maxmem|memory-backend)[ \t]+=/m.test(text)
  );
}

function isQmp(text: string): boolean {
  const adds =
    /["'](?:object-add|device_add)["']/.test(text) ||
    (text.includes('human-monitor-command') && /(?:object|device)_add /.test(text));
  return adds && /["']exec(?:ute|-oob)["']/.test(text) && MEMORY_THING.test(text);
}

const MEMORY_THING = /memory-backend-|pc-dimm|nvdimm|virtio-p?mem|memdev|ivshmem/;

/** Words one a line, or with NULs between them. Where backslashes join the lines, they are the shell's. */
function detectArgs(text: string): QemuDialect | undefined {
  const word = /(?:^|[\0\n/])(?:qemu-system-[\w.-]+|qemu-kvm|kvm)(?:\0|\r?\n|$)/;
  if (text.includes('\0')) return word.test(text) ? 'args' : undefined;
  if (/\\\r?\n/.test(text)) return runsQemu(text) ? 'shell' : undefined;
  return word.test(text) || /^--?(?:m|object|numa|machine|M|mem-path)(?:[ \t]|\r?$)/m.test(text) ? 'args' : undefined;
}

/** A program that takes QEMU's options, where it is run or put into a variable. */
const PROGRAM = /(?:^|[\s"'`=/(}]|:-)(?:qemu-system-[a-z0-9_]+|qemu-system-\$|qemu-kvm)(?=["'`)}]|\s*$|\s+["'$\\-])/;
/** `kvm` alone is too common a word: it counts only where a command begins. */
const KVM = /(?:^|[;&|(]|\bsudo|\bexec)[ \t]*(?:[\w./-]{0,100}\/)?kvm[ \t]+-/;
/** Lines that name packages, processes or files of QEMU without running it. */
const MENTION =
  /^\s*#|\b(?:install|apt|apt-get|dnf|yum|pacman|zypper|apk|brew|emerge|dpkg|rpm|which|hash|type|pkill|pgrep|killall|modprobe|systemctl)\b|command -v/;
const MEMORY_BACKEND = /memory-backend-/;
const MEMORY_OPTION =
  /(?:^|[\s'"(=+])--?(?:m|machine|M|object|numa|mem-path|mem-prealloc|device|readconfig)(?=[\s="'),]|$)/;

function runsQemu(text: string): boolean {
  return (
    (hasLine(text, 'qemu-', PROGRAM) || hasLine(text, 'kvm', KVM)) &&
    (hasLine(text, 'memory-backend-', MEMORY_BACKEND) || hasLine(text, '-', MEMORY_OPTION))
  );
}

/** Whether a line is found that is more than a mention. Only those with `mark` in them are looked at, which is soon seen. */
function hasLine(text: string, mark: string, pattern: RegExp): boolean {
  for (let at = text.indexOf(mark); at >= 0; ) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const line = text.slice(text.lastIndexOf('\n', at) + 1, end);
    if (pattern.test(line) && !MENTION.test(line)) return true;
    at = text.indexOf(mark, end);
  }
  return false;
}

/** Cloud Hypervisor has long names for its options, which hardly anything else has beside its own. */
function runsCloudHypervisor(text: string): boolean {
  return /[\s"'=(]--memory(?:-zone)?[\s=]/.test(text) && hasLine(text, 'cloud-hypervisor', CLOUD_HYPERVISOR);
}

/** Where it is run or put into a variable. */
const CLOUD_HYPERVISOR = /(?:^|[\s"'`=/(}]|:-)cloud-hypervisor(?:-static)?(?:-aarch64)?(?=["'`)}]|\s*$|\s+["'$\\-])/;
