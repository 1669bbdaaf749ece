import { containsRange } from '../text/contains-range';
import type { Position, Range, TextLines } from '../text/text-lines';

/**
 * The steps in which a selection is widened, the smallest first, up to the whole text: of the candidates those that lie
 * around the one before.
 */
export function wideningRanges(candidates: readonly (Range | undefined)[], { lines }: TextLines): Range[] {
  const last = lines.length - 1;
  const document = { start: START, end: { line: last, character: lines[last]!.length } };
  const steps: Range[] = [];
  for (const range of [...candidates, document]) {
    const before = steps.at(-1);
    if (range && (!before || (containsRange(range, before) && !containsRange(before, range)))) steps.push(range);
  }
  return steps;
}

const START: Position = { line: 0, character: 0 };
