import { type ArchitectureName, architectureOf } from '../../../server/src/model/architecture';
import type { BackingPage } from '../../../server/src/model/backing';
import type { Host } from '../../../server/src/model/host';
import { type HostAddress, knownAddress } from '../../../server/src/model/host-address';
import { NEWEST_KERNEL, parseKernelVersion } from '../../../server/src/model/kernel-version';
import type { Machine } from '../../../server/src/model/machine';
import { derived, UNKNOWN } from '../../../server/src/model/quantity';
import type {
  GuestMemfd,
  Operation,
  SetMemoryAttributes,
  SetMemoryRegion,
} from '../../../server/src/model/slot-operation';
import { ChunkedList } from '../../../server/src/text/chunked-list';
import { spanOf } from '../../../server/src/text/span';

const SPAN = spanOf({ text: 'slot\n', lineCount: 1 }, 0, 4);

/** What a test says of a call; everything else is usual. `null` stands for a value that is not known. */
export interface RegionSpec {
  readonly as?: bigint | null;
  readonly slot?: bigint | null;
  readonly gpa?: bigint | null;
  readonly size?: bigint | null;
  readonly hva?: bigint | HostAddress;
  readonly offset?: bigint | null;
  readonly flags?: bigint | null;
  readonly page?: BackingPage;
  /** A file and, where it is known, its size. */
  readonly file?: { readonly id?: string; readonly size?: bigint };
  readonly recorded?: bigint;
  readonly backing?: SetMemoryRegion['backing'];
}

/** Where hosts of tests map things: a multiple of 1 TiB, so of every page size. */
export const BASE_HVA = 0x7f00_0000_0000n;

export function makeRegion(spec: RegionSpec): SetMemoryRegion {
  const { hva = BASE_HVA, file, offset } = spec;
  return {
    kind: 'set-memory-region',
    source: spec.recorded === undefined ? 'list' : 'trace',
    span: SPAN,
    headSpan: SPAN,
    name: undefined,
    addressSpace: quantity(spec.as, 0n),
    slot: quantity(spec.slot, 0n),
    gpa: quantity(spec.gpa, 0n),
    size: quantity(spec.size, 0x200000n),
    userspaceAddr: typeof hva === 'bigint' ? knownAddress(hva, SPAN) : hva,
    offset: offset === undefined ? undefined : quantity(offset, 0n),
    flags: quantity(spec.flags, 0n),
    backing: spec.backing,
    backingSpan: undefined,
    page: spec.page ?? { kind: 'base' },
    guestMemfd: file && guestMemfd(file),
    recorded: spec.recorded === undefined ? undefined : derived(spec.recorded),
  };
}

export function makeAttributes(gpa: bigint, size: bigint, isPrivate: boolean): SetMemoryAttributes {
  return {
    kind: 'set-memory-attributes',
    span: SPAN,
    headSpan: SPAN,
    gpa: derived(gpa),
    size: derived(size),
    private: isPrivate,
  };
}

export function makeHost(overrides: Partial<Omit<Host, 'kernel'>> & { kernel?: string } = {}): Host {
  const arch: ArchitectureName = overrides.arch ?? 'x86_64';
  return {
    pageSize: architectureOf(arch).defaultPageSize,
    gpaBits: undefined,
    vmType: undefined,
    maxPage: undefined,
    nested: undefined,
    shmemThp: undefined,
    ...overrides,
    arch,
    kernel: (overrides.kernel && parseKernelVersion(overrides.kernel)) || NEWEST_KERNEL,
  };
}

export function makeMachine(operations: readonly Operation[], host: Host = makeHost()): Machine {
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

function quantity(value: bigint | null | undefined, usual: bigint) {
  return value === null ? UNKNOWN : derived(value ?? usual);
}

function guestMemfd({ id, size }: { readonly id?: string; readonly size?: bigint }): GuestMemfd {
  return { id, size: derived(size), span: undefined };
}
