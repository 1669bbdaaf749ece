import type { Block } from '../text/block';
import type { Span } from '../text/span';
import type { Finding, Severity } from './define-rule';
import type { Suppression } from './suppressions';
import { unusedSuppression } from './unused-suppression';

/** Findings with the severities that somebody set for their rules; those that are off are left out. */
export function applySeverities(
  found: readonly Finding[],
  severities: ReadonlyMap<string, Severity | 'off'>,
): readonly Finding[] {
  if (severities.size === 0) return found;
  return found.flatMap((finding) => {
    const severity = severities.get(finding.rule.id);
    if (severity === undefined) return [finding];
    return severity === 'off' ? [] : [{ ...finding, report: { ...finding.report, severity } }];
  });
}

/** Findings without those that a comment silences, and with those about comments that silence nothing. */
export function applySuppressions(
  found: readonly Finding[],
  suppressions: readonly Suppression[],
  severities: ReadonlyMap<string, Severity | 'off'>,
): readonly Finding[] {
  if (suppressions.length === 0) return found;
  const used = new Set<Suppression>();
  /** By the block that they are about; `undefined`: the whole file. */
  const byBlock = new Map<Block | undefined, Suppression[]>([[undefined, []]]);
  for (const suppression of suppressions) {
    const block = suppression.target?.block;
    const others = byBlock.get(block);
    if (others) others.push(suppression);
    else byBlock.set(block, [suppression]);
  }
  const kept = found.filter(({ rule, report }) => {
    const near = byBlock.get(report.span.block) ?? [];
    const hits = [...byBlock.get(undefined)!, ...near].filter(
      (s) => (s.rule === undefined || s.rule === rule.id) && (s.target === undefined || covers(s.target, report.span)),
    );
    for (const hit of hits) used.add(hit);
    return hits.length === 0;
  });
  const idle = suppressions.filter((s) => !used.has(s) && !(s.rule === undefined && s.target === undefined));
  return [...kept, ...applySeverities(unusedSuppression.run(idle), severities)];
}

function covers(outer: Span, inner: Span): boolean {
  return outer.block === inner.block && outer.start <= inner.start && inner.end <= outer.end;
}
