import type { Declaration } from '../syntax/memslots/declaration';
import { offsetIn, positionIn } from '../text/block-index';
import type { Position, Range } from '../text/text-lines';
import { declarationAt, type Snapshot } from './snapshot';

/** A position as features use it: a character of a declaration. */
export interface Place {
  readonly declaration: Declaration;
  /** The line on which the declaration begins. */
  readonly line: number;
  /** In UTF-16 units from the start of the declaration's text. */
  readonly offset: number;
}

/** The place of a position; one past the end of its line or of the text moves to that end. */
export function placeAt(snapshot: Snapshot, position: Position): Place | undefined {
  const { line, character } = snapshot.text.clamp(position);
  const found = declarationAt(snapshot, line);
  if (!found) return undefined;
  const { declaration } = found;
  const offset = offsetIn(declaration, line - found.line, character);
  return { declaration, line: found.line, offset: Math.min(offset, declaration.text.length) };
}

/** The range of the characters `[start, end)` of a declaration that begins on `line`. */
export function rangeIn(declaration: Declaration, line: number, { start, end }: { start: number; end: number }): Range {
  return { start: positionIn(declaration, start, line), end: positionIn(declaration, end, line) };
}
