import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { DOCUMENT_KINDS, type DocumentKind } from '../features/analysis';
import type { ReservationFormat } from '../features/budget/write-reservation';
import { readSettings, type Settings } from '../features/settings';
import { ARCHITECTURE_NAMES } from '../model/architecture';
import { parseKernelVersion } from '../model/kernel-version';
import { readPageSize } from '../model/memslots/read-page-size';
import { readHostProfile } from '../model/qemu/host-profile';
import { parseQemuVersion } from '../model/qemu/qemu-version';
import { acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import { printable } from './terminal';
import { unreadable } from './unreadable';
import { UsageError } from './usage-error';

/** What a command was asked to do with files. */
export interface InputOptions {
  readonly files: readonly string[];
  readonly format: 'text' | 'json' | 'svg' | ReservationFormat;
  readonly settings: Settings;
  /** What every file is read as; `undefined`: what its name says. */
  readonly as: DocumentKind | undefined;
  readonly color: boolean;
  /** Options that only this command has, by their names. */
  readonly own: Readonly<Record<string, string | undefined>>;
  /** How many threads 'check' may take; `undefined`: nobody said. */
  readonly jobs: number | undefined;
}

/**
 * Reads the words behind the command, which has these formats, and options of its own. `otherwise`: the files, where none is
 * named; without it there must be one.
 */
export function readInputOptions(
  command: string,
  argv: readonly string[],
  formats: readonly InputOptions['format'][] = ['text', 'json'],
  own: readonly string[] = [],
  otherwise: readonly string[] | undefined = undefined,
): InputOptions {
  const { values, positionals } = parse(command, argv, own);
  const as = values.as;
  if (as !== undefined && !isKind(as))
    throw new UsageError(`There is no kind of file '${as}'; there are ${DOCUMENT_KINDS.join(', ')}.`);
  if (values.qemu !== undefined && !parseQemuVersion(values.qemu))
    throw new UsageError(`'${values.qemu}' is not a QEMU version such as 10.0.`);
  if (values.libvirt !== undefined && !parseQemuVersion(values.libvirt))
    throw new UsageError(`'${values.libvirt}' is not a libvirt version such as 11.3.`);
  const host = values.host === undefined ? undefined : readHost(values.host);
  const files = positionals.length > 0 ? positionals : otherwise;
  if (!files) throw new UsageError(`'memslot ${command}' needs a file or a folder; - is standard input.`);
  const { kernel, arch, rule } = values;
  const format = formats.find((known) => known === (values.format ?? 'text'));
  if (!format)
    throw new UsageError(
      `There is no format '${values.format}'; there are ${formats.slice(0, -1).join(', ')} and ${formats.at(-1)}.`,
    );
  if (kernel !== undefined && !parseKernelVersion(kernel))
    throw new UsageError(`'${kernel}' is not a kernel version such as 6.12.`);
  if (arch !== undefined && !ARCHITECTURE_NAMES.some((name) => name === arch))
    throw new UsageError(`There is no architecture '${arch}'; there are ${ARCHITECTURE_NAMES.join(', ')}.`);
  if (rule !== undefined && !acceptanceRuleOf(rule))
    throw new UsageError(`There is no acceptance rule '${rule}'; 'memslot rules' lists them.`);
  const pageSize = values['page-size'];
  if (pageSize !== undefined && readPageSize(pageSize) === undefined)
    throw new UsageError(`'${pageSize}' is not a page size such as 64K.`);
  const gpaBits = values['gpa-bits'];
  if (gpaBits !== undefined && !/^(?:1[2-9]|[2-5]\d|6[0-4])$/.test(gpaBits))
    throw new UsageError(`--gpa-bits is a number from 12 to 64, not '${gpaBits}'.`);
  const { jobs } = values;
  if (jobs !== undefined && !/^[1-9]\d{0,2}$/.test(jobs))
    throw new UsageError(`--jobs is a number from 1 to 999, not '${jobs}'.`);
  return {
    files,
    format,
    as,
    settings: readSettings({
      host,
      qemu: values.qemu,
      libvirt: values.libvirt,
      kernel,
      architecture: arch,
      rule,
      pageSize,
      ...(gpaBits !== undefined && { gpaBits: Number(gpaBits) }),
    }),
    color: useColor(values),
    own: Object.fromEntries(own.map((name) => [name, (values as Record<string, string | undefined>)[name]])),
    jobs: jobs === undefined ? undefined : Number(jobs),
  };
}

function parse(command: string, argv: readonly string[], own: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(own.map((name) => [name, { type: 'string' as const }])),
        format: { type: 'string' },
        kernel: { type: 'string' },
        arch: { type: 'string' },
        rule: { type: 'string' },
        as: { type: 'string' },
        host: { type: 'string' },
        qemu: { type: 'string' },
        libvirt: { type: 'string' },
        'gpa-bits': { type: 'string' },
        'page-size': { type: 'string' },
        jobs: { type: 'string' },
        color: { type: 'boolean' },
        'no-color': { type: 'boolean' },
      },
    });
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
function useColor(values: {
  readonly color?: boolean | undefined;
  readonly 'no-color'?: boolean | undefined;
}): boolean {
  if (values['no-color']) return false;
  if (values.color) return true;
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}
