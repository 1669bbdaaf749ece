import type { Finding } from '../rules/define-rule';
import { rangeOf } from '../text/block-index';
import { fixesOf } from './code-actions';
import type { DocumentAnalysis } from './document-analysis';
import { FindingList, type ListedFix, type RelatedPlace } from './finding-list';

/** The findings of a document, of which at most `most` are kept. */
export function findingsIn(document: DocumentAnalysis, most: number): FindingList {
  const list = new FindingList(most);
  for (const finding of document.findings) {
    const range = rangeOf(finding.report.span, document.index);
    if (!range) continue;
    const related = (finding.report.related ?? []).flatMap(({ span, message }): RelatedPlace[] => {
      const place = rangeOf(span, document.index);
      const other = place ? { range: place } : document.elsewhere?.(span);
      return other ? [{ ...other, message }] : [];
    });
    list.add(finding, { range, related, fixes: () => listFixes(document, finding) });
  }
  return list;
}

function listFixes(document: DocumentAnalysis, finding: Finding): readonly ListedFix[] {
  return fixesOf(document, finding).map(({ title, preferred, edits }) => ({
    title,
    preferred,
    // What was proved stands in the text.
    edits: edits.map(({ span, newText }) => ({ range: rangeOf(span, document.index)!, newText })),
  }));
}
