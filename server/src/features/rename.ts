import { clip } from '../text/clip';
import type { Position, Range } from '../text/text-lines';
import { type Name, type NameKind, nameAt, occurrencesOf } from './names';
import { placeAt, rangeIn } from './place-at';
import type { Snapshot } from './snapshot';

/** The ranges that get the new name, or why they cannot. */
export type Renaming =
  | {
      readonly kind: 'ranges';
      readonly ranges: readonly Range[];
      /** In other files, by their names. */
      readonly elsewhere?: ReadonlyMap<string, readonly Range[]>;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** Renames the `let`, the backing or the machine at a position, wherever it is written. */
export function renameAt(snapshot: Snapshot, position: Position, newName: string): Renaming {
  const place = placeAt(snapshot, position);
  const found = place && nameAt(place);
  if (!found) return { kind: 'refused', message: 'Only the names of let, backing and machine can be renamed.' };
  const { name } = found;
  const message = newName === name.text ? undefined : objection(snapshot, name, newName);
  if (message) return { kind: 'refused', message };
  const ranges = occurrencesOf(snapshot, name).map((at) => rangeIn(at.declaration, at.line, at));
  return { kind: 'ranges', ranges };
}

/** The name at a position that can be renamed. */
export function renameableAt(
  snapshot: Snapshot,
  position: Position,
): { readonly range: Range; readonly placeholder: string } | undefined {
  const place = placeAt(snapshot, position);
  const found = place && nameAt(place);
  if (!found) return undefined;
  return { range: rangeIn(place.declaration, place.line, found.extent), placeholder: found.name.text };
}

/** What the grammar takes for a name of each kind. */
const FORMS: Readonly<Record<NameKind, RegExp>> = {
  let: /^[A-Za-z_][A-Za-z0-9_]*$/,
  backing: /^[A-Za-z_][A-Za-z0-9_.-]*$/,
  machine: /^[A-Za-z_][A-Za-z0-9_.-]*$/,
};

function objection(snapshot: Snapshot, { kind }: Name, newName: string): string | undefined {
  if (!FORMS[kind].test(newName)) {
    const more = kind === 'let' ? 'letters, digits and _' : 'letters, digits, _, . and -';
    return `'${clip(newName)}' cannot be the name of a ${kind}: it begins with a letter or _, and consists of ${more}.`;
  }
  // A name that is only used would be taken for the renamed one as well.
  const taken = occurrencesOf(snapshot, { kind, text: newName });
  if (taken.length === 0) return undefined;
  return taken.some(({ defines }) => defines)
    ? `There is a ${kind} '${clip(newName)}' already.`
    : `The name '${clip(newName)}' is used already, though nothing defines it.`;
}
