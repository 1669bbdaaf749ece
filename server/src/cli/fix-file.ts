import { readFileSync } from 'node:fs';
import type { DocumentAnalysis } from '../features/document-analysis';
import { makePreferredFixes } from '../features/preferred-fixes';
import { replaceFile } from './replace-file';
import { printable } from './terminal';
import { encoderOf } from './text-encoding';
import { unifiedDiff } from './unified-diff';
import { unreadable } from './unreadable';
import { UsageError } from './usage-error';

/** What became of a file whose fixes were made. */
export interface FixedFile {
  /** The document with the fixes. */
  readonly document: DocumentAnalysis;
  /** How many fixes were made. */
  readonly fixed: number;
  /** What changed, where that was asked for. */
  readonly diff: string;
}

/**
 * Makes the fixes of a file that leave no doubt, in the file (`fix`) or as a diff.
 *
 * @throws {UsageError} when the file cannot be written, or not in the way it is
 */
export function fixFile(path: string, before: DocumentAnalysis, mode: 'fix' | 'diff'): FixedFile {
  const { document, fixes } = makePreferredFixes(before);
  if (fixes === 0) return { document: before, fixed: 0, diff: '' };
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  const old = before.text.toString();
  const encoder = encoderOf(bytes);
  // It may have changed meanwhile, or hold bytes that are no text.
  if (!encoder?.encode(old).equals(bytes))
    throw new UsageError(`${printable(path)} is left as it is: it could not be written back in its own encoding.`);
  if (mode === 'diff' && !encoder.isUtf8)
    throw new UsageError(`${printable(path)} is UTF-16, of which there is no diff: --fix changes it.`);
  const after = encoder.encode(document.text.toString());
  if (mode === 'fix') replaceFile(path, after);
  const diff = mode === 'diff' ? unifiedDiff(path, bytes.toString(), after.toString()) : '';
  return { document, fixed: fixes, diff };
}
