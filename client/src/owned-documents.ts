import * as vscode from 'vscode';
import { detectLibvirt } from '../../server/src/syntax/detect-libvirt';
import { detectQemu } from '../../server/src/syntax/detect-qemu';
import { detectVmm, programLanguage } from '../../server/src/syntax/detect-vmm';
import { COMMAND_LINE_SCHEME } from './command-line-view';
import { hasTraceLine, hasTraceLineNear, type LineSource } from './trace-detector';

/** Characters of a log that are searched for trace lines when it is opened, and again in one edit. */
const SCAN_LIMIT = 4 * 1024 * 1024;

/** Every document that may turn out to be ours. The middleware lets only those pass that are. */
export const CANDIDATE_SELECTOR = [
  { language: 'memslots' },
  { language: 'log' },
  { language: 'plaintext' },
  { pattern: '**/*.log' },
  { language: 'qemu-config' },
  ...['shellscript', 'json', 'jsonc', 'jsonl', 'properties', 'ini', 'xml', 'yaml', 'c', 'cpp', 'rust'].map(
    (language) => ({
      language,
    }),
  ),
  { pattern: '**/*.xml.{j2,in,erb,tmpl}' },
];

/** The documents that this extension has something to say about. */
export interface OwnedDocuments extends vscode.Disposable {
  owns(document: vscode.TextDocument): boolean;
  /** A document has become ours: it was opened, or a trace line was pasted into it. */
  readonly onDidOwn: vscode.Event<vscode.TextDocument>;
}

/**
 * Memslot lists are ours. Logs, plain texts, XML and scripts are the user's and other extensions': they become ours only
 * while they are open and have trace lines in them, are domains of libvirt, or define QEMU's memory, which is looked up once
 * when they are opened and then in what edits bring.
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
  if (isLog(document) && hasTraceLine(lines, 0, lines.lineCount, SCAN_LIMIT)) return true;
  return definesMemory(document);
}

/** Whether the lines `[first, end)`, which an edit just wrote, make the document ours. */
function bringsOurText(document: vscode.TextDocument, first: number, end: number): boolean {
  if (isLog(document) && hasTraceLineNear(linesOf(document), first, end, SCAN_LIMIT)) return true;
  // Only a line that speaks of a domain, of QEMU, or of an option's value, can make the difference.
  const written = document.getText(new vscode.Range(first, 0, end, 0));
  return (
    /<domain|qemu|kvm|memory|memdev|machine-config|mem_size_mib|boot_vcpus|kubevirt|[-"'][mM]\b|_add|numa/i.test(
      written,
    ) && definesMemory(document)
  );
}

function isLog({ languageId, uri }: vscode.TextDocument): boolean {
  return languageId === 'plaintext' || languageId === 'log' || /\.(?:log|strace)$/.test(uri.path);
}

/** Characters at the beginning of a file that are looked at for what libvirt or QEMU is told about memory. */
const LOOK_LIMIT = 65_536;

/** Whether a file of another language defines the memory of a machine, and is to be looked into. */
function definesMemory(document: vscode.TextDocument): boolean {
  if (!vscode.workspace.getConfiguration('memslot', document).get('scripts', true)) return false;
  const { uri, languageId } = document;
  const end = document.positionAt(LOOK_LIMIT);
  const text = document.getText(new vscode.Range(0, 0, end.line, end.character));
  const origin = { name: uri.scheme === 'untitled' ? '' : uri.path, languageId };
  if (programLanguage(origin)) return detectVmm(text, origin) !== undefined;
  if (detectLibvirt(text)) return true;
  return languageId !== 'xml' && (detectVmm(text, origin) ?? detectQemu(text, origin)) !== undefined;
}

/**
 * Output channels are logs too, among them our own: what the server is told would come back to it. Command lines that are
 * shown of a domain are judged where the domain is.
 */
const OWN_SCHEMES: ReadonlySet<string> = new Set(['output', COMMAND_LINE_SCHEME]);

function isCandidate(document: vscode.TextDocument): boolean {
  return !OWN_SCHEMES.has(document.uri.scheme) && vscode.languages.match(CANDIDATE_SELECTOR, document) > 0;
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
