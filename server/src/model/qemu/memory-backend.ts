import type { Span } from '../../text/span';
import type { HostAddress } from '../host-address';
import type { BackendKind } from './backend-types';
import type { Fact } from './fact';
import type { MemoryObject } from './memory-object';

/** A memory backend as QEMU has it after it was made. */
export interface MemoryBackend {
  readonly id: string | undefined;
  /** What the memory map calls it: its id, or `/objects/ID` with old machine types. (host_memory_backend_get_name) */
  readonly name: string;
  readonly idSpan: Span;
  readonly kind: BackendKind;
  /** The -object; `undefined` for the backend that QEMU makes itself for -m. */
  readonly object: MemoryObject | undefined;
  /** Of the -object's value, or of the option that made QEMU make it. */
  readonly span: Span;
  /** Bytes, as the guest sees them. */
  readonly size: Fact<bigint>;
  readonly share: Fact<boolean>;
  readonly prealloc: Fact<boolean>;
  readonly reserve: Fact<boolean>;
  readonly readonly: Fact<boolean>;
  /** Whether the guest sees read-only memory. */
  readonly rom: boolean | undefined;
  readonly hugetlb: Fact<boolean>;
  readonly hugetlbSize: Fact<bigint>;
  readonly memPath: Fact<string>;
  /** Where in the file it begins. */
  readonly fileOffset: Fact<bigint>;
  readonly policy: Fact<string>;
  readonly hostNodes: Fact<readonly bigint[]>;
  /** The pages it consists of, in bytes: the host's base page, or a huge page. */
  readonly pageSize: bigint | undefined;
  /** What its host address is a multiple of, and the address and size of a DIMM on it. (MemoryRegion.align) */
  readonly align: bigint | undefined;
  /** Where QEMU maps it, as far as that is known. */
  readonly hva: HostAddress;
  /** Whether QEMU makes it; false after a refusal. */
  readonly made: boolean;
}
