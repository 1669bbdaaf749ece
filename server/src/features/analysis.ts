import { detectLibvirt } from '../syntax/detect-libvirt';
import { detectQemu, type QemuDialect } from '../syntax/detect-qemu';
import { detectVmm, programLanguage, VMM_KINDS, type VmmKind } from '../syntax/detect-vmm';
import { LOG_MARKS } from '../syntax/memslots/read-vmm-log';
import type { TextLines } from '../text/text-lines';
import type { TextChange } from './document-analysis';
import { createLibvirtSnapshot, type LibvirtSnapshot } from './libvirt/libvirt-snapshot';
import { type FileResolver, NO_FILES } from './qemu/included-file';
import { createQemuSnapshot, type QemuSnapshot } from './qemu/qemu-snapshot';
import type { Settings } from './settings';
import { createSnapshot, type Snapshot, updateSnapshot } from './snapshot';
import { createVmmSnapshot, type VmmSnapshot } from './vmm/vmm-snapshot';

/** An analysed document of any kind. */
export type Analysis = Snapshot | QemuSnapshot | LibvirtSnapshot | VmmSnapshot;

/** What a document is read as. `log`: a memslot list in which lines of other software are nobody's mistake. */
export type DocumentKind = 'memslots' | 'log' | 'libvirt' | VmmKind | QemuDialect;

/** Every kind of document. */
export const DOCUMENT_KINDS: readonly DocumentKind[] = [
  'memslots',
  'log',
  'shell',
  'readconfig',
  'qmp',
  'hmp',
  'args',
  'libvirt',
  ...VMM_KINDS,
];

/**
 * What a document is: by the language that an editor says it has, by its name, and for everything else by its contents.
 * `name` is a path, a URI, or empty for a text without a name.
 */
export function documentKind(text: string, name: string, languageId: string | undefined): DocumentKind {
  if (languageId === 'memslots' || LIST_NAME.test(name)) return LOG_NAME.test(name) ? 'log' : 'memslots';
  const origin = { name: name.startsWith('untitled:') ? '' : name, ...(languageId !== undefined && { languageId }) };
  const program = programLanguage(origin);
  if (program) return program;
  if (SHELL_LANGUAGE.test(languageId ?? '') || SHELL_NAME.test(name)) return 'shell';
  if (languageId === 'xml' || XML_NAME.test(name) || detectLibvirt(text)) return 'libvirt';
  if (LOG_NAME.test(name) && hasMark(text)) return 'log';
  const dialect = detectVmm(text, origin) ?? detectQemu(text, origin);
  if (dialect) return dialect;
  return languageId === undefined && !LOG_NAME.test(name) ? 'memslots' : 'log';
}

/**
 * What a file is that nobody asked about by its name, but that was found somewhere: `undefined` for one that says nothing
 * about guest memory. `look` is its beginning. `scripts`: files of other languages are to be looked into.
 */
export function ownKind(look: string, name: string, scripts = true): DocumentKind | undefined {
  if (LIST_NAME.test(name)) return 'memslots';
  if (LOG_NAME.test(name) && hasMark(look)) return 'log';
  if (!scripts) return undefined;
  if (programLanguage({ name })) return detectVmm(look, { name });
  if (look.includes('<domain') && detectLibvirt(look) === 'domain') return 'libvirt';
  return detectVmm(look, { name }) ?? detectQemu(look, { name });
}

const hasMark = (text: string) => LOG_MARKS.some((mark) => text.includes(mark));
const LIST_NAME = /\.memslots$/i;
const XML_NAME = /\.xml(?:\.\w+)?$/i;
const LOG_NAME = /\.(?:log|strace)(?:\.\d+)?$/i;
/** What editors call shell scripts: VS Code, Vim and Emacs, Helix. */
const SHELL_LANGUAGE = /^(?:shellscript|sh|bash)$/;
const SHELL_NAME = /\.(?:sh|bash)$/i;

/** Analyses a text from scratch. `resolve` gives the files that it names. */
export function createAnalysis(
  text: TextLines,
  kind: DocumentKind,
  settings: Settings,
  resolve: FileResolver = NO_FILES,
): Analysis {
  if (kind === 'memslots' || kind === 'log') return createSnapshot(text, { settings, log: kind === 'log' });
  if (kind === 'libvirt') return createLibvirtSnapshot(text, settings);
  if (isVmmKind(kind)) return createVmmSnapshot(text, kind, settings);
  return createQemuSnapshot(text, settings, kind, undefined, resolve);
}

const isVmmKind = (kind: DocumentKind): kind is VmmKind => (VMM_KINDS as readonly DocumentKind[]).includes(kind);

/** The analysis after edits, under other settings, or with other files. What did not change is taken over. */
export function updateAnalysis(
  previous: Analysis,
  changes: readonly TextChange[],
  settings: Settings,
  resolve: FileResolver = NO_FILES,
): Analysis {
  if (previous.dialect === 'memslots') return updateSnapshot(previous, changes, { settings, log: previous.log });
  const text = changes[changes.length - 1]?.text ?? previous.text;
  if (previous.dialect === 'libvirt') return createLibvirtSnapshot(text, settings, previous);
  if (previous.dialect === 'vmm') return createVmmSnapshot(text, previous.kind, settings);
  return createQemuSnapshot(text, settings, previous.source.dialect, previous, resolve);
}

/** Whether an analysis holds for these settings and files. */
export function isAnalysedWith(analysis: Analysis, settings: Settings, resolve: FileResolver): boolean {
  if (analysis.settings !== settings) return false;
  return analysis.dialect !== 'qemu' || [...analysis.files].every(([path, file]) => resolve(path) === file);
}

/** The paths of the files that count for a document, as written in it. */
export function wantedFiles(analysis: Analysis): readonly string[] {
  return analysis.dialect === 'qemu' ? [...analysis.files.keys()] : [];
}
