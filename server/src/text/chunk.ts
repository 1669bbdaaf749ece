/** Consecutive items of a list, never changed, and what was worked out for them: it is kept as long as they are. */
export class Chunk<T> {
  /** By the number that `perChunk` gave to what works it out. */
  readonly notes: unknown[] = [];

  constructor(readonly items: readonly T[]) {}
}
