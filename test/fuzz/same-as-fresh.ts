import assert from 'node:assert/strict';
import { type Analysis, createAnalysis, updateAnalysis } from '../../server/src/features/analysis';
import { quickFixes } from '../../server/src/features/code-actions';
import { listDiagnostics } from '../../server/src/features/diagnostics';
import { featuresOf } from '../../server/src/features/features-of';
import { analysisAfter } from '../../server/src/features/prove-fix';
import type { TokensEdit } from '../../server/src/features/semantic-tokens';
import { DEFAULT_SETTINGS } from '../../server/src/features/settings';
import { rangeOf } from '../../server/src/text/block-index';
import { TextLines } from '../../server/src/text/text-lines';
import { askAt, askOutline } from './ask';
import { changesOf, generateHistory, type History, positionAt } from './history';
import type { Property } from './property';

/** After any edits everything is as if the text were read anew. */
export const sameAsFresh: Property<History> = {
  name: 'same-as-fresh',
  runs: 60,
  inputs: generateHistory,
  check(history) {
    let analysis = createAnalysis(TextLines.of(history.text), history.kind, DEFAULT_SETTINGS);
    visible(analysis);
    for (const change of changesOf(history)) {
      const fresh = TextLines.of(change.text.toString());
      assert.deepEqual([...change.text.lines], [...fresh.lines], 'the lines of the edited text');
      // What is tried and thrown away leaves no trace.
      const tried = analysis.findings[0]?.fixes()[0];
      if (tried) analysisAfter(analysis, tried);
      const { tokens } = featuresOf(analysis);
      const before = tokens?.all(analysis) ?? [];
      const editsTo = tokens?.editsSince(analysis, before);
      analysis = updateAnalysis(analysis, [change], DEFAULT_SETTINGS);
      assert.deepEqual(applyTokenEdits(before, editsTo?.(analysis) ?? []), askOutline(analysis).tokens);
      assert.deepEqual(visible(analysis), visible(createAnalysis(fresh, history.kind, DEFAULT_SETTINGS)));
    }
  },
};

function applyTokenEdits(tokens: readonly number[], edits: readonly TokensEdit[]): number[] {
  const changed = [...tokens];
  for (const { start, deleteCount, data } of edits) changed.splice(start, deleteCount, ...data);
  return changed;
}

/** All that a person could see of an analysis: the answers at some of its places, if not at all. */
function visible(analysis: Analysis): unknown {
  const { index, text } = analysis;
  const { findings } = listDiagnostics(analysis);
  const length = text.toString().length;
  const places = [0.1, 0.35, 0.6, 0.85].map((share) => positionAt(text, Math.floor(length * share)));
  return {
    findings: findings.map(({ rule, report }) => [
      rule.id,
      rangeOf(report.span, index),
      report.message,
      report.severity,
      report.related?.map(({ span, message }) => [rangeOf(span, index), message]),
    ]),
    fixes: findings
      .slice(0, 2)
      .flatMap(({ report }) =>
        quickFixes(analysis, rangeOf(report.span, index)!).map(({ title, edits }) => [
          title,
          edits.map(({ span, newText }) => [rangeOf(span, index), newText]),
        ]),
      ),
    outline: askOutline(analysis),
    asked: places.map((place) => askAt(analysis, place)),
  };
}
