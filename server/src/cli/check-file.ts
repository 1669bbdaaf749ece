import type { DocumentKind } from '../features/analysis';
import type { FindingList, ListedFix, RelatedPlace } from '../features/finding-list';
import { findingsIn } from '../features/findings-in';
import { type CommonParts, ListCheck } from '../features/list-check';
import type { Settings } from '../features/settings';
import type { Severity } from '../rules/define-rule';
import type { Range } from '../text/text-lines';
import type { FileSettings, GivenSettings } from './file-settings';
import { fixFile } from './fix-file';
import { analyseSource, foreignFile } from './read-analysis';
import { type InputFile, readSource, type Source } from './read-source';
import { UsageError } from './usage-error';

/** One finding as it is reported. Lines and characters count from 0, characters in UTF-16 units. */
export interface CheckedFinding {
  readonly range: Range;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  /** Its fixes, where they were asked for. */
  readonly fixes: readonly ListedFix[];
}

/** What is found in a file. Nothing but data, so that it can come from a worker. */
export interface CheckedFile {
  readonly findings: readonly CheckedFinding[];
  /** How many there are, with those that are not listed. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** How many are not listed. */
  readonly omitted: number;
  /** How many others were fixed. */
  readonly fixed: number;
  /** What fixes would change. */
  readonly diff: string;
}

/** What is asked of every file that is checked. Nothing but data, so that it can go to a worker. */
export interface CheckOptions {
  readonly as: DocumentKind | undefined;
  readonly given: GivenSettings;
  /** The fixes are listed, made, or shown as a diff. */
  readonly fixes: 'list' | 'fix' | 'diff' | undefined;
}

/** More findings than this in one file are counted, but not listed: errors come first. */
const MOST_FINDINGS = 10_000;

/** Fixes are proved on the whole text; for lists and logs that are larger nobody waits for that. In bytes. */
const MOST_FIXED = 32 << 20;

/**
 * Checks a file; `undefined` for one that was found in a folder and says nothing about guest memory.
 *
 * @throws {UsageError} when it cannot be read
 */
export async function checkFile(
  input: InputFile,
  options: CheckOptions,
  settings: FileSettings,
): Promise<CheckedFile | undefined> {
  const { as, fixes } = options;
  const { path } = input;
  if (path === '-' && (fixes === 'fix' || fixes === 'diff'))
    throw new UsageError('- is standard input, which cannot be fixed.');
  const source = await readSource(input, as);
  if (!source) return undefined;
  const { kind } = source;
  const found =
    kind === 'log' || kind === 'memslots'
      ? await checkPieces(source, kind, input, options, settings.of(path))
      : undefined;
  if (found) return report(found, false);
  const analysis = await analyseSource(source, input, { as, settings });
  if (fixes !== 'fix' && fixes !== 'diff') return report(findingsIn(analysis, MOST_FINDINGS), fixes === 'list');
  const { document, ...made } = fixFile(path, analysis, fixes);
  return { ...report(findingsIn(document, MOST_FINDINGS), false), ...made };
}

/** Checks a list or a log as it is read; `undefined` when there is something to fix, which takes the whole text. */
async function checkPieces(
  source: Source,
  kind: 'log' | 'memslots',
  { path }: InputFile,
  { as, fixes }: CheckOptions,
  settings: Settings,
): Promise<FindingList | undefined> {
  const canFix = fixes !== undefined && !source.isStream && source.bytes <= MOST_FIXED;
  const check = async (common?: CommonParts) => {
    const list = new ListCheck({ settings, log: kind === 'log', most: MOST_FINDINGS, asksForFixes: canFix, common });
    for await (const piece of source.pieces()) list.push(piece);
    list.end();
    return list;
  };
  let list = await check();
  if (list.isLate) {
    if (source.isStream) throw lateDeclaration(list.common);
    list = await check(list.common);
  }
  if (as === undefined && path !== '-' && list.isForeign) throw foreignFile(path);
  return list.findings.fixable ? undefined : list.findings.list;
}

/** Standard input that is too long to be kept has to say first what counts for all of it. */
function lateDeclaration({ declarations, lines, silenced }: CommonParts): UsageError {
  const blocks = [...declarations, ...silenced.map(({ span }) => span.block)];
  const line = Math.max(...blocks.map((block) => lines.get(block)!)) + 1;
  return new UsageError(
    `- cannot be checked: line ${line.toLocaleString('en-US')} counts for all of the input, which is too long to be kept. Write it to a file.`,
  );
}

function report(found: FindingList, withFixes: boolean): CheckedFile {
  const findings = found.list().map(({ range, severity, code, message, related, fixes }) => ({
    range,
    severity,
    code,
    message,
    related,
    fixes: (withFixes && fixes?.()) || [],
  }));
  const omitted = found.size - findings.length;
  return {
    findings,
    counts: {
      error: found.count('error'),
      warning: found.count('warning'),
      information: found.count('information'),
      hint: found.count('hint'),
    },
    omitted,
    fixed: 0,
    diff: '',
  };
}
