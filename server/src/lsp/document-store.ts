import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
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
import { editView, isInView, settingsInView, type TextView, viewText } from '../features/text-view';
import { ALL_RULES } from '../rules/registry';
import { TextLines } from '../text/text-lines';
import type { ServerConnection } from './server-connection';

/** An open document. Its text is always the newest; its analysis is worked out when somebody asks. */
export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly kind: DocumentKind;
  readonly text: TextLines;
  /**
   * The analysis of the newest text under these settings, with the files that it names. Of a text that is too large, the
   * part around the line that was last edited or looked at.
   */
  analysis(settings: Settings, resolve: FileResolver): Analysis;
  /** The lines `[start, end)` that were analysed; `undefined`: all of them. */
  readonly part: { readonly start: number; readonly end: number } | undefined;
  /** Somebody looks at a line. True: another part has to be analysed for that. */
  lookAt(line: number): boolean;
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
export function createDocumentStore(connection: ServerConnection, events: DocumentEvents): DocumentStore {
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
  /** Characters of the text; after edits at most so many. */
  let size = firstText.length;
  let analysis: Analysis | undefined;
  /** What is analysed of a text that is too large. */
  let view: TextView | undefined;
  let line = 0;
  /** Edits that the analysis does not have yet. */
  let pending: TextChange[] = [];
  const startAnew = () => {
    analysis = undefined;
    view = undefined;
    pending = [];
  };
  const isLarge = (limit: number) => {
    if (size > limit) size = text.lines.reduce((sum, each) => sum + each.length, 0);
    return size > limit;
  };
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
    get part() {
      return view;
    },
    lookAt(looked) {
      if (!view || isInView(view, looked, text.lineCount)) return false;
      line = looked;
      startAnew();
      return true;
    },
    change(newVersion, changes) {
      for (const change of changes) {
        if ('range' in change) {
          const edit = text.edit(change.range, change.text);
          text = edit.text;
          size += change.text.length;
          line = edit.change.start;
          const inView = view && editView(view, edit);
          if (inView) view = inView.view;
          else if (view) startAnew();
          if (analysis) pending.push(inView?.change ?? edit);
        } else {
          text = TextLines.of(change.text);
          size = change.text.length;
          startAnew();
        }
      }
      version = newVersion;
    },
    analysis(given, resolve) {
      const large = isLarge(given.largeFile);
      if (large !== (view !== undefined)) startAnew();
      if (large) view ??= viewText(text, kind, line);
      const settings = view ? settingsInView(given, RULE_IDS) : given;
      const [previous, changes] = [analysis, pending];
      if (previous && changes.length === 0 && isAnalysedWith(previous, settings, resolve)) return previous;
      // Should this break, the next one starts from the text alone.
      analysis = undefined;
      pending = [];
      analysis = previous
        ? updateAnalysis(previous, changes, settings, resolve)
        : createAnalysis(view?.text ?? text, kind, settings, resolve);
      return analysis;
    },
  };
}

const RULE_IDS = ALL_RULES.map(({ id }) => id);
