import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { DOCUMENT_KINDS, type DocumentKind } from '../features/analysis';
import { ARCHITECTURE_NAMES } from '../model/architecture';
import { parseKernelVersion } from '../model/kernel-version';
import { readPageSize } from '../model/memslots/read-page-size';
import { readHostProfile } from '../model/qemu/host-profile';
import { parseQemuVersion } from '../model/qemu/qemu-version';
import { ALL_RULES } from '../rules/registry';
import { acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import { nearestWord } from '../text/nearest-word';
import { COMMAND_TABLE } from './command-table';
import { FileSettings, type GivenSettings } from './file-settings';
import { printable } from './terminal';
import { unreadable } from './unreadable';
import { UsageError } from './usage-error';

/** What a command was asked to do with files. */
export interface InputOptions {
  readonly files: readonly string[];
  /** One of those that the table of commands names for the command. */
  readonly format: string;
  /** The settings that options give, which outrank all others. */
  readonly given: GivenSettings;
  /** The settings of each file. */
  readonly settings: FileSettings;
  /** What every file is read as; `undefined`: what its name says. */
  readonly as: DocumentKind | undefined;
  readonly color: boolean;
  /** What .gitignore files name is read as well. */
  readonly ignoresNothing: boolean;
  /** The values of the options, by their names. */
  readonly own: Readonly<Record<string, string | undefined>>;
  /** The options without a value that were given. */
  readonly flags: ReadonlySet<string>;
  /** How many threads 'check' may take; `undefined`: nobody said. */
  readonly jobs: number | undefined;
}

/** Reads the words behind the command. `otherwise`: the files, where none is named; without it there must be one. */
export function readInputOptions(
  command: string,
  argv: readonly string[],
  otherwise: readonly string[] | undefined = undefined,
): InputOptions {
  const { own, rules, flags, positionals } = parse(command, argv);
  const { as } = own;
  if (as !== undefined && !isKind(as))
    throw new UsageError(`There is no kind of file '${as}'; there are ${DOCUMENT_KINDS.join(', ')}.`);
  const files =
    positionals.length > 0 ? positionals : (otherwise ?? (own['files-from'] === undefined ? undefined : []));
  if (!files) throw new UsageError(`'memslot ${command}' needs a file or a folder; - is standard input.`);
  const formats = COMMAND_TABLE.commands.find(({ name }) => name === command)?.formats ?? [];
  const format = formats.find((known) => known === (own.format ?? 'text'));
  if (!format)
    throw new UsageError(
      `There is no format '${own.format}'; there are ${formats.slice(0, -1).join(', ')} and ${formats.at(-1)}.`,
    );
  const { jobs } = own;
  if (jobs !== undefined && !/^[1-9]\d{0,2}$/.test(jobs))
    throw new UsageError(`--jobs is a number from 1 to 999, not '${jobs}'.`);
  const given = readGiven(own, rules, flags);
  return {
    files,
    format,
    as,
    given,
    settings: new FileSettings(given),
    color: useColor(flags),
    ignoresNothing: flags.has('no-ignore'),
    own,
    flags,
    jobs: jobs === undefined ? undefined : Number(jobs),
  };
}

/** The settings among the options, checked. */
function readGiven(own: InputOptions['own'], rules: readonly string[], flags: ReadonlySet<string>): GivenSettings {
  const { qemu, libvirt, kernel, arch } = own;
  if (qemu !== undefined && !parseQemuVersion(qemu))
    throw new UsageError(`'${qemu}' is not a QEMU version such as 10.0.`);
  if (libvirt !== undefined && !parseQemuVersion(libvirt))
    throw new UsageError(`'${libvirt}' is not a libvirt version such as 11.3.`);
  const host = own.host === undefined ? undefined : readHost(own.host);
  if (kernel !== undefined && !parseKernelVersion(kernel))
    throw new UsageError(`'${kernel}' is not a kernel version such as 6.12.`);
  if (arch !== undefined && !ARCHITECTURE_NAMES.some((name) => name === arch))
    throw new UsageError(`There is no architecture '${arch}'; there are ${ARCHITECTURE_NAMES.join(', ')}.`);
  const pageSize = own['page-size'];
  if (pageSize !== undefined && readPageSize(pageSize) === undefined)
    throw new UsageError(`'${pageSize}' is not a page size such as 64K.`);
  const gpaBits = own['gpa-bits'];
  if (gpaBits !== undefined && !/^(?:1[2-9]|[2-5]\d|6[0-4])$/.test(gpaBits))
    throw new UsageError(`--gpa-bits is a number from 12 to 64, not '${gpaBits}'.`);
  const { rule, severities } = readRules(rules);
  const values = {
    host,
    qemu,
    libvirt,
    kernel,
    architecture: arch,
    rule,
    pageSize,
    gpaBits: gpaBits === undefined ? undefined : Number(gpaBits),
  };
  return {
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
    rules: severities,
    noConfig: flags.has('no-config'),
  };
}

const SEVERITIES: readonly string[] = ['off', 'hint', 'information', 'warning', 'error'];

/** The words behind --rule: severities of rules, and the acceptance rule. The last about one thing counts. */
function readRules(words: readonly string[]): { rule: string | undefined; severities: Record<string, string> } {
  let rule: string | undefined;
  const severities: Record<string, string> = {};
  for (const word of words) {
    const [id = '', severity] = word.split(/=(.*)/s);
    if (severity === undefined) {
      if (!acceptanceRuleOf(id))
        throw new UsageError(
          `There is no acceptance rule '${id}'; 'memslot rules' lists them. How severe a rule is: --rule ID=SEVERITY.`,
        );
      rule = id;
      continue;
    }
    const ids = ALL_RULES.map((each) => each.id);
    const nearest = ids.includes(id) ? undefined : nearestWord(id, ids);
    if (!ids.includes(id))
      throw new UsageError(
        `There is no rule '${id}'${nearest ? `; did you mean '${nearest}'?` : "; 'memslot rules' lists them."}`,
      );
    if (!SEVERITIES.includes(severity))
      throw new UsageError(`--rule ${id}= is one of ${SEVERITIES.join(', ')}, not '${severity}'.`);
    severities[id] = severity;
  }
  return { rule, severities };
}

function parse(command: string, argv: readonly string[]) {
  const info = COMMAND_TABLE.commands.find(({ name }) => name === command)!;
  const options = COMMAND_TABLE.optionsOf(info);
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.fromEntries(
        options.map(({ name, value, repeats }) => [
          name,
          { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: repeats === true },
        ]),
      ),
    });
    const own: Record<string, string | undefined> = {};
    const flags = new Set<string>();
    for (const [name, value] of Object.entries(values)) {
      if (value === true) flags.add(name);
      else if (typeof value === 'string') own[name] = value;
    }
    return { own, flags, rules: (values.rule ?? []) as string[], positionals };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.(?: .*)?$/s, '') : error;
    throw new UsageError(`'memslot ${command}': ${reason}. 'memslot --help' lists the options.`);
  }
}

function isKind(text: string): text is DocumentKind {
  return DOCUMENT_KINDS.some((kind) => kind === text);
}

/** A host profile, as `memslot host` writes one. */
function readHost(file: string): unknown {
  const json = readJson(file);
  const { problems } = readHostProfile(json);
  if (problems.length > 0)
    throw new UsageError(`The host profile ${printable(file)} is not right: ${printable(problems.join(' '))}`);
  return json;
}

function readJson(file: string): unknown {
  const what = `The host profile ${printable(file)}`;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(what, error);
  }
  try {
    // Editors on Windows begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${what} is no JSON: ${printable(reason)}. 'memslot host' writes one.`);
  }
}

/** https://no-color.org, and the terminal's own word. */
function useColor(flags: ReadonlySet<string>): boolean {
  if (flags.has('no-color')) return false;
  if (flags.has('color')) return true;
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}
