import { setSize } from '../../model/libvirt/edit-xml';
import type { SizeFact } from '../../model/libvirt/libvirt-domain';
import type { PreparedDomain } from '../../model/libvirt/prepared-domain';
import type { Edit } from '../define-rule';

/** A size of a cell or of a memory device, or `<memory>`, and what it is to be, in KiB. */
export interface NewSize {
  readonly size: SizeFact;
  readonly kib: bigint;
}

/**
 * Gives cells and memory devices other sizes. `<memory>` counts them all, so that it follows where it was right before, and
 * `<currentMemory>` where it said the same: no other part of the domain becomes larger or smaller by that.
 */
export function resize({ domain, memory }: PreparedDomain, sizes: readonly NewSize[]): readonly Edit[] {
  const edits = sizes.flatMap(({ size, kib }) => setSize(size, kib));
  const { memory: total, currentMemory } = domain;
  const { written, plugged } = memory;
  const growth = sizes.reduce((sum, { size, kib }) => sum + kib - (size.value ?? kib), 0n);
  const counts = written !== undefined && plugged !== undefined && written + plugged === total.value;
  if (growth === 0n || total.value === undefined || !counts) return edits;
  const isTold = sizes.some(({ size }) => size === total);
  return [
    ...edits,
    ...(isTold ? [] : setSize(total, total.value + growth)),
    ...(currentMemory.value === total.value ? setSize(currentMemory, total.value + growth) : []),
  ];
}
