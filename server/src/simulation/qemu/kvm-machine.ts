import { qemuMemslots } from '../../layout/qemu/qemu-memslots';
import type { StartedMachine } from '../../layout/qemu/start-machine';
import type { ArchitectureName } from '../../model/architecture';
import type { VmType } from '../../model/host';
import type { Machine } from '../../model/machine';
import { kvmHost } from '../../model/qemu/kvm-host';
import type { QemuTarget } from '../../model/qemu/machine-type';
import { derived, UNKNOWN } from '../../model/quantity';
import { KVM_MEM_GUEST_MEMFD, type SetMemoryRegion } from '../../model/slot-operation';
import { ChunkedList } from '../../text/chunked-list';
import type { Span } from '../../text/span';
import { wordTable } from '../../text/word-table';

/** KVM's architectures by the names of QEMU's programs. A guest runs under KVM only on a host of its own kind. */
const ARCHITECTURES: Readonly<Partial<Record<QemuTarget, ArchitectureName>>> = {
  x86_64: 'x86_64',
  aarch64: 'arm64',
  riscv64: 'riscv64',
  loongarch64: 'loongarch64',
  s390x: 's390x',
  ppc64: 'ppc64',
};

/** Kinds of confidential guests whose memory KVM treats on its own. */
const VM_TYPES: Readonly<Record<string, VmType>> = wordTable({
  'sev-snp-guest': 'snp',
  'tdx-guest': 'tdx',
  'sev-guest': 'sev',
});

/**
 * The machine as KVM sees it: the calls that set the memslots which are there when the guest starts. Slot ids are given in
 * the order of the addresses, because QEMU's own follow from the history of its start. `undefined` when the layout is not
 * known, or the guest is of an architecture that KVM does not know. `placeOf`: where the document shows what stands in
 * another file.
 */
export function kvmMachineOf(started: StartedMachine, placeOf = (span: Span): Span => span): Machine | undefined {
  const { setting, options, objects, machine, machineSpan, span } = started.config;
  const arch = setting.target === undefined ? undefined : ARCHITECTURES[setting.target];
  const memslots = arch && qemuMemslots(started);
  if (!memslots) return undefined;
  const guard = objects.find((object) => object.id !== undefined && object.id === options.confidentialGuest.value);
  const host = kvmHost(
    setting.host,
    arch,
    guard?.typeName === undefined ? 'default' : (VM_TYPES[guard.typeName] ?? 'default'),
  );
  const operations = memslots.map((slot, id): SetMemoryRegion => {
    const place = placeOf(slot.backend?.span ?? machineSpan ?? span);
    const guestMemfd = (slot.flags & KVM_MEM_GUEST_MEMFD) !== 0n;
    return {
      kind: 'set-memory-region',
      source: 'list',
      span: place,
      headSpan: place,
      name: slot.region.name,
      addressSpace: derived(0n),
      slot: derived(BigInt(id)),
      gpa: derived(slot.gpa),
      size: derived(slot.size),
      userspaceAddr: slot.userspaceAddr,
      offset: derived(slot.blockOffset),
      flags: derived(slot.flags),
      backing: undefined,
      backingSpan: undefined,
      page: slot.page,
      guestMemfd: guestMemfd ? { id: `block:${slot.region.name}`, size: UNKNOWN, span: undefined } : undefined,
      recorded: undefined,
    };
  });
  return {
    name: machine?.name,
    nameSpan: machineSpan,
    host,
    rule: 'upstream',
    ruleSpan: undefined,
    backings: [],
    operations: ChunkedList.of(operations),
  };
}
