import type { Finding, Fix } from '../rules/define-rule';
import type { Span } from '../text/span';
import { together, touch } from './code-actions';
import type { DocumentAnalysis, TextChange } from './document-analysis';
import { changesOf, isWorse, proveFix } from './prove-fix';

/** A document after fixes. */
export interface FixedDocument {
  readonly document: DocumentAnalysis;
  /** The changes that led there, one after the other. */
  readonly changes: readonly TextChange[];
}

/** A fix may bring something else to light that has one; so often at most. */
const MOST_ROUNDS = 20;

/** Fixes of so many findings are proved in a round at most: each takes an analysis of the text. */
const MOST_AT_ONCE = 500;

/**
 * Makes every fix that leaves no doubt: the rule prefers it, it was proved, it brings no warning, and no other fix of the
 * finding is as good. Those that touch each other are made one after the other; together they bring no error and no warning.
 */
export function makePreferredFixes(document: DocumentAnalysis): FixedDocument {
  const changes: TextChange[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const edits = together(document, [], chosenFixes(document), isWorse);
    const made = edits.length > 0 ? changesOf(document, { edits }) : undefined;
    if (!made) break;
    const after = document.after(made);
    // Each round takes some away; otherwise there is no end to it.
    if (after.findings.length >= document.findings.length) break;
    changes.push(...made);
    document = after;
  }
  return { document, changes };
}

function chosenFixes(document: DocumentAnalysis): readonly Fix[] {
  const chosen: Fix[] = [];
  const places: Span[] = [];
  for (const finding of document.findings) {
    if (chosen.length === MOST_AT_ONCE) break;
    const fix = undoubtedFix(document, finding);
    if (!fix || fix.edits.some(({ span }) => places.some((other) => touch(span, other)))) continue;
    chosen.push(fix);
    for (const { span } of fix.edits) places.push(span);
  }
  return chosen;
}

/** The one fix of a finding that is preferred and costs nothing; `undefined` where there is none, or another. */
function undoubtedFix(document: DocumentAnalysis, finding: Finding): Fix | undefined {
  const good = finding
    .fixes()
    .filter(({ preferred }) => preferred)
    .flatMap((fix) => proveFix(document, finding, fix) ?? [])
    .filter(({ newWarnings }) => newWarnings === 0);
  return good.length === 1 ? good[0]!.fix : undefined;
}
