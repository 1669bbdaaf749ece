import { applySeverities } from '../rules/apply-settings';
import type { Finding, Severity } from '../rules/define-rule';
import type { Suppression } from '../rules/suppressions';
import type { Block } from '../text/block';
import { positionIn } from '../text/block-index';
import type { Span } from '../text/span';
import type { Position, Range } from '../text/text-lines';
import { FindingList } from './finding-list';

/** Where a declaration stands: its first line, and how much further right than in the text that was read. */
export interface Place {
  readonly line: number;
  readonly shift: number;
}

/** What somebody does not want to be told. It may grow, but a declaration's own part is there before its findings are. */
export interface Silence {
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly inFile: readonly Suppression[];
  /** By the line on which the declaration begins that they are about. */
  readonly byLine: ReadonlyMap<number, readonly Suppression[]>;
}

/** The findings that are reported, and the comments that silenced others. */
export class ReportedFindings {
  readonly list: FindingList;
  readonly used = new Set<Suppression>();
  /** Whether anything was found that has a fix; not looked for unless `asksForFixes`. */
  fixable = false;

  constructor(
    private readonly silence: Silence,
    private readonly most: number,
    private readonly asksForFixes: boolean,
  ) {
    this.list = new FindingList(most);
  }

  /** Adds a finding; one in a declaration that has no place is none. Unless it is `silenceable`, comments do not matter. */
  add(finding: Finding, placeOf: (block: Block) => Place | undefined, silenceable = true): void {
    const { severities, inFile, byLine } = this.silence;
    const rangeOf = ({ block, start, end }: Span): Range | undefined => {
      const place = placeOf(block);
      return place && { start: positionAt(block, start, place), end: positionAt(block, end, place) };
    };
    const { block } = finding.report.span;
    const place = placeOf(block);
    const range = rangeOf(finding.report.span);
    if (!place || !range) return;
    const related = (finding.report.related ?? []).flatMap(({ span, message }) => {
      const other = rangeOf(span);
      return other ? [{ range: other, message }] : [];
    });
    for (const found of applySeverities([finding], severities)) {
      const hits = [...inFile, ...(byLine.get(place.line) ?? NONE)].filter(
        ({ rule }) => silenceable && (rule === undefined || rule === found.rule.id),
      );
      for (const hit of hits) this.used.add(hit);
      if (hits.length > 0) continue;
      if (this.asksForFixes && !this.fixable) this.fixable = found.fixes().length > 0;
      this.list.add(found, { range, related });
    }
  }

  /** An empty list of the same kind. */
  another(): ReportedFindings {
    return new ReportedFindings(this.silence, this.most, this.asksForFixes);
  }

  addAll({ list, used, fixable }: ReportedFindings): void {
    this.list.addAll(list);
    this.fixable ||= fixable;
    for (const suppression of used) this.used.add(suppression);
  }
}

const NONE: readonly Suppression[] = [];

function positionAt(block: Block, offset: number, { line, shift }: Place): Position {
  const position = positionIn(block, offset, line);
  return position.line === line ? { line, character: position.character + shift } : position;
}
