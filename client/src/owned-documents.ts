import * as vscode from 'vscode';
import { mayRunQemu, runsQemu } from './qemu-detector';
import { hasTraceLine, hasTraceLineNear, type LineSource } from './trace-detector';

/** Characters of a log that are searched for trace lines when it is opened, and again in one edit. */
const SCAN_LIMIT = 4 * 1024 * 1024;

/** Every document that may turn out to be ours. The middleware lets only those pass that are. */
export const CANDIDATE_SELECTOR = [
  { language: 'memslots' },
  { language: 'log' },
  { language: 'plaintext' },
  { pattern: '**/*.log' },
  { language: 'shellscript' },
];

/** The documents that this extension has something to say about. */
export interface OwnedDocuments extends vscode.Disposable {
  owns(document: vscode.TextDocument): boolean;
  /** A document has become ours: it was opened, or a trace line was pasted into it. */
  readonly onDidOwn: vscode.Event<vscode.TextDocument>;
}

/**
 * Memslot lists are ours. Logs, plain texts and scripts are the user's and other extensions': they become ours only while
 * they are open and have trace lines in them, or run QEMU, which is looked up once when they are opened and then in what
 * edits bring.
 */
export function watchOwnedDocuments(): OwnedDocuments {
  const guests = new Set<string>();
  const owned = new vscode.EventEmitter<vscode.TextDocument>();
  const owns = (document: vscode.TextDocument) =>
    document.languageId === 'memslots' || (isCandidate(document) && guests.has(document.uri.toString()));

  const look = (document: vscode.TextDocument) => {
    if (document.languageId === 'memslots') return owned.fire(document);
    if (!isCandidate(document) || !hasOurText(document)) return;
    guests.add(document.uri.toString());
    owned.fire(document);
  };

  const lookAtChanges = ({ document, contentChanges }: vscode.TextDocumentChangeEvent) => {
    if (owns(document) || !isCandidate(document)) return;
    for (const [first, end] of changedLines(contentChanges)) {
      if (!bringsOurText(document, first, end)) continue;
      guests.add(document.uri.toString());
      owned.fire(document);
      return;
    }
  };

  const subscriptions = [
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(lookAtChanges),
    vscode.workspace.onDidCloseTextDocument((document) => guests.delete(document.uri.toString())),
  ];
  // After the caller has subscribed to onDidOwn.
  queueMicrotask(() => {
    for (const document of vscode.workspace.textDocuments) look(document);
  });
  return {
    owns,
    onDidOwn: owned.event,
    dispose() {
      vscode.Disposable.from(...subscriptions, owned).dispose();
    },
  };
}

function hasOurText(document: vscode.TextDocument): boolean {
  const lines = linesOf(document);
  if (document.languageId === 'shellscript') return scriptsAreWanted(document) && runsQemu(lines, SCAN_LIMIT);
  return hasTraceLine(lines, 0, lines.lineCount, SCAN_LIMIT);
}

/** Whether the lines `[first, end)`, which an edit just wrote, make the document ours. */
function bringsOurText(document: vscode.TextDocument, first: number, end: number): boolean {
  const lines = linesOf(document);
  if (document.languageId !== 'shellscript') return hasTraceLineNear(lines, first, end, SCAN_LIMIT);
  for (let line = first; line < Math.min(end, lines.lineCount); line++) {
    if (mayRunQemu(lines.lineText(line))) return hasOurText(document);
  }
  return false;
}

/** The setting that mutes the extension in scripts. */
function scriptsAreWanted(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('memslot', document).get('scripts', true);
}

/** Output channels are logs too, among them our own: what the server is told would come back to it. */
function isCandidate(document: vscode.TextDocument): boolean {
  return document.uri.scheme !== 'output' && vscode.languages.match(CANDIDATE_SELECTOR, document) > 0;
}

function linesOf(document: vscode.TextDocument): LineSource {
  return { lineCount: document.lineCount, lineText: (line) => document.lineAt(line).text };
}

/** The lines `[first, end)` of the new text that each change wrote. The ranges of the changes are those of the old text. */
function changedLines(changes: readonly vscode.TextDocumentContentChangeEvent[]): [first: number, end: number][] {
  let shift = 0;
  return [...changes]
    .sort((a, b) => a.range.start.compareTo(b.range.start))
    .map(({ range, text }) => {
      const first = range.start.line + shift;
      const count = countLines(text);
      shift += count - 1 - (range.end.line - range.start.line);
      return [first, first + count];
    });
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
