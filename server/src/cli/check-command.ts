import process from 'node:process';
import { fixesOf } from '../features/code-actions';
import { listDiagnostics } from '../features/diagnostics';
import type { DocumentAnalysis } from '../features/document-analysis';
import type { Finding, Severity } from '../rules/define-rule';
import { rangeOf } from '../text/block-index';
import type { Range } from '../text/text-lines';
import { readInputOptions } from './input-options';
import { readAnalysis } from './read-analysis';
import { type Paint, paintFor, printable } from './terminal';

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
  const { files, format, color } = options;
  const found: ReportedDiagnostic[][] = [];
  for (const file of files) found.push(diagnosticsOf(file, await readAnalysis(file, options), format === 'json'));
  const diagnostics = found.flat();
  process.stdout.write(
    format === 'json' ? `${JSON.stringify({ version: 1, diagnostics })}\n` : textOf(diagnostics, paintFor(color)),
  );
  return diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function diagnosticsOf(file: string, document: DocumentAnalysis, withFixes: boolean): ReportedDiagnostic[] {
  return listDiagnostics(document, Number.POSITIVE_INFINITY).findings.flatMap((finding: Finding) => {
    const range = rangeOf(finding.report.span, document.index);
    if (!range) return [];
    const { rule, report } = finding;
    const fixes = withFixes ? fixesOf(document, finding).map(({ title }) => ({ title })) : [];
    return [{ file, range, severity: report.severity ?? rule.severity, code: rule.id, message: report.message, fixes }];
  });
}

function textOf(diagnostics: readonly ReportedDiagnostic[], paint: Paint): string {
  const colours = { error: paint.red, warning: paint.yellow, information: paint.blue, hint: paint.dim };
  const lines = diagnostics.map(({ file, range, severity, code, message }) => {
    const place = `${printable(file)}:${range.start.line + 1}:${range.start.character + 1}`;
    return `${paint.bold(place)}: ${colours[severity](severity)}: ${printable(message)} ${paint.dim(`[${code}]`)}`;
  });
  const count = (severity: Severity) => diagnostics.filter((d) => d.severity === severity).length;
  const sum = `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}`;
  return `${[...lines, paint.dim(sum)].join('\n')}\n`;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
