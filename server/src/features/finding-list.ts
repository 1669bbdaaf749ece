import type { Finding, Severity } from '../rules/define-rule';
import { ruleRank } from '../rules/rule-rank';
import { comparePositions } from '../text/compare-positions';
import type { Range } from '../text/text-lines';

/** A finding as it is reported: what it was found in need not be there any more. */
export interface ListedFinding {
  readonly range: Range;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** Other places that have to do with it. */
  readonly related: readonly RelatedPlace[];
  /** Its fixes, worked out when asked for; not there where the document is not any more. */
  readonly fixes?: (() => readonly ListedFix[]) | undefined;
}

/** A place that has to do with a finding. */
export interface RelatedPlace {
  readonly range: Range;
  readonly message: string;
  /** The URI of the other file that it is in. */
  readonly file?: string;
}

/** A fix as it is reported. */
export interface ListedFix {
  readonly title: string;
  readonly preferred: boolean;
  readonly edits: readonly { readonly range: Range; readonly newText: string }[];
}

interface Ranked extends ListedFinding {
  readonly rank: number;
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/**
 * Findings as they come, in whatever order: all are counted, and no more than `most` are kept. Where there are more, errors
 * go before warnings and so on, and what stands further up goes before what stands below it.
 */
export class FindingList {
  private readonly counts = new Map<Severity, number>();
  private readonly codes = new Set<string>();
  private readonly bySeverity: Readonly<Record<Severity, Ranked[]>> = {
    error: [],
    warning: [],
    information: [],
    hint: [],
  };

  constructor(private readonly most: number) {}

  /** How many there were. */
  get size(): number {
    return SEVERITIES.reduce((sum, severity) => sum + this.count(severity), 0);
  }

  /** Whether there is any, and all are of one rule. */
  hasOnly(code: string): boolean {
    return this.codes.size === 1 && this.codes.has(code);
  }

  count(severity: Severity): number {
    return this.counts.get(severity) ?? 0;
  }

  /** Adds one that stands at `range`. */
  add({ rule, report }: Finding, place: Pick<ListedFinding, 'range' | 'related' | 'fixes'>): void {
    const severity = report.severity ?? rule.severity;
    this.push({ ...place, severity, code: rule.id, message: report.message, rank: ruleRank(rule.id) });
    this.counts.set(severity, this.count(severity) + 1);
    this.codes.add(rule.id);
  }

  /** Adds all that another list has, which has no greater limit. */
  addAll(other: FindingList): void {
    for (const code of other.codes) this.codes.add(code);
    for (const severity of SEVERITIES) {
      for (const listed of other.bySeverity[severity]) this.push(listed);
      this.counts.set(severity, this.count(severity) + other.count(severity));
    }
  }

  /** What was kept, in the order of the text. */
  list(): readonly ListedFinding[] {
    const kept: Ranked[] = [];
    for (const severity of SEVERITIES) {
      const listed = this.bySeverity[severity].sort(inOrder);
      for (let i = 0; i < listed.length && kept.length < this.most; i++) kept.push(listed[i]!);
    }
    return kept.sort(inOrder);
  }

  private push(listed: Ranked): void {
    const list = this.bySeverity[listed.severity];
    list.push(listed);
    // Half of them at a time, so that each is sorted a few times at most.
    if (list.length > 2 * this.most) list.sort(inOrder).length = this.most;
  }
}

function inOrder(a: Ranked, b: Ranked): number {
  return comparePositions(a.range.start, b.range.start) || a.rank - b.rank;
}
