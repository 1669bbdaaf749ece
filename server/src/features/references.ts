import type { Position, Range } from '../text/text-lines';
import { nameAt, occurrencesOf } from './names';
import { placeAt, rangeIn } from './place-at';
import type { Snapshot } from './snapshot';

/** A place where a name is written. */
export interface Reference {
  readonly range: Range;
  /** The name is defined there. */
  readonly defines: boolean;
  /** The name of the other file that it is in; not there for a place in the document itself. */
  readonly file?: string;
}

/** Every place where the name at a position is written, its definition included; none where no name is. */
export function referencesAt(snapshot: Snapshot, position: Position): Reference[] {
  const place = placeAt(snapshot, position);
  const found = place && nameAt(place);
  if (!found) return [];
  return occurrencesOf(snapshot, found.name).map(({ declaration, line, defines, ...extent }) => ({
    range: rangeIn(declaration, line, extent),
    defines,
  }));
}
