import path from 'node:path';
import process from 'node:process';
import type { Severity } from '../../rules/define-rule';
import type { CheckedFile, CheckedFinding } from '../check-file';
import { printable } from '../terminal';
import type { ReportForm } from '../write-files';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Workflow commands: GitHub shows them at the lines of a pull request. Names are relative to the checked-out repository. */
export function githubForm(): ReportForm<CheckedFile> {
  return {
    begin: '',
    file: ({ file, known: { findings } }) => findings.map((finding) => commandOf(file, finding)).join(''),
    unread: (file, error) => `::error ${property('file', nameOf(file))}::${data(error)}\n`,
    between: '',
    end: () => '',
    needsFiles: false,
  };
}

function commandOf(file: string, { range: { start, end }, severity, code, message, related }: CheckedFinding): string {
  // Columns count only where a finding ends on the line that it begins on.
  const columns =
    start.line === end.line
      ? [`col=${start.character + 1}`, `endColumn=${Math.max(end.character, start.character + 1)}`]
      : [];
  const properties = [
    property('file', nameOf(file)),
    `line=${start.line + 1}`,
    `endLine=${end.line + 1}`,
    ...columns,
    property('title', `memslot ${code}`),
  ];
  const also = related.map((place) => `\n${place.file ?? `line ${place.range.start.line + 1}`}: ${place.message}`);
  return `::${COMMANDS[severity]} ${properties.join(',')}::${data(printable(message) + also.join(''))}\n`;
}

function nameOf(file: string): string {
  if (file === '-') return file;
  const top = process.env.GITHUB_WORKSPACE ?? '.';
  return path.relative(top, path.resolve(file)).split(path.sep).join('/');
}

/** Of a command, a line end would end it, and % begins what stands for one. (actions/toolkit: command.ts) */
function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(name: string, value: string): string {
  return `${name}=${data(value).replace(/:/g, '%3A').replace(/,/g, '%2C')}`;
}
