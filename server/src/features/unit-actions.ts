import type { Edit } from '../rules/define-rule';
import { rangeOf } from '../text/block-index';
import { comparePositions } from '../text/compare-positions';
import type { Range } from '../text/text-lines';
import type { Analysis } from './analysis';
import { featuresOf } from './features-of';
import { isSame } from './libvirt/domain-objects';
import { analysisAfter } from './prove-fix';

/** A change that writes the unit of a number which has none. */
export interface UnitAction {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** What writes the units of the numbers in a range, each proved: the text means the same as before. */
export function unitActions(analysis: Analysis, { start, end }: Range): readonly UnitAction[] {
  const { sizes } = featuresOf(analysis);
  const written = sizes?.(analysis, { start: start.line, end: end.line }) ?? [];
  const actions: UnitAction[] = [];
  for (const { span, bare } of written) {
    const range = bare?.edits && rangeOf(span, analysis.index);
    if (!range || comparePositions(range.end, start) < 0 || comparePositions(end, range.start) < 0) continue;
    const title = `Write the unit: ${bare!.result}`;
    if (
      actions.some((action) => isSame(action.edits[0]!.span, bare!.edits![0]!.span)) ||
      !keepsMeaning(analysis, bare!.edits!)
    )
      continue;
    actions.push({ title, edits: bare!.edits! });
    if (actions.length === MOST_ACTIONS) break;
  }
  return actions;
}

/** More of them in one selection are not read. */
const MOST_ACTIONS = 5;

/** Whether every size, every memslot and every finding is the same after a change. */
function keepsMeaning(analysis: Analysis, edits: readonly Edit[]): boolean {
  // A later version of a document is of the same kind.
  const after = analysisAfter(analysis, { edits }) as Analysis | undefined;
  return after !== undefined && digestOf(after) === digestOf(analysis);
}

function digestOf(analysis: Analysis): string {
  const sizes = featuresOf(analysis).sizes?.(analysis) ?? [];
  const operations = analysis.simulations.flatMap(({ machine }) =>
    Array.from(machine.operations, ({ gpa, size }) => `${gpa.value} ${size.value}`),
  );
  const findings = analysis.findings.map(({ rule }) => rule.id).sort();
  return [...sizes.map(({ bytes }) => `${bytes}`), '', ...operations, '', ...findings].join('\n');
}
