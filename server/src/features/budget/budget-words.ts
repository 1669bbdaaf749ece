import { formatCount, formatSize, plural } from '../../model/format';
import type { HugePageBudget, PoolDemand } from './huge-page-budget';
import type { HugePageNeed } from './machine-needs';

/** `1 GiB pages on host node 0`. */
export function poolTitle({ pageSize, nodes }: PoolDemand): string {
  return `${formatSize(pageSize)} pages on ${onNodes(nodes)}`;
}

/** `8 (8 GiB) for 2 machines, 4 for the largest; the host has 4: 4 missing`. */
export function poolText({ pageSize, sum, largest, machines, total, free, missing }: PoolDemand): string {
  const amount = `${formatCount(sum)} (${formatSize(sum * pageSize)})`;
  const demand =
    machines === 1 ? amount : `${amount} for ${machines} machines, ${formatCount(largest)} for the largest`;
  if (total === undefined) return demand;
  const inUse = free !== undefined && free < total ? `, ${formatCount(free)} of them free` : '';
  const lack = missing ? `: ${formatCount(missing)} missing` : '';
  return `${demand}; the host has ${formatCount(total)}${inUse}${lack}`;
}

/** `8 pages of 1 GiB on host node 0`. */
export function needText({ pageSize, pages, nodes }: HugePageNeed): string {
  if (pageSize === undefined) return 'whether on huge pages is not known';
  const count = pages === undefined ? 'how many is not known' : plural(pages, 'page');
  const where = nodes === undefined ? ', on which host node is not known' : ` on ${onNodes(nodes)}`;
  return pages === undefined
    ? `pages of ${formatSize(pageSize)}${where}: ${count}`
    : `${count} of ${formatSize(pageSize)}${where}`;
}

/** What a budget leaves out, in sentences. */
export function budgetNotes({ unknownPieces, openMachines }: HugePageBudget): readonly string[] {
  return [
    unknownPieces > 0
      ? `Not counted: ${plural(BigInt(unknownPieces), 'piece')} of memory whose pages, or their host node, are not known.`
      : '',
    openMachines > 0
      ? `More may be taken by ${plural(BigInt(openMachines), 'machine')} of which not all is known.`
      : '',
  ].filter(Boolean);
}

/** `host nodes 0, 1`, `any host node`. */
function onNodes(nodes: readonly bigint[]): string {
  return nodes.length === 0 ? 'any host node' : `host node${nodes.length > 1 ? 's' : ''} ${nodes.join(', ')}`;
}
