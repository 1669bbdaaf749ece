import type {
  CancellationToken,
  Diagnostic,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { ServerContext } from '../server-context';
import { diagnosticsOf } from './diagnostic';

/** Reports that are sent at once to a client that takes them in parts. */
const MOST_AT_ONCE = 20;

/** workspace/diagnostic: what is open, and the workspace's other files. What the client has already is not sent again. */
export function handleWorkspaceDiagnostic(context: ServerContext): void {
  const { connection } = context;
  const reports = async (
    { previousResultIds, partialResultToken }: WorkspaceDiagnosticParams,
    token: CancellationToken,
  ): Promise<WorkspaceDiagnosticReport> => {
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    let items: WorkspaceDocumentDiagnosticReport[] = [];
    const report = (uri: string, version: number | null, diagnostics: readonly Diagnostic[]) => {
      const resultId = context.resultIdOf(uri, diagnostics);
      items.push(
        previous.get(uri) === resultId
          ? { kind: 'unchanged', uri, version, resultId }
          : { kind: 'full', uri, version, resultId, items: [...diagnostics] },
      );
      previous.delete(uri);
      if (partialResultToken === undefined || items.length < MOST_AT_ONCE) return;
      void connection.sendNotification('$/progress', { token: partialResultToken, value: { items } });
      items = [];
    };
    for (const { uri } of context.documents.all()) {
      await context.ready(uri);
      const analysis = context.analysisOf(uri);
      const version = context.documents.get(uri)?.version ?? null;
      if (analysis) report(uri, version, diagnosticsOf(analysis, uri, context));
    }
    for await (const { uri, made } of context.workspaceFiles()) {
      if (token.isCancellationRequested) return { items };
      report(uri, null, made.diagnostics);
    }
    // Files that are gone, or none of ours any more.
    for (const uri of previous.keys()) report(uri, null, []);
    return { items };
  };
  connection.onRequest('workspace/diagnostic', reports);
}
