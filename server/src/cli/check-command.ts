import { availableParallelism } from 'node:os';
import process from 'node:process';
import type { Severity } from '../rules/define-rule';
import type { CheckedFile } from './check-file';
import { checkFiles } from './check-files';
import { githubForm } from './check-forms/github-form';
import { junitForm } from './check-forms/junit-form';
import { ndjsonForm } from './check-forms/ndjson-form';
import { sarifForm } from './check-forms/sarif-form';
import { findingJson } from './finding-json';
import { findingText } from './finding-text';
import { type InputOptions, readInputOptions } from './input-options';
import { jsonForm } from './json-form';
import { readFileList } from './read-file-list';
import { paintFor } from './terminal';
import { UsageError } from './usage-error';
import { type ReportForm, writeFiles } from './write-files';

/** The version, set by the build. */
declare const MEMSLOT_VERSION: string;

/** What there is of all files together. */
interface Sums extends Record<Severity, number> {
  fixed: number;
  /** Files that fixes would change. */
  changed: number;
}

/** `memslot check`: what is wrong, and where; or it is put right. The exit code is 1 when anything is an error. */
export async function checkCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('check', argv);
  const mode = readMode(options);
  const most = readNumber(options, 'max-warnings');
  const listed = await readFileList(options.own['files-from'], options.files);
  const shard = readShard(options.own.shard);
  const jobs = options.jobs ?? availableParallelism();
  const { as, given, format } = options;
  const fixes = mode ?? (format === 'text' || format === 'junit' || format === 'github' ? undefined : 'list');
  const sums: Sums = { error: 0, warning: 0, information: 0, hint: 0, fixed: 0, changed: 0 };
  const { unread } = await writeFiles(
    { ...options, listed, shard, skipsForeign: options.flags.has('skip-foreign') },
    (files) => checkFiles(files, { as, given, fixes }, jobs),
    counting(mode === 'diff' ? DIFF : formOf(options, sums), sums),
  );
  if (unread > 0) return 2;
  if (mode === 'diff') return sums.changed > 0 ? 1 : 0;
  if (most !== undefined && sums.warning > most) {
    process.stderr.write(`memslot: ${plural(sums.warning, 'warning')}, and at most ${most} are allowed.\n`);
    return 1;
  }
  return sums.error > 0 ? 1 : 0;
}

/** What fixes would change, and nothing else. */
const DIFF: ReportForm<CheckedFile> = {
  begin: '',
  file: ({ known }) => known.diff,
  between: '',
  end: () => '',
  needsFiles: false,
};

function formOf({ format, color }: InputOptions, sums: Sums): ReportForm<CheckedFile> {
  switch (format) {
    case 'json':
      return jsonForm('diagnostics', ({ file, known }) =>
        known.findings.map((finding) => JSON.stringify({ file, ...findingJson(finding) })),
      );
    case 'ndjson':
      return ndjsonForm();
    case 'sarif':
      return sarifForm(MEMSLOT_VERSION);
    case 'junit':
      return junitForm(MEMSLOT_VERSION, new Date());
    case 'github':
      return githubForm();
    default:
      return textForm(color, sums);
  }
}

function textForm(color: boolean, sums: Sums): ReportForm<CheckedFile> {
  const paint = paintFor(color);
  return {
    begin: '',
    file: ({ file, known }) => known.findings.map((finding) => findingText(file, finding, paint)).join(''),
    between: '',
    end({ files }) {
      const fixed = sums.fixed > 0 ? `${plural(sums.fixed, 'finding')} fixed, ` : '';
      const sum = `${fixed}${plural(sums.error, 'error')}, ${plural(sums.warning, 'warning')}`;
      return `${paint.dim(files === 1 ? sum : `${sum} in ${plural(files, 'file')}`)}\n`;
    },
    needsFiles: true,
  };
}

/** The form, with everything added up that is written in it. */
function counting(form: ReportForm<CheckedFile>, sums: Sums): ReportForm<CheckedFile> {
  return {
    ...form,
    file(input) {
      const { counts, omitted, fixed, diff } = input.known;
      for (const severity of ['error', 'warning', 'information', 'hint'] as const) sums[severity] += counts[severity];
      sums.fixed += fixed;
      if (diff !== '') sums.changed += 1;
      if (omitted > 0)
        input.warn(
          `${input.file}: ${plural(omitted, 'more finding')}, which ${omitted === 1 ? 'is' : 'are'} not listed.`,
        );
      return form.file(input);
    },
  };
}

function readMode({ flags, own }: InputOptions): 'fix' | 'diff' | undefined {
  if (flags.has('fix') && flags.has('diff'))
    throw new UsageError('--fix changes the files, --diff shows what would change: only one of them can be given.');
  if (flags.has('diff') && own.format !== undefined)
    throw new UsageError('--diff writes a diff, and takes no --format.');
  return flags.has('fix') ? 'fix' : flags.has('diff') ? 'diff' : undefined;
}

function readNumber({ own }: InputOptions, name: string): number | undefined {
  const text = own[name];
  if (text !== undefined && !/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} is a number, not '${text}'.`);
  return text === undefined ? undefined : Number(text);
}

function readShard(text: string | undefined): { readonly part: number; readonly parts: number } | undefined {
  if (text === undefined) return undefined;
  const [, part, parts] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  if (parts === undefined || Number(part) > Number(parts))
    throw new UsageError(`--shard is a part of so many, such as 3/8, not '${text}'.`);
  return { part: Number(part), parts: Number(parts) };
}

const plural = (count: number, noun: string) => `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
