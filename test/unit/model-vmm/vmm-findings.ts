import { createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { readSettings } from '../../../server/src/features/settings';
import { spanText } from '../../../server/src/text/span';
import { TextLines } from '../../../server/src/text/text-lines';

/** `severity rule at: message` of everything that is found in a text. */
export function vmmFindings(text: string, kind: DocumentKind, host: object = {}): readonly string[] {
  const { findings } = createAnalysis(TextLines.of(text), kind, readSettings({ host }));
  return findings.map(
    ({ rule, report }) =>
      `${report.severity ?? rule.severity} ${rule.id} at ${spanText(report.span)}: ${report.message}`,
  );
}
