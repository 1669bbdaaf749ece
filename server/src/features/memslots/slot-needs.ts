import type { Backing } from '../../model/backing';
import type { SetMemoryRegion } from '../../model/slot-operation';
import { type HugePageNeed, pagesFor } from '../budget/machine-needs';

/**
 * The huge pages behind some slots. Slots of one backing share its pages: it counts whole where its size is known, and else
 * as far as its slots show it.
 */
export function slotNeeds(regions: readonly SetMemoryRegion[]): readonly HugePageNeed[] {
  const pieces = new Map<Backing | bigint, Piece>();
  for (const { page, backing, size } of regions) {
    if (page.kind !== 'hugetlb') continue;
    const key = backing ?? page.size;
    const piece = pieces.get(key);
    const shown = add(piece ? piece.shown : 0n, size.value);
    pieces.set(key, { name: backing?.name ?? 'slots', pageSize: page.size, whole: backing?.size.value, shown });
  }
  return [...pieces.values()].map(({ name, pageSize, whole, shown }) => {
    const size = whole ?? shown;
    // What a list says of host nodes is nothing.
    return { name, pageSize, pages: size === undefined ? undefined : pagesFor(size, pageSize), nodes: [] };
  });
}

interface Piece {
  readonly name: string;
  readonly pageSize: bigint;
  readonly whole: bigint | undefined;
  /** All of its slots together, in bytes. */
  readonly shown: bigint | undefined;
}

function add(sum: bigint | undefined, size: bigint | undefined): bigint | undefined {
  return sum === undefined || size === undefined ? undefined : sum + size;
}
