import type { Position } from './text-lines';

/** Negative, 0 or positive, as `a` stands before `b`, at the same place or behind it. */
export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
