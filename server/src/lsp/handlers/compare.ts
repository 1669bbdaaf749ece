import { type Analysis, createAnalysis, documentKind } from '../../features/analysis';
import { compareWithConfiguration, comparisonText } from '../../features/trace/compare-with-configuration';
import { TextLines } from '../../text/text-lines';
import { COMPARE, type CompareParams, type CompareResult } from '../compare-request';
import type { ServerContext } from '../server-context';

/** memslot/compare. */
export function handleCompare(context: ServerContext): void {
  context.connection.onRequest(
    COMPARE,
    async ({ uri, configuration: { uri: other, languageId, text } }: CompareParams): Promise<CompareResult> => {
      await context.ready(uri);
      if (context.analysisOf(other)) await context.ready(other);
      const log = context.snapshotOf(uri);
      if (!log) return null;
      return context.guard('comparison', null, () => {
        const configuration: Analysis =
          context.analysisOf(other) ??
          createAnalysis(TextLines.of(text), documentKind(text, other, languageId), log.settings);
        const comparison = compareWithConfiguration(log, configuration);
        return comparison
          ? { text: comparisonText(comparison, { log: nameOf(uri), configuration: nameOf(other) }) }
          : null;
      });
    },
  );
}

/** The last part of a path. */
function nameOf(uri: string): string {
  return decodeURIComponent(uri.split('/').at(-1) ?? uri);
}
