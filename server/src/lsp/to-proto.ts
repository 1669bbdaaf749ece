import { type Diagnostic, DiagnosticSeverity, DiagnosticTag, type TextEdit } from 'vscode-languageserver-types';
import type { DocumentAnalysis } from '../features/document-analysis';
import type { Edit, Finding, Severity } from '../rules/define-rule';
import { rangeOf } from '../text/block-index';
import type { ServerContext } from './server-context';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The severity of a finding: the report's own, else the rule's. */
export function severityOf(finding: Finding): Severity {
  return finding.report.severity ?? finding.rule.severity;
}

/** A finding as the protocol has it; `undefined` when its place is not in this version of the document. */
export function toDiagnostic(
  finding: Finding,
  document: DocumentAnalysis,
  uri: string,
  client: Pick<ServerContext, 'rulePageBase' | 'diagnosticTags' | 'relatedInformation'>,
): Diagnostic | undefined {
  const { rule, report } = finding;
  const range = rangeOf(report.span, document.index);
  if (!range) return undefined;
  const diagnostic: Diagnostic = {
    range,
    severity: SEVERITIES[severityOf(finding)],
    code: rule.id,
    source: 'memslot',
    message: report.message,
  };
  if (client.rulePageBase) diagnostic.codeDescription = { href: `${client.rulePageBase}${rule.id}.md` };
  if (report.unnecessary && client.diagnosticTags) diagnostic.tags = [DiagnosticTag.Unnecessary];
  if (!client.relatedInformation) return diagnostic;
  const related = (report.related ?? []).flatMap(({ span, message }) => {
    const place = rangeOf(span, document.index);
    if (place) return [{ location: { uri, range: place }, message }];
    const other = document.elsewhere?.(span);
    return other ? [{ location: { uri: other.file, range: other.range }, message }] : [];
  });
  if (related.length > 0) diagnostic.relatedInformation = related;
  return diagnostic;
}

/** Edits as the protocol has them; `undefined` when one of them is not in this version of the document. */
export function toTextEdits(edits: readonly Edit[], document: DocumentAnalysis): TextEdit[] | undefined {
  const converted: TextEdit[] = [];
  for (const { span, newText } of edits) {
    const range = rangeOf(span, document.index);
    if (!range) return undefined;
    converted.push({ range, newText });
  }
  return converted;
}
