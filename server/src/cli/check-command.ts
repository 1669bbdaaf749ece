import { availableParallelism } from 'node:os';
import type { Severity } from '../rules/define-rule';
import type { CheckedFile, CheckedFinding } from './check-file';
import { checkFiles } from './check-files';
import { findingText } from './finding-text';
import { readInputOptions } from './input-options';
import { paintFor } from './terminal';
import { type KnownFile, writeReport } from './write-report';

/** `memslot check`: what is wrong, and where. The exit code is 1 when anything is an error. */
export async function checkCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('check', argv);
  const paint = paintFor(options.color);
  const withFixes = options.format === 'json';
  const jobs = options.jobs ?? availableParallelism();
  const sums: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  const findingsOf = ({ file, known: { findings, counts, omitted }, warn }: KnownFile<CheckedFile>) => {
    for (const severity of ['error', 'warning', 'information', 'hint'] as const) sums[severity] += counts[severity];
    if (omitted > 0)
      warn(`${file}: ${plural(omitted, 'more finding')}, which ${omitted === 1 ? 'is' : 'are'} not listed.`);
    return findings;
  };
  const { unread } = await writeReport<CheckedFile>(options, {
    list: 'diagnostics',
    read: (files) => checkFiles(files, { as: options.as, settings: options.settings, withFixes }, jobs),
    json: (input) => findingsOf(input).map((finding) => jsonOf(input.file, finding)),
    text: (input) =>
      findingsOf(input)
        .map((finding) => findingText(input.file, finding, paint))
        .join(''),
    end: ({ files }) => {
      const sum = `${plural(sums.error, 'error')}, ${plural(sums.warning, 'warning')}`;
      return `${paint.dim(files === 1 ? sum : `${sum} in ${plural(files, 'file')}`)}\n`;
    },
  });
  if (unread > 0) return 2;
  return sums.error > 0 ? 1 : 0;
}

/** A finding as `--format json` reports it. Lines and characters count from 0, characters in UTF-16 units. */
function jsonOf(file: string, { range, severity, code, message, fixes }: CheckedFinding): string {
  return JSON.stringify({ file, range, severity, code, message, fixes: fixes.map((title) => ({ title })) });
}

const plural = (count: number, noun: string) => `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
