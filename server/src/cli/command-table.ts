import { DOCUMENT_KINDS } from '../features/analysis';
import { RESERVATION_FORMATS } from '../features/budget/write-reservation';
import { ARCHITECTURE_NAMES } from '../model/architecture';

/** A command of the command line. What --help, the manual, the completions and the README say of it is made from this. */
export interface CommandInfo {
  readonly name: string;
  /** What stands behind the options: `FILE...`. */
  readonly operands: string;
  readonly summary: string;
  /** What it writes by `--format`, the first by default; none: it has no such option. */
  readonly formats?: readonly string[];
  /** Words that stand for an operand. */
  readonly words?: readonly string[];
  /** It reads files, and has the options that say how. */
  readonly readsFiles?: boolean;
}

/** An option. */
export interface OptionInfo {
  readonly name: string;
  /** What its value is called; none: it has no value. */
  readonly value?: string;
  /** What the value can be, or what kind of thing it is. */
  readonly values?: readonly string[] | 'file' | 'rule' | 'format';
  /** It may be given several times. */
  readonly repeats?: boolean;
  readonly summary: string;
  /** The commands that have it; none: every one that reads files. */
  readonly commands?: readonly string[];
}

const TEXT_JSON = ['text', 'json'];
/** The shells for which there are completions. */
const SHELLS = ['bash', 'zsh', 'fish'];

const COMMANDS: readonly CommandInfo[] = [
  {
    name: 'check',
    operands: 'FILE...',
    summary: 'what is wrong, with its place; exit code 1 if there is an error',
    formats: [...TEXT_JSON, 'ndjson', 'sarif', 'junit', 'github'],
    readsFiles: true,
  },
  {
    name: 'simulate',
    operands: 'FILE...',
    summary: 'what becomes of every slot: accepted or not, on which page sizes',
    formats: TEXT_JSON,
    readsFiles: true,
  },
  {
    name: 'layout',
    operands: 'FILE...',
    summary: 'where the RAM of a QEMU command line lies in guest-physical memory',
    formats: TEXT_JSON,
    readsFiles: true,
  },
  {
    name: 'map',
    operands: 'FILE...',
    summary: 'a picture of the memory of every machine: slots, page sizes, backings',
    formats: [...TEXT_JSON, 'svg'],
    readsFiles: true,
  },
  {
    name: 'trace',
    operands: 'LOG...',
    summary: 'what each operation of a log did, while it is read, and what is set in the end',
    formats: TEXT_JSON,
    readsFiles: true,
  },
  {
    name: 'compare',
    operands: 'LOG FILE',
    summary: 'the memory at the end of a log against a configuration; exit code 1 if they differ',
    formats: TEXT_JSON,
    readsFiles: true,
  },
  {
    name: 'argv',
    operands: 'FILE...',
    summary:
      'the memory part of the QEMU command line that libvirt makes of a domain; exit code 1 if libvirt refuses one, whose line shows what is known of it',
    formats: TEXT_JSON,
    readsFiles: true,
  },
  {
    name: 'budget',
    operands: '[FILE...]',
    summary:
      'the huge pages that all machines take together, by page size and host node; without FILE those in the current folder; also as a sysctl, kernel (command line) or systemd (unit) that reserves the pages',
    formats: [...TEXT_JSON, ...RESERVATION_FORMATS],
    readsFiles: true,
  },
  { name: 'host', operands: '', summary: 'this machine as a host profile (JSON), for --host' },
  {
    name: 'rules',
    operands: '',
    summary: 'the rules, and the acceptance rules of the kernel list',
    formats: TEXT_JSON,
  },
  {
    name: 'explain',
    operands: 'RULE | --error TEXT [FILE...]',
    summary:
      'the page of a rule; or what a message of QEMU, libvirt or KVM is about: the place in the files, else the page of the rule; exit code 1 if nothing is known of it',
    formats: TEXT_JSON,
    readsFiles: true,
  },
  { name: 'lsp', operands: '--stdio', summary: 'the language server, for editors', words: ['--stdio'] },
  {
    name: 'completion',
    operands: SHELLS.join('|'),
    summary: 'what makes a shell complete the commands and options',
    words: SHELLS,
  },
];

