import type { Declaration } from '../syntax/memslots/declaration';
import type { Snapshot } from './snapshot';
import { transactionsOf } from './trace/effects-on';

/** Lines that an editor can fold into the first of them; both count from 0. */
export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'comment' | 'region';
}

/**
 * Comments of several lines, machines, runs of trace lines of one process, the transactions of logged operations, and in a
 * log runs of other lines.
 */
export function foldingRanges({ list, facts, simulations, index }: Snapshot): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  let run: { readonly key: string; readonly start: number } | undefined;
  let machine: number | undefined;
  let line = 0;
  /** The last line so far of a declaration: what stands behind it, above the next machine, is about that one. */
  let lastSaid = -1;
  const close = (start: number | undefined, endLine: number, key: string) => {
    if (start === undefined || endLine <= start) return;
    ranges.push({ startLine: start, endLine, kind: key === COMMENT ? 'comment' : 'region' });
  };
  for (const declaration of list.declarations) {
    const key = runKey(declaration, facts.isLog);
    if (run && run.key !== key) {
      close(run.start, line - 1, run.key);
      run = undefined;
    }
    if (key !== undefined) run ??= { key, start: line };
    if (declaration.kind === 'machine') {
      close(machine, lastSaid, 'machine');
      machine = line;
    }
    line += declaration.lineCount;
    if (declaration.kind !== 'blank') lastSaid = line - 1;
  }
  close(run?.start, line - 1, run?.key ?? '');
  close(machine, lastSaid, 'machine');
  if (facts.isLog) {
    for (const { steps } of simulations.flatMap(transactionsOf)) {
      const last = steps.at(-1)!.result.operation.span.block;
      if (steps.length > 1)
        close(
          index.lineOf(steps[0]!.result.operation.span.block),
          index.lineOf(last)! + last.lineCount - 1,
          'transaction',
        );
    }
  }
  return distinct(ranges.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine));
}

/** One range for each line: of two that begin on one, an editor folds only the larger. */
function distinct(ranges: readonly FoldingRange[]): FoldingRange[] {
  return ranges.filter(({ startLine }, i) => ranges[i - 1]?.startLine !== startLine);
}

const COMMENT = 'comment';

/** Declarations that follow each other and have equal keys fold together; `undefined`: none with this one. */
function runKey(declaration: Declaration, isLog: boolean): string | undefined {
  switch (declaration.kind) {
    case 'blank':
      return declaration.comment && COMMENT;
    case 'trace-slot':
      return `trace ${declaration.process ?? ''}`;
    case 'attributes':
      return isTraceEvent(declaration) ? `trace ${declaration.process ?? ''}` : undefined;
    case 'foreign':
      return isLog ? 'foreign' : undefined;
    default:
      return undefined;
  }
}

function isTraceEvent({ head }: Declaration & { kind: 'attributes' }): boolean {
  return head.text.startsWith('kvm_');
}
