import type { Declaration } from '../syntax/memslots/declaration';
import type { Snapshot } from './snapshot';

/** Lines that an editor can fold into the first of them; both count from 0. */
export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'comment' | 'region';
}

/** Comments of several lines, machines, runs of trace lines of one process, and in a log runs of other lines. */
export function foldingRanges({ list, facts }: Snapshot): FoldingRange[] {
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
  return ranges.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
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
