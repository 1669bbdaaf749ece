import { formatShare, formatSize } from '../model/format';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { Finding, Fix } from '../rules/define-rule';
import { effectiveErrno } from '../simulation/replay';
import { rangeOf } from '../text/block-index';
import { comparePositions } from '../text/compare-positions';
import type { Range, TextLines } from '../text/text-lines';
import type { DocumentAnalysis, TextChange } from './document-analysis';

/** A fix that the engine has tried: the finding is gone, and no new error came. */
export interface ProvenFix {
  readonly fix: Fix;
  /** The fix's title with what it gains: `Move offset to 0x200000 (+1 MiB): 2 MiB pages 0 % → 100 %`. */
  readonly title: string;
  /** Warnings that the changed text has more than before. */
  readonly newWarnings: number;
  /** The document with the fix. */
  readonly after: DocumentAnalysis;
}

/** Tries a fix on the document. `undefined` when it does not do what it promises. */
export function proveFix(document: DocumentAnalysis, finding: Finding, fix: Fix): ProvenFix | undefined {
  const after = analysisAfter(document, fix);
  if (!after) return undefined;
  const before = countFindings(document);
  const left = countFindings(after);
  if ((left.byRule.get(finding.rule.id) ?? 0) >= (before.byRule.get(finding.rule.id) ?? 0)) return undefined;
  if (sumOfNew(before.errors, left.errors) > 0) return undefined;
  const gained = gain(document, after);
  if (fix.gains && gained === undefined && isKnown(document, finding)) return undefined;
  return {
    fix,
    title: gained ? `${fix.title}: ${gained}` : fix.title,
    newWarnings: sumOfNew(before.warnings, left.warnings),
    after,
  };
}

/** Whether a changed text has errors of a kind that it had fewer of before. */
export function hasNewErrors(before: DocumentAnalysis, after: DocumentAnalysis): boolean {
  return sumOfNew(countFindings(before).errors, countFindings(after).errors) > 0;
}

/** The document with the fix applied; `undefined` when its edits do not fit the text. */
export function analysisAfter(document: DocumentAnalysis, fix: Pick<Fix, 'edits'>): DocumentAnalysis | undefined {
  const edits: { range: Range; newText: string }[] = [];
  for (const { span, newText } of fix.edits) {
    const range = rangeOf(span, document.index);
    if (!range) return undefined;
    edits.push({ range, newText });
  }
  // From the last to the first, so that each range still means what it meant. Insertions at one place keep their order.
  const ordered = edits
    .map((edit, i) => ({ ...edit, i }))
    .sort((a, b) => comparePositions(b.range.start, a.range.start) || b.i - a.i);
  let text: TextLines = document.text;
  const changes: TextChange[] = [];
  for (const { range, newText } of ordered) {
    const change = text.edit(range, newText);
    changes.push(change);
    text = change.text;
  }
  return document.after(changes);
}

/** Whether the pages of the slot that a finding is about are known: only then can a change be seen to gain nothing. */
function isKnown(document: DocumentAnalysis, finding: Finding): boolean {
  const region = [...regionsOf(document)].find((r) => r.span.block === finding.report.span.block);
  const found = region && findResult(document, region);
  return found?.simulation.pagesOf(region!) !== undefined;
}

interface Counts {
  readonly byRule: ReadonlyMap<string, number>;
  readonly errors: ReadonlyMap<string, number>;
  readonly warnings: ReadonlyMap<string, number>;
}

function countFindings({ findings }: DocumentAnalysis): Counts {
  const byRule = new Map<string, number>();
  const errors = new Map<string, number>();
  const warnings = new Map<string, number>();
  for (const { rule, report } of findings) {
    const severity = report.severity ?? rule.severity;
    byRule.set(rule.id, (byRule.get(rule.id) ?? 0) + 1);
    if (severity === 'error') errors.set(rule.id, (errors.get(rule.id) ?? 0) + 1);
    if (severity === 'warning') warnings.set(rule.id, (warnings.get(rule.id) ?? 0) + 1);
  }
  return { byRule, errors, warnings };
}

/** How many there are more, rule by rule: one that went does not make up for another that came. */
function sumOfNew(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [rule, count] of after) sum += Math.max(0, count - (before.get(rule) ?? 0));
  return sum;
}

/** What the slots that changed have gained, as a clause. */
function gain(before: DocumentAnalysis, after: DocumentAnalysis): string | undefined {
  const old = regionsOf(before);
  const fresh = regionsOf(after);
  const gone = pageShares(
    before,
    [...old].filter((region) => !fresh.has(region)),
  );
  const came = pageShares(
    after,
    [...fresh].filter((region) => !old.has(region)),
  );
  if (gone.refused && !came.refused && came.count > 0) return `${gone.refused} → accepted`;
  if (!gone.bytes || gone.total === 0n) return undefined;
  if (!came.bytes) return isOnlySmall(gone.bytes) && came.count > 0 ? 'huge pages become possible' : undefined;
  const sizes = [...new Set([...gone.bytes.keys(), ...came.bytes.keys()])].sort((a, b) => (a < b ? 1 : -1));
  for (const size of sizes.slice(0, -1)) {
    const from = formatShare(gone.bytes.get(size) ?? 0n, gone.total);
    const to = formatShare(came.bytes.get(size) ?? 0n, came.total);
    if (from !== to) return `${formatSize(size)} pages ${from} → ${to}`;
  }
  return undefined;
}

/** Whether all of the memory is on pages of one size, the smallest there is. */
function isOnlySmall(bytes: ReadonlyMap<bigint, bigint>): boolean {
  const sizes = [...bytes.keys()].sort((a, b) => (a < b ? -1 : 1));
  return sizes.slice(1).every((size) => bytes.get(size) === 0n);
}

function regionsOf({ simulations }: DocumentAnalysis): ReadonlySet<SetMemoryRegion> {
  const regions = new Set<SetMemoryRegion>();
  for (const { machine } of simulations)
    for (const o of machine.operations) if (o.kind === 'set-memory-region' && o.size.value !== 0n) regions.add(o);
  return regions;
}

interface PageShares {
  readonly count: number;
  readonly total: bigint;
  /** Bytes by page size; `undefined` when the pages of a slot are not known. */
  readonly bytes: ReadonlyMap<bigint, bigint> | undefined;
  /** The errno of the first slot that is refused. */
  readonly refused: string | undefined;
}

function pageShares(document: DocumentAnalysis, regions: readonly SetMemoryRegion[]): PageShares {
  const bytes = new Map<bigint, bigint>();
  let total = 0n;
  let known = true;
  let refused: string | undefined;
  for (const region of regions) {
    const found = findResult(document, region);
    const errno = found && effectiveErrno(found.result);
    if (errno) refused ??= errno;
    const use = found?.simulation.pagesOf(region);
    total += region.size.value ?? 0n;
    if (!use) known = false;
    else for (const page of use.pages) bytes.set(page.size, (bytes.get(page.size) ?? 0n) + page.bytes);
  }
  return { count: regions.length, total, bytes: known ? bytes : undefined, refused };
}

function findResult(document: DocumentAnalysis, region: SetMemoryRegion) {
  for (const simulation of document.simulations) {
    const result = simulation.results.find(({ operation }) => operation === region);
    if (result) return { result, simulation };
  }
  return undefined;
}
