import { ChunkedList } from '../../text/chunked-list';
import type { Span } from '../../text/span';
import type { BackingPage } from '../backing';
import type { Host } from '../host';
import type { Machine } from '../machine';
import { derived } from '../quantity';
import { KVM_MEM_LOG_DIRTY_PAGES, type SetMemoryRegion } from '../slot-operation';

/** A piece of guest memory that is mapped by itself and is one memslot. */
export interface RamPiece {
  readonly name: string;
  readonly span: Span;
  readonly gpa: bigint;
  /** In bytes. */
  readonly size: bigint;
  readonly page: BackingPage;
}

/**
 * The machine that has these pieces of memory, as KVM sees it. Of a mapping's address only what follows from its huge pages
 * is known, which it is aligned to. (mm/hugetlb.c: hugetlb_get_unmapped_area)
 */
export function ramMachine(pieces: readonly RamPiece[], host: Host, logsDirty = false): Machine {
  const operations = pieces.map(({ name, span, gpa, size, page }, id): SetMemoryRegion => {
    const modulus = page.kind === 'hugetlb' ? page.size : host.pageSize;
    return {
      kind: 'set-memory-region',
      source: 'list',
      span,
      headSpan: span,
      name,
      addressSpace: derived(0n),
      slot: derived(BigInt(id)),
      gpa: derived(gpa),
      size: derived(size),
      userspaceAddr: { modulus, residue: 0n, span: undefined },
      offset: undefined,
      flags: derived(logsDirty ? KVM_MEM_LOG_DIRTY_PAGES : 0n),
      backing: undefined,
      backingSpan: undefined,
      page,
      guestMemfd: undefined,
      recorded: undefined,
    };
  });
  return {
    name: undefined,
    nameSpan: undefined,
    host,
    rule: 'upstream',
    ruleSpan: undefined,
    backings: [],
    operations: ChunkedList.of(operations),
  };
}
