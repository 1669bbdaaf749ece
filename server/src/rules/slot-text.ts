import { formatCount, formatSize, hex } from '../model/format';
import { addressValue } from '../model/host-address';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { PageUse } from '../simulation/page-use';
import { clip } from '../text/clip';

/** `slot 1 (ram_above_4G)`, `slot 2 of address space 1`. */
export function nameOf({ slot, addressSpace, name }: SetMemoryRegion): string {
  const id = slot.value === undefined ? 'this slot' : `slot ${slot.value}`;
  const space = addressSpace.value ? ` of address space ${addressSpace.value}` : '';
  return `${id}${space}${name ? ` (${clip(name)})` : ''}`;
}

/** `[0x100000000, 0x280000000)`; `undefined` when the place is not known. */
export function placeOf({ gpa, size }: SetMemoryRegion): string {
  if (gpa.value === undefined || size.value === undefined) return 'an unknown place';
  return `[${hex(gpa.value)}, ${hex(gpa.value + size.value)})`;
}

/** `userspace_addr 0x7f5733fff000`, or `offset 0x100000` where only that is known. */
export function addressText({ userspaceAddr, offset }: SetMemoryRegion): string {
  const value = addressValue(userspaceAddr);
  if (userspaceAddr.span && value !== undefined) return `userspace_addr ${hex(value)}`;
  if (offset?.value !== undefined) return `offset ${hex(offset.value)}`;
  return value === undefined ? 'userspace_addr' : `userspace_addr ${hex(value)}`;
}

/** `1,023 × 2 MiB + 256 × 4 KiB`, the largest pages first. */
export function pagesText(use: PageUse): string {
  const used = use.pages.filter(({ count }) => count > 0n).reverse();
  return used.map(({ count, size }) => `${formatCount(count)} × ${formatSize(size)}`).join(' + ');
}
