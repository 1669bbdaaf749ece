import type { CheckedFinding } from './check-file';

/** A finding as `--format json` and `ndjson` report it. Lines and characters count from 0, characters in UTF-16 units. */
export function findingJson({ range, severity, code, message, related, fixes }: CheckedFinding): object {
  return {
    range,
    severity,
    code,
    message,
    related,
    fixes: fixes.map(({ title, preferred, edits }) => ({ title, preferred, edits })),
  };
}
