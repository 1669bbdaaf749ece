import type { MapPlace } from '../../../server/src/features/map/memory-map';
import type { CursorPlace } from './panel-messages';

/**
 * The index of what is written at the cursor: of the shortest of several, and of those the first. `wholeLines`: anywhere on
 * its lines; -1 for nothing.
 */
export function itemAt(places: readonly (MapPlace | undefined)[], at: CursorPlace, wholeLines: boolean): number {
  let found = -1;
  let shortest = Number.POSITIVE_INFINITY;
  for (const [i, place] of places.entries()) {
    if (!place || place.file !== undefined || !isIn(place, at, wholeLines)) continue;
    const { start, end } = place.range;
    const length = (end.line - start.line) * 10_000 + end.character - start.character;
    if (length >= shortest) continue;
    shortest = length;
    found = i;
  }
  return found;
}

function isIn({ range: { start, end } }: MapPlace, { line, character }: CursorPlace, wholeLines: boolean): boolean {
  if (line < start.line || line > end.line) return false;
  if (wholeLines) return true;
  return (line > start.line || character >= start.character) && (line < end.line || character <= end.character);
}
