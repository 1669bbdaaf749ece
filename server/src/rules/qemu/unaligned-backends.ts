import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { MIB } from '../../model/qemu/units';
import { basePageOf, guestBackends, mayUseKvm } from './backend-uses';
import type { QemuFacts } from './qemu-facts';

const HUGE = 2n * MIB;

/**
 * The memfds and files that KVM maps with base pages, because QEMU aligns them to less than 2 MiB.
 * (util/mmap-alloc.c: qemu_ram_mmap)
 */
export function unalignedBackends(facts: QemuFacts): readonly MemoryBackend[] {
  if (!facts.simulation || !mayUseKvm(facts) || basePageOf(facts) !== 4096n) return [];
  // Private memory of confidential guests lies in a guest_memfd.
  if (facts.started.config.options.confidentialGuest.span) return [];
  // Somebody who asks for huge pages in vain is told so by another rule.
  return guestBackends(facts).filter(
    ({ kind, made, pageSize, align, size, hugetlbSize }) =>
      made &&
      (kind === 'memfd' || kind === 'file' || kind === 'shm') &&
      pageSize === 4096n &&
      align !== undefined &&
      align < HUGE &&
      size.value !== undefined &&
      size.value >= HUGE &&
      !hugetlbSize.span,
  );
}
