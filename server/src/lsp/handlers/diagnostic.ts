import type { DocumentDiagnosticParams, DocumentDiagnosticReport } from 'vscode-languageserver';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { listDiagnostics, MOST_DIAGNOSTICS } from '../../features/diagnostics';
import type { DocumentAnalysis } from '../../features/document-analysis';
import { partialText } from '../partial-text';
import type { ServerContext } from '../server-context';
import { toDiagnostic } from '../to-proto';

/** textDocument/diagnostic: what is also pushed by textDocument/publishDiagnostics. */
export function handleDiagnostic(context: ServerContext): void {
  const report = async (params: DocumentDiagnosticParams): Promise<DocumentDiagnosticReport> => {
    const {
      textDocument: { uri },
      previousResultId,
    } = params;
    await context.ready(uri);
    const document = context.analysisOf(uri);
    const items = document ? diagnosticsOf(document, uri, context) : [];
    const resultId = context.resultIdOf(uri, items);
    return resultId === previousResultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
  };
  context.connection.onRequest('textDocument/diagnostic', report);
}

/** The diagnostics of a document, for whoever pulls or is pushed them. */
export function diagnosticsOf(document: DocumentAnalysis, uri: string, context: ServerContext): Diagnostic[] {
  return context.guard('diagnostics', [], () => {
    const { findings, omitted } = listDiagnostics(document);
    const diagnostics = findings.flatMap((finding) => toDiagnostic(finding, document, uri, context) ?? []);
    if (omitted > 0)
      diagnostics.push(notice(`${omitted} more findings are not shown: a document has at most ${MOST_DIAGNOSTICS}.`));
    const part = context.documents.get(uri)?.part;
    if (part) diagnostics.push(notice(partialText(part)));
    return diagnostics;
  });
}

/** What is to be said about the document as a whole. */
function notice(message: string): Diagnostic {
  const place = { line: 0, character: 0 };
  return { range: { start: place, end: place }, severity: DiagnosticSeverity.Information, source: 'memslot', message };
}
