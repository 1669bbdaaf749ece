import { hex } from '../../model/qemu/units';
import { alignUp } from '../align';
import type { MemoryRange } from './device-memory';

/** A memory device that has its place already. */
export interface OccupiedRange extends MemoryRange {
  /** For the message when another device is put on it. */
  readonly id: string | undefined;
}

/** Where a memory device goes, or QEMU's words about why it goes nowhere. */
export type Placement =
  | { readonly start: bigint; readonly fault?: undefined }
  | { readonly fault: string; readonly reason: 'unaligned' | 'outside' | 'conflict' | 'fragmented' };

/**
 * Finds the place of a memory device of `size` bytes: at `hint` where that is given, else the first that fits, in multiples
 * of `align`. `occupied` need not be sorted. (hw/mem/memory-device.c: memory_device_get_free_addr)
 */
export function placeDevice(
  region: MemoryRange,
  occupied: readonly OccupiedRange[],
  hint: bigint | undefined,
  size: bigint,
  align: bigint,
  unnamed: string,
): Placement {
  if (hint !== undefined && hint % align !== 0n)
    return { fault: `address must be aligned to ${hex(align)} bytes`, reason: 'unaligned' };
  const regionEnd = region.start + region.size;
  let start = hint ?? alignUp(region.start, align);
  if (hint !== undefined && (hint < region.start || hint + size > regionEnd)) {
    const fault = `can't add memory device [${hex(hint)}:${hex(size)}], usable range for memory devices [${hex(region.start)}:${hex(region.size)}]`;
    return { fault, reason: 'outside' };
  }
  const sorted = [...occupied].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  for (const other of sorted) {
    if (other.start >= start + size) break;
    if (other.start + other.size <= start) continue;
    if (hint !== undefined)
      return { fault: `address range conflicts with memory device id='${other.id ?? unnamed}'`, reason: 'conflict' };
    start = alignUp(other.start + other.size, align);
  }
  if (start + size > regionEnd) {
    const fault =
      'could not find position in guest address space for memory device - memory fragmented due to alignments';
    return { fault, reason: 'fragmented' };
  }
  return { start };
}
