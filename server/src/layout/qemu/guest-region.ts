import type { MemoryBackend } from '../../model/qemu/memory-backend';

/** A piece of guest-physical memory as QEMU's flat view shows it. Sizes and addresses in bytes. */
export interface GuestRegion {
  /** `nv-ram`: the memory of an nvdimm. `rom`: firmware. */
  readonly kind: 'ram' | 'nv-ram' | 'rom';
  /** The name of the backend in the memory map, or that of the firmware's region. */
  readonly name: string;
  /** `undefined`: firmware. */
  readonly backend: MemoryBackend | undefined;
  readonly gpa: bigint;
  readonly size: bigint;
  /** Where it begins in the backend. */
  readonly offset: bigint;
}

/** Cuts `[start, end)` out of the regions, which stay in their order. */
export function cutOut(regions: readonly GuestRegion[], start: bigint, end: bigint): GuestRegion[] {
  const kept: GuestRegion[] = [];
  for (const region of regions) {
    const regionEnd = region.gpa + region.size;
    if (regionEnd <= start || end <= region.gpa) {
      kept.push(region);
      continue;
    }
    if (region.gpa < start) kept.push({ ...region, size: start - region.gpa });
    if (end < regionEnd)
      kept.push({ ...region, gpa: end, size: regionEnd - end, offset: region.offset + (end - region.gpa) });
  }
  return kept;
}
