import { Chunk } from './chunk';
import { partitionPoint } from './partition-point';

/** How many items a full chunk has: an edit looks at all items of one chunk, and at every chunk as a whole. */
const FULL = 64;

/**
 * An immutable list whose items are kept in chunks. A changed list shares every chunk that was not touched
 * with the one that it was made from, so that what was worked out for a chunk (`perChunk`) is found again.
 */
export class ChunkedList<T> implements Iterable<T> {
  /** The index of each chunk's first item. Worked out when somebody looks for an item. */
  private firsts: Uint32Array | undefined;

  private constructor(
    /** The items in order. No chunk is empty. */
    readonly chunks: readonly Chunk<T>[],
    readonly length: number,
  ) {}

  static of<T>(items: readonly T[]): ChunkedList<T> {
    return new ChunkedList(cutChunks(items), items.length);
  }

  /** A list of chunks that somebody else keeps as well. */
  static ofChunks<T>(all: readonly Chunk<T>[]): ChunkedList<T> {
    const chunks = all.filter(({ items }) => items.length > 0);
    return new ChunkedList(
      chunks,
      chunks.reduce((sum, { items }) => sum + items.length, 0),
    );
  }

  /** The item at an index, from the end where that is negative; `undefined` where there is none. */
  at(index: number): T | undefined {
    const place = index < 0 ? index + this.length : index;
    const chunk = this.chunkAt(place);
    return this.chunks[chunk]?.items[place - this.firstOf(chunk)];
  }

  /** The number of the chunk that an item is in; that of the last one for an index behind the end. */
  chunkAt(index: number): number {
    const { length } = this.chunks;
    return length < 2 ? 0 : partitionPoint(length, (i) => this.firstOf(i) <= index) - 1;
  }

  /** The index of a chunk's first item. */
  firstOf(chunk: number): number {
    if (!this.firsts) {
      this.firsts = new Uint32Array(this.chunks.length);
      let first = 0;
      for (let i = 0; i < this.chunks.length; i++) {
        this.firsts[i] = first;
        first += this.chunks[i]!.items.length;
      }
    }
    return this.firsts[chunk] ?? 0;
  }

  /** The index of the first item for which `before` is false, given that it is true up to there and false from there on. */
  partitionPoint(before: (item: T) => boolean): number {
    const { chunks } = this;
    const chunk = partitionPoint(chunks.length, (i) => before(chunks[i]!.items.at(-1)!));
    const items = chunks[chunk]?.items;
    return items ? this.firstOf(chunk) + partitionPoint(items.length, (i) => before(items[i]!)) : this.length;
  }

  /** The list in which the `removed` items from `start` on gave way to `inserted`. */
  replace(start: number, removed: number, inserted: readonly T[]): ChunkedList<T> {
    const { chunks } = this;
    if (chunks.length === 0) return ChunkedList.of(inserted);
    let first = this.chunkAt(start);
    let last = removed === 0 ? first : this.chunkAt(start + removed - 1);
    const head = chunks[first]!.items.slice(0, start - this.firstOf(first));
    let middle = head.concat(inserted, chunks[last]!.items.slice(start + removed - this.firstOf(last)));
    // What has become short joins a neighbour: there are never many short chunks.
    if (middle.length < FULL / 4 && chunks.length > 1) {
      if (last + 1 < chunks.length) middle = middle.concat(chunks[++last]!.items);
      else if (first > 0) middle = chunks[--first]!.items.concat(middle);
    }
    const pieces = middle.length > 2 * FULL ? cutChunks(middle) : middle.length > 0 ? [new Chunk(middle)] : [];
    const length = this.length + inserted.length - removed;
    return new ChunkedList(chunks.slice(0, first).concat(pieces, chunks.slice(last + 1)), length);
  }

  /** The list with other items in some places, in ascending order of the indices. */
  with(items: Iterable<readonly [index: number, item: T]>): ChunkedList<T> {
    const chunks = this.chunks.slice();
    let number = -1;
    let copy: T[] = [];
    for (const [index, item] of items) {
      const chunk = this.chunkAt(index);
      if (chunk !== number) {
        number = chunk;
        copy = this.chunks[chunk]!.items.slice();
        chunks[chunk] = new Chunk(copy);
      }
      copy[index - this.firstOf(chunk)] = item;
    }
    return number < 0 ? this : new ChunkedList<T>(chunks, this.length);
  }

  find(isWanted: (item: T) => boolean): T | undefined {
    for (const { items } of this.chunks) {
      const found = items.find(isWanted);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The index of the first item that is wanted; -1 where none is. */
  findIndex(isWanted: (item: T) => boolean): number {
    for (const [i, { items }] of this.chunks.entries()) {
      const at = items.findIndex(isWanted);
      if (at >= 0) return this.firstOf(i) + at;
    }
    return -1;
  }

  includes(item: T): boolean {
    return this.chunks.some(({ items }) => items.includes(item));
  }

  /** The items `[start, end)`. */
  *slice(start: number, end: number): IterableIterator<T> {
    let chunk = this.chunkAt(start);
    let at = start - this.firstOf(chunk);
    for (let left = end - start; left > 0 && chunk < this.chunks.length; chunk++, at = 0)
      for (const { items } = this.chunks[chunk]!; at < items.length && left > 0; at++, left--) yield items[at]!;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const { items } of this.chunks) for (let i = 0; i < items.length; i++) yield items[i]!;
  }
}

function cutChunks<T>(items: readonly T[]): Chunk<T>[] {
  const chunks: Chunk<T>[] = [];
  for (let i = 0; i < items.length; i += FULL) chunks.push(new Chunk(items.slice(i, i + FULL)));
  return chunks;
}
