import { alignUp, spannedRegions } from '../layout/align';
import type { Host } from '../model/host';
import { KVM_MEM_GUEST_MEMFD, KVM_MEM_LOG_DIRTY_PAGES, type SetMemoryRegion } from '../model/slot-operation';
import { tallyAttributes } from './attribute-tally';
import type { MemoryAttributes } from './memory-attributes';
import { secondLevelOf } from './second-level';

/** What a slot costs the host's kernel besides page tables, in bytes. 0 where it costs nothing. */
export interface SlotCosts {
  /** x86, always: one counter for each region that could be a huge page (kvm_alloc_memslot_metadata). */
  readonly hugePageInfo: bigint;
  /**
   * x86, from the first nested guest on: the reverse map (memslot_rmap_alloc) and the write-track counters
   * (page_track.c). Counted whatever `Host.nested` says.
   */
  readonly nestedReverseMap: bigint;
  readonly nestedWriteTrack: bigint;
  /** With KVM_MEM_LOG_DIRTY_PAGES, unless a dirty ring is used: two bitmaps (kvm_alloc_dirty_bitmap). */
  readonly dirtyBitmaps: bigint;
  /**
   * One xarray entry for each private page (kvm->mem_attr_array), in nodes of 576 bytes: as if the private pages of the
   * slot were one run, which is the least that they can cost.
   */
  readonly attributeNodes: bigint;
}

/** `undefined` when place, size or flags are not known. */
export function slotCosts(region: SetMemoryRegion, host: Host, attributes: MemoryAttributes): SlotCosts | undefined {
  const { gpa, size, flags } = region;
  if (gpa.value === undefined || size.value === undefined || flags.value === undefined) return undefined;
  const { pageSize, mappable } = secondLevelOf(host).granule;
  const pages = size.value / pageSize;
  const x86 = host.arch === 'x86_64';
  const [start, length] = [gpa.value, size.value];
  const hugeRegions = mappable.slice(1).reduce((sum, page) => sum + spannedRegions(start, length, page), 0n);
  const dirty = (flags.value & KVM_MEM_LOG_DIRTY_PAGES) !== 0n;
  const guestMemfd = (flags.value & KVM_MEM_GUEST_MEMFD) !== 0n;
  const privateBytes = guestMemfd ? tallyAttributes(region, attributes).privateBytes : 0n;
  return {
    hugePageInfo: x86 ? 4n * hugeRegions : 0n,
    nestedReverseMap: x86 ? 8n * (pages + hugeRegions) : 0n,
    nestedWriteTrack: x86 ? 2n * pages : 0n,
    dirtyBitmaps: dirty ? 2n * (alignUp(pages, 64n) / 8n) : 0n,
    attributeNodes: XA_NODE_SIZE * xarrayNodes(privateBytes / pageSize),
  };
}

/** sizeof(struct xa_node). */
const XA_NODE_SIZE = 576n;

/** Nodes of 64 entries over so many pages, the nodes over those, and so on to the one at the top. */
function xarrayNodes(pages: bigint): bigint {
  let nodes = 0n;
  for (let level = pages; level > 1n || nodes === 0n; ) {
    level = (level + 63n) / 64n;
    nodes += level;
    if (level === 0n) break;
  }
  return nodes;
}
