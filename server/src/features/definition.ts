import { rangeOf } from '../text/block-index';
import { spanOf } from '../text/span';
import type { Position, Range } from '../text/text-lines';
import { nameAt } from './names';
import { placeAt } from './place-at';
import type { Snapshot } from './snapshot';

/** Where the `let` or the backing that is named at a position is defined; the first place where there are several. */
export function definitionAt(snapshot: Snapshot, position: Position): Range | undefined {
  const place = placeAt(snapshot, position);
  const found = place && nameAt(place);
  if (!found) return undefined;
  const { name, extent } = found;
  const { facts, index } = snapshot;
  switch (name.kind) {
    case 'let': {
      const definition = facts.scope.definitions.get(name.text);
      if (!definition?.name) return undefined;
      return rangeOf(spanOf(definition, definition.name.start, definition.name.end), index);
    }
    case 'backing': {
      const backing = facts.backings.get(name.text);
      return backing && rangeOf(backing.nameSpan, index);
    }
    case 'machine':
      return rangeOf(spanOf(place.declaration, extent.start, extent.end), index);
  }
}
