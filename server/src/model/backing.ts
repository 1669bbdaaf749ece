import type { Span } from '../text/span';
import type { Quantity } from './quantity';

/** What memory lies behind a slot: anonymous memory, a file, a memfd, or a guest_memfd that only KVM can map. */
export type BackingType = 'anon' | 'file' | 'memfd' | 'guest_memfd';

export const BACKING_TYPES: readonly BackingType[] = ['anon', 'file', 'memfd', 'guest_memfd'];

/**
 * The pages a backing consists of. `base`: base pages only. `thp`: base pages that the kernel joins to pages of PMD size
 * (2 MiB on x86) where it can. `hugetlb`: pages of exactly `size` bytes.
 */
export type BackingPage =
  | { readonly kind: 'base' }
  | { readonly kind: 'thp' }
  | { readonly kind: 'hugetlb'; readonly size: bigint }
  | { readonly kind: 'unknown' };

/** Memory that slots take their pieces from. */
export interface Backing {
  readonly name: string;
  readonly nameSpan: Span;
  readonly type: BackingType | undefined;
  readonly page: BackingPage;
  readonly pageSpan: Span | undefined;
  /** Where byte 0 of the backing is mapped in the host process. */
  readonly hva: Quantity;
  /** How many bytes it has. A guest_memfd's size is fixed when it is created. */
  readonly size: Quantity;
  /** What the mapping's address is a multiple of, in bytes. */
  readonly align: Quantity;
}
