import { hex } from '../../model/format';
import { alignUp } from '../align';
import type { MemoryRange } from './device-memory';
import type { Occupancy } from './occupancy';

/** Where a memory device goes, or QEMU's words about why it goes nowhere. */
export type Placement =
  | { readonly start: bigint; readonly fault?: undefined }
  | { readonly fault: string; readonly reason: 'unaligned' | 'outside' | 'conflict' | 'fragmented' };

/**
 * Finds the place of a memory device of `size` bytes: at `hint` where that is given, else the first that fits, in multiples
 * of `align`. (hw/mem/memory-device.c: memory_device_get_free_addr)
 */
export function placeDevice(
  region: MemoryRange,
  occupancy: Occupancy,
  hint: bigint | undefined,
  size: bigint,
  align: bigint,
): Placement {
  const regionEnd = region.start + region.size;
  if (hint === undefined) return firstFit(region.start, regionEnd, occupancy, size, align);
  if (hint % align !== 0n) return { fault: `address must be aligned to ${hex(align)} bytes`, reason: 'unaligned' };
  if (hint < region.start || hint + size > regionEnd) {
    const fault = `can't add memory device [${hex(hint)}:${hex(size)}], usable range for memory devices [${hex(region.start)}:${hex(region.size)}]`;
    return { fault, reason: 'outside' };
  }
  const other = occupancy.ranges.findOverlap(hint, hint + size)?.value.device;
  if (!other) return { start: hint };
  return { fault: `address range conflicts with memory device id='${other.id ?? '(unnamed)'}'`, reason: 'conflict' };
}

/** Nothing is ever taken away, so that a search for the same size and alignment goes on where the last one ended. */
function firstFit(
  regionStart: bigint,
  regionEnd: bigint,
  occupancy: Occupancy,
  size: bigint,
  align: bigint,
): Placement {
  const key = `${size}/${align}`;
  let start = occupancy.searched.get(key) ?? alignUp(regionStart, align);
  for (;;) {
    const other = occupancy.ranges.findOverlap(start, start + size);
    if (!other) break;
    start = alignUp(other.end, align);
  }
  occupancy.searched.set(key, start);
  if (start + size <= regionEnd) return { start };
  const fault =
    'could not find position in guest address space for memory device - memory fragmented due to alignments';
  return { fault, reason: 'fragmented' };
}