const OPTIONS: readonly OptionInfo[] = [
  {
    name: 'format',
    value: 'FORMAT',
    values: 'format',
    summary: 'how it is written',
    commands: COMMANDS.flatMap(({ name, formats }) => (formats ? [name] : [])),
  },
  {
    name: 'fix',
    summary: 'make the fixes that are preferred, leave no doubt and were proved on the text; what is left is reported',
    commands: ['check'],
  },
  {
    name: 'diff',
    summary: 'write what --fix would change as a unified diff, and change nothing; exit code 1 if there is any',
    commands: ['check'],
  },
  {
    name: 'max-warnings',
    value: 'N',
    summary: 'exit code 1 if there are more warnings than that',
    commands: ['check'],
  },
  {
    name: 'files-from',
    value: 'FILE',
    values: 'file',
    summary:
      'check the files and folders that FILE (- is standard input) lists, one a line or each followed by a NUL; what says nothing about guest memory is passed over',
    commands: ['check'],
  },
  {
    name: 'skip-foreign',
    summary: 'pass over what says nothing about guest memory also where it is named, as in folders',
    commands: ['check'],
  },
  {
    name: 'shard',
    value: 'I/N',
    summary:
      'check the I-th of N parts of the files; a file is in the same part whatever other files there are (by the SHA-256 of its path)',
    commands: ['check'],
  },
  {
    name: 'rule',
    value: 'ID=SEVERITY',
    values: 'rule',
    repeats: true,
    summary:
      "how severe the findings of a rule are: off, hint, information, warning or error; or, without =, the acceptance rule (see 'memslot rules')",
  },
  { name: 'kernel', value: 'VERSION', summary: 'simulate this Linux release (6.12), unless the file says otherwise' },
  { name: 'arch', value: 'NAME', values: ARCHITECTURE_NAMES, summary: 'the architecture' },
  { name: 'gpa-bits', value: 'N', summary: 'width of guest-physical addresses' },
  { name: 'page-size', value: 'SIZE', values: ['4K', '16K', '64K'], summary: 'base page size of the host' },
  { name: 'as', value: 'KIND', values: DOCUMENT_KINDS, summary: 'what every file is read as, whatever its name' },
  {
    name: 'host',
    value: 'FILE',
    values: 'file',
    summary: "a host profile: what is known of the host (see 'memslot host')",
  },
  { name: 'qemu', value: 'VERSION', summary: 'the QEMU that runs the command lines (10.0)' },
  { name: 'libvirt', value: 'VERSION', summary: 'the libvirt that runs the domains (11.3)' },
  { name: 'no-config', summary: 'no .memslotrc.json counts' },
  { name: 'no-ignore', summary: 'read what .gitignore files name, too' },
  {
    name: 'jobs',
    value: 'N',
    summary: "threads that 'check' takes for many files (as many as there are cores); the others take one",
  },
  { name: 'color', summary: 'write in colour, which is the default on a terminal' },
  { name: 'no-color', summary: 'write without colour' },
  {
    name: 'firmware',
    value: 'MOMENT',
    values: ['before', 'after'],
    summary: 'of a PC: before its firmware runs (the default), or after that',
    commands: ['map'],
  },
  { name: 'calls', value: 'N', summary: 'of a list or a log: after its first N calls', commands: ['map'] },
  { name: 'error', value: 'TEXT', summary: 'the message, as it was printed', commands: ['explain'] },
];

/** Every command and every option: the one table behind what is read and what is said of them. */
export const COMMAND_TABLE = { commands: COMMANDS, options: OPTIONS, optionsOf } as const;

/** The options of a command. */
function optionsOf({ name, readsFiles }: CommandInfo): readonly OptionInfo[] {
  return OPTIONS.filter(({ commands }) => (commands ? commands.includes(name) : readsFiles === true));
}
