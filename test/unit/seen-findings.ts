import { listDiagnostics } from '../../server/src/features/diagnostics';
import type { DocumentAnalysis } from '../../server/src/features/document-analysis';
import { rangeOf } from '../../server/src/text/block-index';
import type { Span } from '../../server/src/text/span';

/** All that a person could see of what is found in a document, fixes included. */
export function seenFindings(document: DocumentAnalysis): unknown {
  const at = (span: Span) => rangeOf(span, document.index);
  return listDiagnostics(document).findings.map(({ rule, report, fixes }) => [
    rule.id,
    report.severity,
    report.message,
    at(report.span),
    report.related?.map(({ span, message }) => [at(span), message]),
    fixes().map(({ title, edits }) => [title, edits.map(({ span, newText }) => [at(span), newText])]),
  ]);
}
