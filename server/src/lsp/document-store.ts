import type { Connection, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import {
  type Analysis,
  createAnalysis,
  type DocumentKind,
  documentKind,
  isAnalysedWith,
  updateAnalysis,
} from '../features/analysis';
import type { TextChange } from '../features/document-analysis';
import type { FileResolver } from '../features/qemu/included-file';
import type { Settings } from '../features/settings';
import { TextLines } from '../text/text-lines';

/** An open document. Its text is always the newest; its analysis is worked out when somebody asks. */
export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly kind: DocumentKind;
  readonly text: TextLines;
  /** The analysis of the newest text under these settings, with the files that it names. */
  analysis(settings: Settings, resolve: FileResolver): Analysis;
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
    kind,
    get version() {
      return version;
    },
    get text() {
      return text;
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
    analysis(settings, resolve) {
      const [previous, changes] = [analysis, pending];
      if (previous && changes.length === 0 && isAnalysedWith(previous, settings, resolve)) return previous;
      // Should this break, the next one starts from the text alone.
      analysis = undefined;
      pending = [];
      analysis = previous
        ? updateAnalysis(previous, changes, settings, resolve)
        : createAnalysis(text, kind, settings, resolve);
      return analysis;
    },
  };
}
