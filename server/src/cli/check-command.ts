import type { Analysis } from '../features/analysis';
import { fixesOf } from '../features/code-actions';
import { listDiagnostics } from '../features/diagnostics';
import type { Finding, Severity } from '../rules/define-rule';
import { rangeOf } from '../text/block-index';
import type { Range } from '../text/text-lines';
import { readInputOptions } from './input-options';
import { type Paint, paintFor, printable } from './terminal';
import { writeReport } from './write-report';

/** One finding as `memslot check --format json` reports it. Lines and characters count from 0, characters in UTF-16 units. */
interface ReportedDiagnostic {
  readonly file: string;
  readonly range: Range;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly fixes: readonly { readonly title: string }[];
}

/** `memslot check`: what is wrong, and where. The exit code is 1 when anything is an error. */
export async function checkCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('check', argv);
  const paint = paintFor(options.color);
  const counts: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  const diagnosticsOf = (file: string, analysis: Analysis, withFixes: boolean) => {
    const diagnostics = listReported(file, analysis, withFixes);
    for (const { severity } of diagnostics) counts[severity] += 1;
    return diagnostics;
  };
  const { unread } = await writeReport(options, {
    list: 'diagnostics',
    json: ({ file, analysis }) => diagnosticsOf(file, analysis, true).map((diagnostic) => JSON.stringify(diagnostic)),
    text: ({ file, analysis }) =>
      diagnosticsOf(file, analysis, false)
        .map((diagnostic) => textOf(diagnostic, paint))
        .join(''),
    end: ({ files }) => {
      const sum = `${plural(counts.error, 'error')}, ${plural(counts.warning, 'warning')}`;
      return `${paint.dim(files === 1 ? sum : `${sum} in ${plural(files, 'file')}`)}\n`;
    },
  });
  if (unread > 0) return 2;
  return counts.error > 0 ? 1 : 0;
}

function listReported(file: string, document: Analysis, withFixes: boolean): ReportedDiagnostic[] {
  return listDiagnostics(document, Number.POSITIVE_INFINITY).findings.flatMap((finding: Finding) => {
    const range = rangeOf(finding.report.span, document.index);
    if (!range) return [];
    const { rule, report } = finding;
    const fixes = withFixes ? fixesOf(document, finding).map(({ title }) => ({ title })) : [];
    return [{ file, range, severity: report.severity ?? rule.severity, code: rule.id, message: report.message, fixes }];
  });
}

function textOf({ file, range, severity, code, message }: ReportedDiagnostic, paint: Paint): string {
  const colours = { error: paint.red, warning: paint.yellow, information: paint.blue, hint: paint.dim };
  const place = `${printable(file)}:${range.start.line + 1}:${range.start.character + 1}`;
  return `${paint.bold(place)}: ${colours[severity](severity)}: ${printable(message)} ${paint.dim(`[${code}]`)}\n`;
}

const plural = (count: number, noun: string) => `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
