import type { Chunk } from './chunk';

let functions = 0;

/** `compute`, which remembers in every chunk what it gave for the items there: one look at an array, however many chunks there are. */
export function perChunk<T, V>(compute: (items: readonly T[]) => V): (chunk: Chunk<T>) => V {
  const number = functions++;
  return ({ items, notes }) => {
    notes[number] ??= compute(items);
    return notes[number] as V;
  };
}
