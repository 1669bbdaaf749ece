import assert from 'node:assert/strict';
import { type Analysis, createAnalysis } from '../../server/src/features/analysis';
import { fixAll, quickFixes } from '../../server/src/features/code-actions';
import { listDiagnostics } from '../../server/src/features/diagnostics';
import { DEFAULT_SETTINGS } from '../../server/src/features/settings';
import type { Edit } from '../../server/src/rules/define-rule';
import { rangeOf } from '../../server/src/text/block-index';
import { comparePositions } from '../../server/src/text/compare-positions';
import { type Position, TextLines } from '../../server/src/text/text-lines';
import { changesOf, generateHistory, type History } from './history';
import type { Property } from './property';

/** So many findings of a text are looked at: each fix of each has the text read twice. */
const MOST_FINDINGS = 4;

/** Every change that is offered for a finding applies to the text, takes the finding away, and brings no error. */
export const fixes: Property<History> = {
  name: 'fixes',
  runs: 25,
  inputs: (generator) => generateHistory(generator, 1),
  check({ kind, ...history }) {
    let text = TextLines.of(history.text);
    for (const change of changesOf({ kind, ...history })) text = change.text;
    const read = (changed: string) => createAnalysis(TextLines.of(changed), kind, DEFAULT_SETTINGS);
    const analysis = read(text.toString());
    const before = countFindings(analysis);
    const { findings } = listDiagnostics(analysis);
    for (const { report } of findings.slice(0, MOST_FINDINGS)) {
      for (const { title, finding, edits } of quickFixes(analysis, rangeOf(report.span, analysis.index)!)) {
        const fixed = applyEdits(analysis, edits);
        const after = countFindings(read(fixed));
        const { id } = finding.rule;
        const context = `of '${title}':\n${fixed}`;
        assert.ok((after.all.get(id) ?? 0) < before.all.get(id)!, `${id} is still there in spite ${context}`);
        checkErrors(before, after, context);
      }
    }
    const edits = fixAll(analysis);
    if (edits.length > 0) checkErrors(before, countFindings(read(applyEdits(analysis, edits))), 'of all safe fixes');
  },
};

interface Counts {
  readonly all: ReadonlyMap<string, number>;
  readonly errors: ReadonlyMap<string, number>;
}

function countFindings({ findings }: Analysis): Counts {
  const all = new Map<string, number>();
  const errors = new Map<string, number>();
  for (const { rule, report } of findings) {
    all.set(rule.id, (all.get(rule.id) ?? 0) + 1);
    if ((report.severity ?? rule.severity) === 'error') errors.set(rule.id, (errors.get(rule.id) ?? 0) + 1);
  }
  return { all, errors };
}

function checkErrors(before: Counts, after: Counts, context: string): void {
  for (const [rule, count] of after.errors)
    assert.ok(count <= (before.errors.get(rule) ?? 0), `${rule} is there because ${context}`);
}

/** The text with edits applied as an editor does it: by their ranges, which are those of the text before. */
function applyEdits({ text, index }: Analysis, edits: readonly Edit[]): string {
  const starts = [0];
  for (const line of text.lines) starts.push(starts.at(-1)! + line.length);
  const offset = ({ line, character }: Position) => starts[line]! + character;
  const placed = edits.map(({ span, newText }, i) => ({ range: rangeOf(span, index)!, newText, i }));
  placed.sort((a, b) => comparePositions(b.range.start, a.range.start) || b.i - a.i);
  let changed = text.toString();
  for (const { range, newText } of placed)
    changed = changed.slice(0, offset(range.start)) + newText + changed.slice(offset(range.end));
  return changed;
}
