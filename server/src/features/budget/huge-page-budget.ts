import { freeHugePages, totalHugePages } from '../../model/qemu/host-memory';
import type { HostProfile } from '../../model/qemu/host-profile';
import type { MachineNeeds } from './machine-needs';

/** What machines take together of the huge pages of one size that come from the same host nodes. */
export interface PoolDemand {
  /** In bytes. */
  readonly pageSize: bigint;
  /** Ascending; empty: any node. */
  readonly nodes: readonly bigint[];
  /** Of all machines, should they run at the same time. */
  readonly sum: bigint;
  /** Of the one machine that takes the most. */
  readonly largest: bigint;
  readonly machines: number;
  /** What the host has on these nodes, in use or not; `undefined`: not known. */
  readonly total: bigint | undefined;
  /** What of that nobody has in use; `undefined`: not known. */
  readonly free: bigint | undefined;
  /** How many are missing there at least, should all machines run at the same time; `undefined`: not known. */
  readonly missing: bigint | undefined;
}

/** The demand of some machines for huge pages, and what of it is not known. */
export interface HugePageBudget {
  /** The largest pages first, and for each size the nodes in their order, any node last. */
  readonly pools: readonly PoolDemand[];
  /** Of how many pieces of memory the pages, their size or their nodes are not known. */
  readonly unknownPieces: number;
  /** How many machines may take more than they say. */
  readonly openMachines: number;
}

/**
 * Adds up what machines take. Nobody knows which of them run at the same time: there is the sum, and the largest.
 * `host`: where its pools are not known, nothing is compared.
 */
export function hugePageBudget(machines: readonly MachineNeeds[], host: HostProfile): HugePageBudget {
  const pools = new Map<string, Collected>();
  let unknownPieces = 0;
  let openMachines = 0;
  for (const { needs, complete } of machines) {
    if (!complete) openMachines += 1;
    const taken = new Map<string, Pool>();
    for (const { pageSize, pages, nodes } of needs) {
      if (pageSize === undefined || pages === undefined || !nodes) {
        unknownPieces += 1;
        continue;
      }
      const key = `${pageSize} ${nodes.join()}`;
      const pool = taken.get(key);
      taken.set(key, { pageSize, nodes, sum: (pool?.sum ?? 0n) + pages });
    }
    for (const [key, { sum: pages, ...pool }] of taken) {
      const { sum = 0n, largest = 0n, machines = 0 } = pools.get(key) ?? {};
      pools.set(key, {
        ...pool,
        sum: sum + pages,
        largest: pages > largest ? pages : largest,
        machines: machines + 1,
      });
    }
  }
  const compare = comparison([...pools.values()], host);
  return { pools: [...pools.values()].sort(inOrder).map(compare), unknownPieces, openMachines };
}

type Pool = Pick<PoolDemand, 'pageSize' | 'nodes' | 'sum'>;
type Collected = Pick<PoolDemand, 'pageSize' | 'nodes' | 'sum' | 'largest' | 'machines'>;

function inOrder(a: Collected, b: Collected): number {
  if (a.pageSize !== b.pageSize) return a.pageSize > b.pageSize ? -1 : 1;
  if (a.nodes.length === 0 || b.nodes.length === 0) return b.nodes.length - a.nodes.length;
  for (const [i, node] of a.nodes.entries()) {
    const other = b.nodes[i];
    if (other === undefined) return 1;
    if (node !== other) return node < other ? -1 : 1;
  }
  return -1;
}

/**
 * On a node there have to be the pages of all machines that are bound to it; on several nodes, besides those that may come
 * from any of these, the ones that have to come from a single one; on all nodes, every page.
 */
function comparison(all: readonly Collected[], host: HostProfile): (pool: Collected) => PoolDemand {
  const bound = new Map<string, bigint>();
  for (const { pageSize, nodes, sum } of all) {
    if (nodes.length === 1) bound.set(`${pageSize} ${nodes[0]}`, sum);
    const whole = `${pageSize} all`;
    bound.set(whole, (bound.get(whole) ?? 0n) + sum);
  }
  return (pool) => {
    const { pageSize, nodes, sum } = pool;
    let needed = nodes.length === 0 ? bound.get(`${pageSize} all`)! : sum;
    if (nodes.length > 1) for (const node of nodes) needed += bound.get(`${pageSize} ${node}`) ?? 0n;
    const total = totalHugePages(host, pageSize, nodes);
    const missing = total === undefined ? undefined : needed > total ? needed - total : 0n;
    return { ...pool, total, free: freeHugePages(host, pageSize, nodes), missing };
  };
}
