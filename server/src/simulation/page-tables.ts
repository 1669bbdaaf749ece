import { spannedRegions } from '../layout/align';
import type { Host } from '../model/host';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { PageUse } from './page-use';
import { secondLevelOf } from './second-level';

/** Second-level page tables that one slot needs, if it were alone and all of it mapped. */
export interface TableUse {
  /** Tables, the root included. */
  readonly pages: bigint;
  readonly bytes: bigint;
}

/**
 * A table is needed for every region it resolves that the slot touches, unless one larger page maps the region. With
 * 4 KiB tables of 512 entries: a page table for each 2 MiB, a page directory for each 1 GiB, and so on up to the root.
 *
 * `undefined` where the shape of the tables is not known, or does not reach the slot.
 */
export function tableUse({ gpa, size }: SetMemoryRegion, host: Host, use: PageUse): TableUse | undefined {
  const { granule } = secondLevelOf(host);
  const root = granule.tables?.rootFor(host.gpaBits);
  if (granule.tables === undefined || root === undefined || gpa.value === undefined || size.value === undefined) {
    return undefined;
  }
  if (gpa.value + size.value > 1n << BigInt(root.gpaBits)) return undefined;
  const { tableSize, bitsPerLevel } = granule.tables;
  let tables = 0n;
  for (let level = 1; level < root.levels; level++) {
    const region = granule.pageSize << BigInt(level * bitsPerLevel);
    tables += spannedRegions(gpa.value, size.value, region);
    for (const page of use.pages) if (page.size >= region) tables -= (page.count * page.size) / region;
  }
  const bytes = tables * tableSize + root.size;
  return { pages: bytes / granule.pageSize, bytes };
}

/**
 * How many memory references a TLB miss costs at most: each step through the guest's page tables, and the page it leads
 * to, is a guest-physical address that the second level has to translate first.
 *
 * @param guestLevels steps through the guest's page tables (x86: 4 for 4 KiB pages, 3 for 2 MiB, 2 for 1 GiB)
 * @param hostLevels steps through the second level's, see `hostLevels`
 */
export function walkReferences(guestLevels: number, hostLevels: number): number {
  return (guestLevels + 1) * (hostLevels + 1) - 1;
}

/** How many steps the second level takes to a page of `size` bytes; `undefined` where its shape is not known. */
export function hostLevels(host: Host, size: bigint): number | undefined {
  const { granule } = secondLevelOf(host);
  const root = granule.tables?.rootFor(host.gpaBits);
  if (granule.tables === undefined || root === undefined) return undefined;
  let steps = root.levels;
  for (let page = granule.pageSize; page < size && steps > 1; steps--) page <<= BigInt(granule.tables.bitsPerLevel);
  return steps;
}
