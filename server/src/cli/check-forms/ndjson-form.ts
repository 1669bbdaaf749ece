import type { CheckedFile } from '../check-file';
import { findingJson } from '../finding-json';
import type { ReportForm } from '../write-files';

/**
 * A line of JSON for every file, in the order of the files: what was found in it (`omitted`: so many more), why it could not
 * be read, or that a file of a list says nothing about guest memory.
 */
export function ndjsonForm(): ReportForm<CheckedFile> {
  const line = (values: object) => `${JSON.stringify({ version: 1, ...values })}\n`;
  return {
    begin: '',
    file: ({ file, known: { findings, omitted } }) =>
      line({ file, diagnostics: findings.map((finding) => findingJson(finding)), omitted }),
    unread: (file, error) => line({ file, error }),
    skipped: (file) => line({ file, skipped: true }),
    between: '',
    end: () => '',
    needsFiles: false,
  };
}
