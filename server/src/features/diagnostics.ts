import type { Finding } from '../rules/define-rule';
import { rangeOf } from '../text/block-index';
import type { DocumentAnalysis } from './document-analysis';

/** More findings than this help nobody; the last one then says how many were left out. */
export const MOST_DIAGNOSTICS = 1000;

export interface DiagnosticList {
  readonly findings: readonly Finding[];
  /** How many findings are not in the list. */
  readonly omitted: number;
}

/** The findings of a document in the order of the text, errors first where there are too many. */
export function listDiagnostics(document: DocumentAnalysis, most = MOST_DIAGNOSTICS): DiagnosticList {
  const { findings } = document;
  const kept = findings.length > most ? heaviest(findings, most) : findings;
  const placed = kept.map((finding) => ({ finding, range: rangeOf(finding.report.span, document.index) }));
  placed.sort((a, b) => {
    if (!a.range || !b.range) return 0;
    return a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;
  });
  return { findings: placed.map(({ finding }) => finding), omitted: findings.length - kept.length };
}

/** The first errors, and as far as there are fewer than `most`, the first warnings, and so on. */
function heaviest(findings: readonly Finding[], most: number): Finding[] {
  const byWeight: Finding[][] = [[], [], [], []];
  for (const finding of findings) {
    const alike = byWeight[WEIGHTS[finding.report.severity ?? finding.rule.severity]]!;
    if (alike.length < most) alike.push(finding);
  }
  return byWeight.flat().slice(0, most);
}

const WEIGHTS = { error: 0, warning: 1, information: 2, hint: 3 } as const;
