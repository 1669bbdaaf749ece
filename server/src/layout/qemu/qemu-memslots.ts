import type { BackingPage } from '../../model/backing';
import type { HostAddress } from '../../model/host-address';
import { hostPageSize } from '../../model/qemu/host-memory';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { MIB } from '../../model/qemu/units';
import { KVM_MEM_GUEST_MEMFD, KVM_MEM_READONLY } from '../../model/slot-operation';
import { alignDown, alignUp } from '../align';
import type { GuestRegion } from './guest-region';
import type { StartedMachine } from './start-machine';

/** A memslot that KVM ends with before the guest runs. Sizes and addresses in bytes. */
export interface QemuMemslot {
  readonly gpa: bigint;
  readonly size: bigint;
  /** KVM_MEM_* bits. */
  readonly flags: bigint;
  /** Where it begins in its RAM block, and in the guest_memfd where there is one. */
  readonly blockOffset: bigint;
  /** userspace_addr, as far as it is known. */
  readonly userspaceAddr: HostAddress;
  /** What the memory at userspace_addr consists of. */
  readonly page: BackingPage;
  /** `undefined`: firmware, which has no backend. */
  readonly backend: MemoryBackend | undefined;
  readonly region: GuestRegion;
}

/** Objects whose guests have private memory in a guest_memfd. (target/i386/sev.c: sev_snp_guest_instance_init; target/i386/kvm/tdx.c) */
const PRIVATE_MEMORY = new Set(['sev-snp-guest', 'tdx-guest']);

/**
 * The memslots that QEMU makes of the flat view: each region shrunk to whole host pages. Slot numbers are left out, as they
 * follow from the order of changes during the start. (accel/kvm/kvm-all.c: kvm_align_section, kvm_set_phys_mem, kvm_mem_flags)
 */
export function qemuMemslots(machine: StartedMachine): QemuMemslot[] | undefined {
  const { regions, config } = machine;
  if (!regions) return undefined;
  const page = hostPageSize(config.setting.host);
  const confidential = confidentialGuest(machine);
  const readonlyFirmware = config.machine?.family !== 'microvm' && config.machine?.family !== 'isapc';
  const slots: QemuMemslot[] = [];
  for (const region of regions) {
    const start = alignUp(region.gpa, page);
    const end = alignDown(region.gpa + region.size, page);
    if (end <= start) continue;
    const blockOffset = region.offset + (start - region.gpa);
    const { backend } = region;
    const rom = backend ? backend.rom === true : readonlyFirmware;
    const flags = (rom && !confidential ? KVM_MEM_READONLY : 0n) | (confidential ? KVM_MEM_GUEST_MEMFD : 0n);
    slots.push({
      gpa: start,
      size: end - start,
      flags,
      blockOffset,
      userspaceAddr: shift(backend?.hva ?? FIRMWARE, blockOffset),
      page: backend ? pageOf(backend, page) : { kind: 'thp' },
      backend,
      region,
    });
  }
  return slots;
}

/** Firmware lies in anonymous memory. */
const FIRMWARE: HostAddress = { modulus: 2n * MIB, residue: 0n, span: undefined };

function shift(address: HostAddress, offset: bigint): HostAddress {
  return { ...address, residue: (address.residue + offset) % address.modulus };
}

/** Whether the machine's confidential guest object keeps its memory in guest_memfds. */
function confidentialGuest(machine: StartedMachine): boolean {
  const id = machine.config.options.confidentialGuest.value;
  const object = id === undefined ? undefined : machine.config.objects.find((candidate) => candidate.id === id);
  return object?.typeName !== undefined && PRIVATE_MEMORY.has(object.typeName);
}

/** Anonymous memory gets transparent huge pages by QEMU's own madvise; shared memory and files go by the host's settings. */
function pageOf(backend: MemoryBackend, hostPage: bigint): BackingPage {
  if (backend.pageSize === undefined) return { kind: 'unknown' };
  if (backend.pageSize > hostPage) return { kind: 'hugetlb', size: backend.pageSize };
  if (backend.kind === 'ram' && backend.share.value === false) return { kind: 'thp' };
  return backend.kind === 'epc' ? { kind: 'base' } : { kind: 'unknown' };
}
