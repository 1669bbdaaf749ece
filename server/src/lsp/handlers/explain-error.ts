import type { CancellationToken, Diagnostic } from 'vscode-languageserver';
import { EXACT, type ExplainedError, explainError } from '../../features/error/explain-error';
import {
  type ErrorPlace,
  EXPLAIN_ERROR,
  type ExplainErrorParams,
  type ExplainErrorResult,
} from '../explain-error-request';
import type { ServerContext } from '../server-context';
import { diagnosticsOf } from './diagnostic';

const NOTHING: ExplainedError = { rules: [], scoreOf: () => 0 };

/** memslot/explainError: the finding that answers to it best, in what the user looks at, what is open, or the workspace. */
export function handleExplainError(context: ServerContext): void {
  const explain = async (params: ExplainErrorParams | null, token: CancellationToken): Promise<ExplainErrorResult> => {
    const text = String(params?.text ?? '');
    const { rules, scoreOf } = context.guard('explain error', NOTHING, () => explainError(text));
    let place: ErrorPlace | null = null;
    let best = 0;
    const look = (uri: string, diagnostics: readonly Diagnostic[]) => {
      for (const { range, code, message } of diagnostics) {
        const found = { code: String(code), message: typeof message === 'string' ? message : message.value };
        const score = scoreOf(found);
        if (score <= best) continue;
        best = score;
        place = { uri, range, rule: found.code, message: found.message };
      }
    };
    const lookIn = async (uri: string) => {
      await context.ready(uri);
      const analysis = context.analysisOf(uri);
      if (analysis) look(uri, diagnosticsOf(analysis, uri, context));
    };
    /** Once there is something near, what is further away has to be the very thing. */
    const isSettled = () => {
      if (best > 0) best = Math.max(best, EXACT - 1);
      return best >= EXACT || token.isCancellationRequested;
    };
    const near = params?.uri;
    if (near !== undefined) await lookIn(near);
    if (!isSettled()) for (const { uri } of context.documents.all()) if (uri !== near) await lookIn(uri);
    if (!isSettled())
      for await (const { uri, made } of context.workspaceFiles()) {
        look(uri, made.diagnostics);
        if (token.isCancellationRequested) break;
      }
    return { rules, place };
  };
  context.connection.onRequest(EXPLAIN_ERROR, explain);
}
