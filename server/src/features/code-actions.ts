import type { Edit, Finding, Fix } from '../rules/define-rule';
import { rangeOf } from '../text/block-index';
import { comparePositions } from '../text/compare-positions';
import type { Span } from '../text/span';
import type { Range } from '../text/text-lines';
import type { DocumentAnalysis } from './document-analysis';
import { analysisAfter, hasNewErrors, proveFix } from './prove-fix';

/** A change that is offered for a finding. */
export interface QuickFix {
  readonly title: string;
  readonly finding: Finding;
  readonly edits: readonly Edit[];
  readonly preferred: boolean;
}

/** More fixes than this for one finding are a list to read, not a help. */
const MOST_FIXES = 6;

/** The fixes for what was found in a range, each proved on the text; and for each finding a way to silence it. */
export function quickFixes(document: DocumentAnalysis, range: Range): readonly QuickFix[] {
  const fixes: QuickFix[] = [];
  const silence: QuickFix[] = [];
  for (const finding of findingsIn(document, range)) {
    fixes.push(...fixesOf(document, finding));
    const suppression = suppress(document, finding);
    if (suppression) silence.push(suppression);
  }
  return [...fixes, ...silence];
}

/** The fixes for one finding, each proved on the text; the best first. */
export function fixesOf(document: DocumentAnalysis, finding: Finding): readonly QuickFix[] {
  const proven = finding.fixes().flatMap((fix) => proveFix(document, finding, fix) ?? []);
  // One that trades the finding for another warning comes last, and is not the one to take.
  const offered = proven.sort((a, b) => a.newWarnings - b.newWarnings).slice(0, MOST_FIXES);
  const best = offered.findIndex(({ fix, newWarnings }) => fix.preferred && newWarnings === 0);
  return offered.map(({ fix, title }, i) => ({ title, finding, edits: fix.edits, preferred: i === best }));
}

/** More fixes than this are made the next time. */
const MOST_AT_ONCE = 500;

/** One change that makes every fix which is marked safe, where they do not touch each other. */
export function fixAll(document: DocumentAnalysis): readonly Edit[] {
  const chosen: Fix[] = [];
  const places: Span[] = [];
  for (const finding of document.findings) {
    if (chosen.length === MOST_AT_ONCE) break;
    const fix = finding.fixes().find((f) => f.safe);
    if (!fix || fix.edits.some(({ span }) => places.some((other) => touch(span, other)))) continue;
    chosen.push(fix);
    for (const { span } of fix.edits) places.push(span);
  }
  return together(document, [], chosen);
}

/** The edits and those of the fixes that bring no error along with them: all of them as a rule, or else half by half. */
function together(document: DocumentAnalysis, edits: readonly Edit[], fixes: readonly Fix[]): readonly Edit[] {
  if (fixes.length === 0) return edits;
  const all = [...edits, ...fixes.flatMap((fix) => fix.edits)];
  const after = analysisAfter(document, { edits: all });
  if (after && !hasNewErrors(document, after)) return all;
  if (fixes.length === 1) return edits;
  const half = fixes.length >> 1;
  return together(document, together(document, edits, fixes.slice(0, half)), fixes.slice(half));
}

/** Whether two places overlap, or one of them is a place to insert at and the other is right there. */
function touch(a: Span, b: Span): boolean {
  if (a.block !== b.block) return false;
  const isPoint = a.start === a.end || b.start === b.end;
  return isPoint ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end;
}

/** The findings that touch a range, worked out anew: their fixes see the machine as it is now. */
function findingsIn(document: DocumentAnalysis, range: Range): readonly Finding[] {
  const touches = (finding: Finding) => {
    const place = rangeOf(finding.report.span, document.index);
    return (
      place !== undefined &&
      comparePositions(place.end, range.start) >= 0 &&
      comparePositions(range.end, place.start) >= 0
    );
  };
  const shown = document.findings.filter(touches);
  const blocks = new Set(shown.map(({ report }) => report.span.block));
  const fresh = [...blocks].flatMap((block) => document.findingsOf(block));
  return shown.map((finding) => amongFresh(finding, fresh));
}

/** A finding as it was worked out anew. */
export function amongFresh(finding: Finding, fresh: readonly Finding[]): Finding {
  const { span } = finding.report;
  const isSame = ({ rule, report }: Finding) =>
    rule === finding.rule && report.span.start === span.start && report.span.block === span.block;
  return fresh.find(isSame) ?? finding;
}

/** Puts a suppression comment to where it silences a finding; `undefined` where none does. */
function suppress(document: DocumentAnalysis, finding: Finding): QuickFix | undefined {
  const { rule, report } = finding;
  if (rule.id === 'unused-suppression') return undefined;
  const edit = document.comment(report.span, `memslot: ignore ${rule.id}`);
  if (!edit) return undefined;
  const title = `Ignore ${rule.id} here`;
  // Where the text is cut in a way of its own, a comment may be about something else.
  if (!proveFix(document, finding, { title, edits: [edit] })) return undefined;
  return { title, finding, edits: [edit], preferred: false };
}
