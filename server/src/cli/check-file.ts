import type { FindingList } from '../features/finding-list';
import { findingsIn } from '../features/findings-in';
import { type CommonParts, ListCheck } from '../features/list-check';
import type { Severity } from '../rules/define-rule';
import type { Range } from '../text/text-lines';
import { analyseSource, foreignFile, type ReadOptions } from './read-analysis';
import { type InputFile, readSource, type Source } from './read-source';
import { UsageError } from './usage-error';

/** One finding as it is reported. Lines and characters count from 0, characters in UTF-16 units. */
export interface CheckedFinding {
  readonly range: Range;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** The titles of its fixes, where they were asked for. */
  readonly fixes: readonly string[];
}

/** What is found in a file. Nothing but data, so that it can come from a worker. */
export interface CheckedFile {
  readonly findings: readonly CheckedFinding[];
  /** How many there are, with those that are not listed. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** How many are not listed. */
  readonly omitted: number;
}

/** What is asked of every file that is checked. */
export interface CheckOptions extends ReadOptions {
  readonly withFixes: boolean;
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
export async function checkFile(input: InputFile, options: CheckOptions): Promise<CheckedFile | undefined> {
  const source = await readSource(input, options.as);
  if (!source) return undefined;
  const { kind } = source;
  const found = kind === 'log' || kind === 'memslots' ? await checkPieces(source, kind, input, options) : undefined;
  if (found) return report(found, false);
  return report(findingsIn(await analyseSource(source, input, options), MOST_FINDINGS), options.withFixes);
}

/** Checks a list or a log as it is read; `undefined` when there is something to fix, which takes the whole text. */
async function checkPieces(
  source: Source,
  kind: 'log' | 'memslots',
  { path }: InputFile,
  { settings, as, withFixes }: CheckOptions,
): Promise<FindingList | undefined> {
  const canFix = withFixes && !source.isStream && source.bytes <= MOST_FIXED;
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
  const findings = found.list().map(({ range, severity, code, message, fixes }) => ({
    range,
    severity,
    code,
    message,
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
  };
}
