import { rangeOf } from '../text/block-index';
import { fixesOf } from './code-actions';
import type { DocumentAnalysis } from './document-analysis';
import { FindingList } from './finding-list';

/** The findings of a document, of which at most `most` are kept. */
export function findingsIn(document: DocumentAnalysis, most: number): FindingList {
  const list = new FindingList(most);
  for (const finding of document.findings) {
    const range = rangeOf(finding.report.span, document.index);
    if (range) list.add(finding, range, () => fixesOf(document, finding).map(({ title }) => title));
  }
  return list;
}
