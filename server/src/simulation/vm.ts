import { type Architecture, architectureOf, granuleOf } from '../model/architecture';
import type { Host, VmType } from '../model/host';
import { atLeast } from '../model/kernel-version';
import type { Machine } from '../model/machine';
import { KVM_MEM_GUEST_MEMFD, type Operation } from '../model/slot-operation';
import { perChunk } from '../text/per-chunk';

/** What KVM's checks ask of the machine as a whole. */
export interface Vm {
  readonly host: Host;
  readonly architecture: Architecture;
  readonly pageSize: bigint;
  /** The page size minus one: the bits that must be clear in an aligned value. */
  readonly pageMask: bigint;
  /** The most that one slot can have: KVM_MEM_MAX_NR_PAGES (include/linux/kvm_host.h) pages. */
  readonly largestSlot: bigint;
  /** Where guest-physical addresses end: behind those that the machine has, or that any machine has, if that is not known. */
  readonly gpaEnd: bigint;
  /** Below that every machine of the architecture has guest-physical addresses; the same as `gpaEnd` where that is known. */
  readonly certainGpaEnd: bigint;
  /** kvm_arch_has_private_mem(). */
  readonly privateMemory: boolean;
  /** kvm_arch_nr_memslot_as_ids(): x86 has a second address space for SMM, unless memory is private. */
  readonly addressSpaces: bigint;
  /** Whether KVM_MEM_GUEST_MEMFD is known to this kernel for this machine; `undefined` when that is not known. */
  readonly guestMemfdFlag: boolean | undefined;
  /** kvm_arch_has_readonly_mem(); `undefined` when that is not known. */
  readonly readonlyFlag: boolean | undefined;
}

export function vmOf(machine: Machine): Vm {
  const { host } = machine;
  const architecture = architectureOf(host.arch);
  const { pageSize } = granuleOf(architecture, host.pageSize);
  const { certainBits, largestBits } = architecture.gpaLimit;
  const privateMemory = hasPrivateMemory(machine);
  return {
    host,
    architecture,
    pageSize,
    pageMask: pageSize - 1n,
    largestSlot: ((1n << 31n) - 1n) * pageSize,
    gpaEnd: addressEnd(host.gpaBits ?? largestBits),
    certainGpaEnd: addressEnd(host.gpaBits ?? certainBits),
    privateMemory,
    addressSpaces: host.arch === 'x86_64' && !privateMemory ? 2n : 1n,
    guestMemfdFlag: guestMemfdFlag(host, privateMemory),
    readonlyFlag: readonlyFlag(host, architecture),
  };
}

function addressEnd(bits: number): bigint {
  return 1n << BigInt(Math.min(bits, 64));
}

const PRIVATE: ReadonlySet<VmType> = new Set(['sw-protected', 'snp', 'tdx']);
const PROTECTED_STATE: ReadonlySet<VmType> = new Set(['sev-es', 'snp', 'tdx']);

/** Only x86 has private memory. Where nobody said what the machine is, it is one if anything uses private memory. */
function hasPrivateMemory(machine: Machine): boolean {
  const { host, operations } = machine;
  if (host.arch !== 'x86_64') return false;
  return host.vmType === undefined ? operations.chunks.some(anyPrivate) : PRIVATE.has(host.vmType);
}

const anyPrivate = perChunk((operations: readonly Operation[]): boolean => operations.some(usesPrivateMemory));

/** Whether an operation tells that the machine has private memory, where nothing else does. */
function usesPrivateMemory(operation: Operation): boolean {
  if (operation.kind === 'set-memory-attributes' || operation.guestMemfd !== undefined) return true;
  return ((operation.flags.value ?? 0n) & KVM_MEM_GUEST_MEMFD) !== 0n;
}

/** Linux 6.8 brought it for machines with private memory, 6.18 for every machine where KVM_GUEST_MEMFD is configured. */
function guestMemfdFlag(host: Host, privateMemory: boolean): boolean | undefined {
  if (!atLeast(host.kernel, 6, 18)) return atLeast(host.kernel, 6, 8) && privateMemory;
  return host.arch === 'x86_64' || host.arch === 'arm64' ? true : undefined;
}

/** x86 refuses read-only slots where the state of the CPUs is protected; read in Linux 6.12, for older ones not known. */
function readonlyFlag(host: Host, architecture: Architecture): boolean | undefined {
  if (host.arch !== 'x86_64' || host.vmType === undefined || !PROTECTED_STATE.has(host.vmType)) {
    return architecture.readonlySlots;
  }
  return atLeast(host.kernel, 6, 12) ? false : undefined;
}
