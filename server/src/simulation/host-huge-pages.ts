import { differenceModulo } from '../layout/align';
import { architectureOf, granuleOf } from '../model/architecture';
import type { BackingPage } from '../model/backing';
import type { Host } from '../model/host';
import { addressModulo } from '../model/host-address';
import type { SetMemoryRegion } from '../model/slot-operation';

/** Why the host itself cannot give memory transparent huge pages, whatever KVM does. */
export type HugeTrouble =
  /** transparent_hugepage/shmem_enabled keeps them from memfds. */
  | { readonly kind: 'shmem-thp-off'; readonly setting: 'never' | 'deny' }
  /** `(userspace_addr - offset) mod` the page size, which must be 0 for a file's pages (thp_vma_suitable_order). */
  | { readonly kind: 'incongruent-offset'; readonly difference: bigint };

/** What keeps the pages at a slot's userspace_addr from being transparent huge pages; `undefined`: nothing that is known. */
export function hostHugeTrouble(region: SetMemoryRegion, host: Host, page: BackingPage): HugeTrouble | undefined {
  if (page.kind !== 'thp' || region.backing === undefined) return undefined;
  const { type } = region.backing;
  if (type !== 'memfd' && type !== 'file') return undefined;
  if (type === 'memfd' && (host.shmemThp === 'never' || host.shmemThp === 'deny')) {
    return { kind: 'shmem-thp-off', setting: host.shmemThp };
  }
  const { pmdSize } = granuleOf(architectureOf(host.arch), host.pageSize);
  const hva = addressModulo(region.userspaceAddr, pmdSize);
  const offset = region.offset?.value;
  if (hva === undefined || offset === undefined) return undefined;
  const difference = differenceModulo(hva, offset, pmdSize);
  return difference === 0n ? undefined : { kind: 'incongruent-offset', difference };
}
