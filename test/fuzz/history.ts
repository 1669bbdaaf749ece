import fc from 'fast-check';
import type { DocumentKind } from '../../server/src/features/analysis';
import type { TextChange } from '../../server/src/features/document-analysis';
import { type Range, TextLines } from '../../server/src/text/text-lines';
import { GENERATORS } from './generators';
import type { TextGenerator } from './text-generator';

/** A document and what is done to it. Written to a file as it is. */
export interface History {
  readonly kind: DocumentKind;
  readonly text: string;
  readonly steps: readonly HistoryStep[];
}

/** An edit, or one taken back, or one made again. */
export type HistoryStep = { readonly range: Range; readonly text: string } | 'undo' | 'redo';

/** Documents of a dialect with edits: keys, deletions, several lines, and what is pasted out of other dialects. */
export function generateHistory({ kind, text, piece }: TextGenerator, maxSteps = 6): fc.Arbitrary<History> {
  const pasted = fc.oneof(...GENERATORS.map((other) => other.piece));
  const position = fc.record({ line: fc.nat(40), character: fc.nat(60) });
  const range = fc.record({ start: position, lines: fc.constantFrom(0, 0, 0, 1, 4), length: fc.nat(12) }).map(
    ({ start, lines, length }): Range => ({
      start,
      end: { line: start.line + lines, character: start.character + length },
    }),
  );
  const edit = fc.record({ range, text: fc.oneof({ weight: 5, arbitrary: piece }, { weight: 1, arbitrary: pasted }) });
  const step: fc.Arbitrary<HistoryStep> = fc.oneof(
    { weight: 8, arbitrary: edit },
    { weight: 2, arbitrary: fc.constantFrom('undo' as const, 'redo' as const) },
  );
  return fc.record({ kind: fc.constant(kind), text, steps: fc.array(step, { maxLength: maxSteps }) });
}

/** The changes of a history one after the other, as an editor sends them. */
export function* changesOf({ text, steps }: History): Generator<TextChange, void> {
  let now = TextLines.of(text);
  const past: string[] = [];
  let future: string[] = [];
  for (const step of steps) {
    const before = now.toString();
    if (typeof step !== 'string') {
      past.push(before);
      future = [];
      const change = now.edit(step.range, step.text);
      now = change.text;
      yield change;
      continue;
    }
    const [from, to] = step === 'undo' ? [past, future] : [future, past];
    const other = from.pop();
    if (other === undefined) continue;
    to.push(before);
    const change = now.edit(...differenceOf(now, before, other));
    now = change.text;
    yield change;
  }
}

/** The one edit that turns a text into another. */
function differenceOf(lines: TextLines, before: string, after: string): [Range, string] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  // A position between a CR and its LF is none.
  if (before[head - 1] === '\r') head--;
  if (tail > 0 && before.at(-tail) === '\n') tail--;
  const range = { start: positionAt(lines, head), end: positionAt(lines, before.length - tail) };
  return [range, after.slice(head, after.length - tail)];
}

/** The position of a character of a text. */
export function positionAt({ lines }: TextLines, offset: number): { line: number; character: number } {
  let line = 0;
  let left = offset;
  while (line < lines.length - 1 && left >= lines[line]!.length) left -= lines[line++]!.length;
  return { line, character: left };
}
