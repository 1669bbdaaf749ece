import type { Edit, Finding, Fix } from '../rules/define-rule';
import { findingsOfBlock } from '../rules/diagnose';
import type { Declaration } from '../syntax/memslots/declaration';
import type { Block } from '../text/block';
import { rangeOf } from '../text/block-index';
import { spanOf } from '../text/span';
import type { Position, Range } from '../text/text-lines';
import { proveFix, snapshotAfter } from './prove-fix';
import type { Snapshot } from './snapshot';

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
export function quickFixes(snapshot: Snapshot, range: Range): readonly QuickFix[] {
  const fixes: QuickFix[] = [];
  const silence: QuickFix[] = [];
  for (const finding of findingsIn(snapshot, range)) {
    fixes.push(...fixesOf(snapshot, finding));
    const suppression = suppress(finding);
    if (suppression) silence.push(suppression);
  }
  return [...fixes, ...silence];
}

/** The fixes for one finding, each proved on the text; the best first. */
export function fixesOf(snapshot: Snapshot, finding: Finding): readonly QuickFix[] {
  const proven = finding.fixes().flatMap((fix) => proveFix(snapshot, finding, fix) ?? []);
  // One that trades the finding for another warning comes last, and is not the one to take.
  const offered = proven.sort((a, b) => a.newWarnings - b.newWarnings).slice(0, MOST_FIXES);
  const best = offered.findIndex(({ fix, newWarnings }) => fix.preferred && newWarnings === 0);
  return offered.map(({ fix, title }, i) => ({ title, finding, edits: fix.edits, preferred: i === best }));
}

/** One change that makes every fix which is marked safe, where they do not touch each other. */
export function fixAll(snapshot: Snapshot): readonly Edit[] {
  let edits: Edit[] = [];
  const touched = new Set<Block>();
  for (const finding of snapshot.findings) {
    const fix = finding.fixes().find((f) => f.safe);
    if (!fix || fix.edits.some(({ span }) => touched.has(span.block))) continue;
    const together = [...edits, ...fix.edits];
    const after = snapshotAfter(snapshot, { edits: together });
    if (!after || errorsIn(after) > errorsIn(snapshot)) continue;
    edits = together;
    for (const { span } of fix.edits) touched.add(span.block);
  }
  return edits;
}

function errorsIn({ findings }: Snapshot): number {
  return findings.filter(({ rule, report }) => (report.severity ?? rule.severity) === 'error').length;
}

/** The findings that touch a range, worked out anew: their fixes see the machine as it is now. */
function findingsIn(snapshot: Snapshot, range: Range): readonly Finding[] {
  const touches = (finding: Finding) => {
    const place = rangeOf(finding.report.span, snapshot.index);
    return place !== undefined && !isBefore(place.end, range.start) && !isBefore(range.end, place.start);
  };
  const shown = snapshot.findings.filter(touches);
  const blocks = new Set(shown.map(({ report }) => report.span.block));
  const fresh = [...blocks].flatMap((block) => findingsOfBlock(block, snapshot.simulations));
  return shown.map(
    (finding) =>
      fresh.find(
        ({ rule, report }) =>
          rule === finding.rule &&
          report.span.start === finding.report.span.start &&
          report.span.block === finding.report.span.block,
      ) ?? finding,
  );
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Puts a suppression comment behind the declaration, or on a line before it where a comment cannot stand behind. */
function suppress(finding: Finding): QuickFix | undefined {
  const { rule, report } = finding;
  if (rule.id === 'unused-suppression') return undefined;
  const declaration = report.span.block as Declaration;
  const title = `Ignore ${rule.id} here`;
  const directive = `memslot: ignore ${rule.id}`;
  const quick = (edits: Fix['edits']): QuickFix => ({ title, finding, edits, preferred: false });
  if (
    declaration.comment ||
    declaration.kind === 'trace-slot' ||
    declaration.lineCount > 1 ||
    declaration.kind === 'attributes'
  ) {
    const lineEnd = declaration.text.endsWith('\r\n') ? '\r\n' : '\n';
    return quick([{ span: spanOf(declaration, 0, 0), newText: `# ${directive}${lineEnd}` }]);
  }
  return quick([{ span: spanOf(declaration, declaration.end, declaration.end), newText: ` # ${directive}` }]);
}
