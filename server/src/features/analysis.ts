import type { TextLines } from '../text/text-lines';
import type { TextChange } from './document-analysis';
import { createQemuSnapshot, type QemuSnapshot } from './qemu/qemu-snapshot';
import type { Settings } from './settings';
import { createSnapshot, type Snapshot, updateSnapshot } from './snapshot';

/** An analysed document of any kind. */
export type Analysis = Snapshot | QemuSnapshot;

/** What a document is read as. `log`: a memslot list in which lines of other software are nobody's mistake. */
export type DocumentKind = 'memslots' | 'log' | 'shell';

/** What a document is, by the language that an editor says it has, or by its name. */
export function documentKind(name: string, languageId: string | undefined): DocumentKind {
  if (languageId === 'memslots' && !LOG_NAME.test(name)) return 'memslots';
  if (languageId === 'shellscript' || (languageId === undefined && SHELL_NAME.test(name))) return 'shell';
  return languageId === undefined && !LOG_NAME.test(name) ? 'memslots' : 'log';
}

const LOG_NAME = /\.log(?:\.\d+)?$/i;
const SHELL_NAME = /\.(?:sh|bash)$/i;

/** Analyses a text from scratch. */
export function createAnalysis(text: TextLines, kind: DocumentKind, settings: Settings): Analysis {
  return kind === 'shell'
    ? createQemuSnapshot(text, settings)
    : createSnapshot(text, { settings, log: kind === 'log' });
}

/** The analysis after edits, or under other settings. What did not change is taken over. */
export function updateAnalysis(previous: Analysis, changes: readonly TextChange[], settings: Settings): Analysis {
  if (previous.dialect === 'memslots') return updateSnapshot(previous, changes, { settings, log: previous.log });
  return createQemuSnapshot(changes[changes.length - 1]?.text ?? previous.text, settings, previous);
}
