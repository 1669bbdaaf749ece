import type { Connection, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { type Analysis, createAnalysis, documentKind, updateAnalysis } from '../features/analysis';
import type { TextChange } from '../features/document-analysis';
import type { Settings } from '../features/settings';
import { TextLines } from '../text/text-lines';

/** An open document. Its text is always the newest; its analysis is worked out when somebody asks. */
export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  /** The analysis of the newest text under these settings. */
  analysis(settings: Settings): Analysis;
}

/** The documents that the client has open, kept in step with it. */
export interface DocumentStore {
  get(uri: string): OpenDocument | undefined;
  all(): Iterable<OpenDocument>;
}

export interface DocumentEvents {
  readonly onChange: (document: OpenDocument) => void;
  readonly onClose: (uri: string) => void;
}

/** Listens to the connection's open, change and close notifications. */
export function createDocumentStore(connection: Connection, events: DocumentEvents): DocumentStore {
  const documents = new Map<string, MutableDocument>();
  connection.onDidOpenTextDocument(({ textDocument }) => {
    const { uri, languageId, version, text } = textDocument;
    const document = createDocument(uri, languageId, version, text);
    documents.set(uri, document);
    events.onChange(document);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const document = documents.get(textDocument.uri);
    if (!document) return;
    document.change(textDocument.version, contentChanges);
    events.onChange(document);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    if (documents.delete(textDocument.uri)) events.onClose(textDocument.uri);
  });
  return { get: (uri) => documents.get(uri), all: () => documents.values() };
}

interface MutableDocument extends OpenDocument {
  change(version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
}

function createDocument(uri: string, languageId: string, firstVersion: number, firstText: string): MutableDocument {
  const kind = documentKind(firstText, uri, languageId);
  let version = firstVersion;
  let text = TextLines.of(firstText);
  let analysis: Analysis | undefined;
  /** Edits that the analysis does not have yet. */
  let pending: TextChange[] = [];
  return {
    uri,
    languageId,
    get version() {
      return version;
    },
    change(newVersion, changes) {
      for (const change of changes) {
        if ('range' in change) {
          const edit = text.edit(change.range, change.text);
          text = edit.text;
          pending.push(edit);
        } else {
          text = TextLines.of(change.text);
          pending = [];
          analysis = undefined;
        }
      }
      version = newVersion;
    },
    analysis(settings) {
      if (!analysis) analysis = createAnalysis(text, kind, settings);
      else if (pending.length > 0 || analysis.settings !== settings)
        analysis = updateAnalysis(analysis, pending, settings);
      pending = [];
      return analysis;
    },
  };
}
