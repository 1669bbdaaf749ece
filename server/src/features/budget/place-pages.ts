import type { HostProfile } from '../../model/qemu/host-profile';
import type { PoolDemand } from './huge-page-budget';

/** The huge pages of one size that a host is to have. */
export interface PagePlan {
  /** In bytes. */
  readonly pageSize: bigint;
  readonly pages: bigint;
  /** How many on which node, in the order of the nodes; `undefined`: wherever the kernel has them. */
  readonly byNode: ReadonlyMap<bigint, bigint> | undefined;
}

/**
 * How many huge pages a host has to have for all machines at the same time, the largest pages first. Where no machine asks
 * for nodes, the kernel spreads them over all that have memory. Where any does, what may come from several nodes is divided
 * among these evenly; what may come from any, among the nodes of the host, or as long as those are not known, among the ones
 * that machines ask for.
 */
export function placePages(pools: readonly PoolDemand[], { numaNodes }: HostProfile): readonly PagePlan[] {
  const known = numaNodes?.map(({ id }) => BigInt(id)) ?? [];
  return [...new Set(pools.map(({ pageSize }) => pageSize))].map((pageSize) => {
    const own = pools.filter((pool) => pool.pageSize === pageSize);
    const pages = own.reduce((sum, pool) => sum + pool.sum, 0n);
    const named = [...new Set(own.flatMap(({ nodes }) => nodes))];
    if (named.length === 0) return { pageSize, pages, byNode: undefined };
    const anywhere = known.length > 0 ? known : named;
    const counts = new Map<bigint, bigint>();
    for (const { nodes, sum } of own) spread(sum, nodes.length > 0 ? nodes : anywhere, counts);
    return { pageSize, pages, byNode: new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1))) };
  });
}

/** Divides pages evenly; the first nodes get what is left over. */
function spread(pages: bigint, nodes: readonly bigint[], counts: Map<bigint, bigint>): void {
  const share = pages / BigInt(nodes.length);
  const more = pages % BigInt(nodes.length);
  for (const [i, node] of nodes.entries()) {
    const count = share + (BigInt(i) < more ? 1n : 0n);
    if (count > 0n) counts.set(node, (counts.get(node) ?? 0n) + count);
  }
}
