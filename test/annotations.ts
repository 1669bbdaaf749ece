import assert from 'node:assert/strict';
import type { DocumentAnalysis } from '../server/src/features/document-analysis';
import type { Finding } from '../server/src/rules/define-rule';
import { rangeOf } from '../server/src/text/block-index';

/** A note in a file about what is found in the line above it. */
interface Annotation {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly part: string;
}

/**
 * Holds findings against the notes in a file, `^^^^ rule-id: a part of the message` in comments, with the carets under the
 * characters: every finding has its note, and every note its finding.
 *
 * @param note matches a whole line that is a note: the carets, the rule, and perhaps the part of the message
 */
export function assertAnnotated(
  findings: readonly Finding[],
  { index }: DocumentAnalysis,
  text: string,
  note: RegExp,
): void {
  const left = annotationsIn(text.split('\n'), note);
  for (const { rule, report } of findings) {
    const { start, end } = rangeOf(report.span, index)!;
    const at = left.findIndex(
      (e) =>
        e.rule === rule.id &&
        e.line === start.line &&
        e.start === start.character &&
        e.end === end.character &&
        report.message.includes(e.part),
    );
    assert.ok(
      at >= 0,
      `not annotated: line ${start.line + 1}, characters ${start.character}-${end.character}: ${rule.id}: ${report.message}`,
    );
    left.splice(at, 1);
  }
  assert.deepEqual(left, [], 'annotated, but not found');
}

function annotationsIn(lines: readonly string[], note: RegExp): Annotation[] {
  const found: Annotation[] = [];
  let above = 0;
  lines.forEach((text, line) => {
    const match = note.exec(text);
    if (!match) {
      above = line;
      return;
    }
    const start = text.indexOf('^');
    found.push({ line: above, start, end: start + match[1]!.length, rule: match[2]!, part: match[3] ?? '' });
  });
  return found;
}
