import type { Finding } from '../rules/define-rule';
import { amongFresh } from './code-actions';
import type { DocumentAnalysis } from './document-analysis';
import { proveFix } from './prove-fix';

/** A document after fixes. */
export interface FixedDocument {
  readonly document: DocumentAnalysis;
  /** How many were made. */
  readonly fixes: number;
}

/** More fixes than this are made the next time: each takes an analysis of the text. */
const MOST_FIXES = 1000;

/** One fix may bring something to light further up that has another; so often the text is gone through at most. */
const MOST_ROUNDS = 10;

/**
 * Makes the fixes that leave no doubt, one after the other, each proved on the text as it is then: so none meets another,
 * and none is made that does not take its finding away.
 */
export function makePreferredFixes(document: DocumentAnalysis): FixedDocument {
  let fixes = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = fixes;
    for (let i = 0; i < document.findings.length && fixes < MOST_FIXES; ) {
      const after = afterFixOf(document, document.findings[i]!);
      if (after) {
        document = after;
        fixes++;
        // Where it was stands the next one.
      } else i++;
    }
    if (fixes === before) break;
  }
  return { document, fixes };
}

/**
 * The document after the one fix of a finding that is preferred, was proved and costs nothing; `undefined` where there is
 * none, or another that is as good. What is no more than a remark is not changed, unless that cannot change what is meant.
 */
function afterFixOf(document: DocumentAnalysis, finding: Finding): DocumentAnalysis | undefined {
  const severity = finding.report.severity ?? finding.rule.severity;
  const isRemark = severity === 'information' || severity === 'hint';
  // As the machine is now, after the fixes before.
  const fresh = amongFresh(finding, document.findingsOf(finding.report.span.block));
  const good = fresh
    .fixes()
    .filter(({ preferred, safe }) => preferred && (safe || !isRemark))
    .flatMap((fix) => proveFix(document, fresh, fix) ?? [])
    .filter(({ newWarnings }) => newWarnings === 0);
  return good.length === 1 ? good[0]!.after : undefined;
}
