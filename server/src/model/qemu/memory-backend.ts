import type { HostAddress } from '../host-address';
import type { Draft } from './backend-draft';

/** A memory backend as QEMU has it after it was made. */
export interface MemoryBackend extends Draft {
  /** What the memory map calls it: its id, or `/objects/ID` with old machine types. (host_memory_backend_get_name) */
  readonly name: string;
  /** Whether the guest sees read-only memory. */
  readonly rom: boolean | undefined;
  /** The pages it consists of, in bytes: the host's base page, or a huge page. */
  readonly pageSize: bigint | undefined;
  /** What its host address is a multiple of, and the address and size of a DIMM on it. (MemoryRegion.align) */
  readonly align: bigint | undefined;
  /** Where QEMU maps it, as far as that is known. */
  readonly hva: HostAddress;
  /** Whether QEMU makes it; false after a refusal. */
  readonly made: boolean;
}
