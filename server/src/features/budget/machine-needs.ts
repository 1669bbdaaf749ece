import type { Position } from '../../text/text-lines';

/** What a machine takes of the host's huge pages. */
export interface MachineNeeds {
  readonly name: string;
  /** Where it begins. */
  readonly position: Position;
  readonly needs: readonly HugePageNeed[];
  /** Everything that could take huge pages is among `needs`. */
  readonly complete: boolean;
}

/** The huge pages of one piece of memory: a backend of QEMU's, or the backing of slots. */
export interface HugePageNeed {
  /** What the piece is called. */
  readonly name: string;
  /** In bytes; `undefined`: not known, perhaps it has none. */
  readonly pageSize: bigint | undefined;
  /** How many; a page that is used in part counts whole. */
  readonly pages: bigint | undefined;
  /** The host nodes that they have to come from, ascending; empty: any. */
  readonly nodes: readonly bigint[] | undefined;
}

/** How many huge pages of each size are needed, as far as that is known. */
export function pagesBySize(needs: readonly HugePageNeed[]): ReadonlyMap<bigint, bigint> {
  const sums = new Map<bigint, bigint>();
  for (const { pageSize, pages } of needs)
    if (pageSize !== undefined && pages !== undefined) sums.set(pageSize, (sums.get(pageSize) ?? 0n) + pages);
  return sums;
}

/** So many pages hold a piece of memory of its own; sizes in bytes. */
export function pagesFor(size: bigint, pageSize: bigint): bigint {
  return (size + pageSize - 1n) / pageSize;
}
