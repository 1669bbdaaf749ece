import { comparePositions } from './compare-positions';
import type { Range } from './text-lines';

/** Whether one range lies in another, or is the same. */
export function containsRange(outer: Range, inner: Range): boolean {
  return comparePositions(outer.start, inner.start) <= 0 && comparePositions(outer.end, inner.end) >= 0;
}
