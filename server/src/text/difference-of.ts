import type { ChunkedList } from './chunked-list';

/** How one list becomes another: the `removed` items from `start` on give way to `inserted` others. */
export interface Difference {
  readonly start: number;
  readonly removed: number;
  readonly inserted: number;
}

/** What lies between the items that two lists have in common at their ends; `undefined` when the lists are the same. */
export function differenceOf<T>(before: ChunkedList<T>, after: ChunkedList<T>): Difference | undefined {
  const shorter = Math.min(before.length, after.length);
  const start = commonItems(before, after, shorter, false);
  if (start === before.length && start === after.length) return undefined;
  const tail = commonItems(before, after, shorter - start, true);
  return { start, removed: before.length - start - tail, inserted: after.length - start - tail };
}

/** How many items, at most `most`, two lists have in common at the beginning or at the end. Chunks that both have count as one. */
function commonItems<T>(a: ChunkedList<T>, b: ChunkedList<T>, most: number, fromEnd: boolean): number {
  const from = <Item>(items: readonly Item[], i: number): Item | undefined => items[fromEnd ? items.length - 1 - i : i];
  let count = 0;
  for (let chunkA = 0, chunkB = 0, i = 0, j = 0; count < most; ) {
    const { items: x } = from(a.chunks, chunkA)!;
    const { items: y } = from(b.chunks, chunkB)!;
    if (x === y && i === 0 && j === 0 && count + x.length <= most) {
      count += x.length;
      chunkA++;
      chunkB++;
      continue;
    }
    if (from(x, i) !== from(y, j)) break;
    count++;
    if (++i === x.length) [chunkA, i] = [chunkA + 1, 0];
    if (++j === y.length) [chunkB, j] = [chunkB + 1, 0];
  }
  return count;
}
