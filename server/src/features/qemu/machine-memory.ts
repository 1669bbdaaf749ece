import type { PlacedDevice } from '../../layout/qemu/plug-state';
import { qemuMemslots } from '../../layout/qemu/qemu-memslots';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { KVM_MEM_READONLY, type SetMemoryRegion } from '../../model/slot-operation';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { pagesText } from '../../rules/slot-text';
import { type PageSegment, pageSegments } from '../../simulation/page-segments';
import { type PageUse, simulatePagesBackedBy } from '../../simulation/page-use';
import { secondLevelOf } from '../../simulation/second-level';

/** A memslot of a machine with what is in it. Addresses and sizes in bytes. */
export interface MemoryPiece {
  readonly gpa: bigint;
  readonly size: bigint;
  /** Of the RAM block: `pc.ram`, the id of a backend, `pc.bios`. */
  readonly name: string;
  /** `undefined`: firmware. */
  readonly backend: MemoryBackend | undefined;
  /** Where it begins in the backend. */
  readonly offset: bigint;
  /** `undefined`: the machine's RAM, or firmware. */
  readonly device: PlacedDevice | undefined;
  readonly readonly: boolean;
  /** `undefined`: the pages depend on something that is not known. */
  readonly use: PageUse | undefined;
  readonly segments: readonly PageSegment[];
  /** The pages in words. */
  readonly pages: string;
}

const KNOWN = new WeakMap<QemuFacts, readonly MemoryPiece[]>();

/** The memslots of a machine in the order of their addresses; `undefined` when the layout is not known. */
export function memoryOf(machine: QemuFacts): readonly MemoryPiece[] | undefined {
  const known = KNOWN.get(machine);
  if (known) return known;
  const { started, simulation } = machine;
  const slots = qemuMemslots(started);
  if (!slots) return undefined;
  const operations = [...(simulation?.machine.operations ?? [])];
  const devices = new Map(started.devices.map((device) => [device.gpa, device]));
  const pieces = slots.map((slot, i): MemoryPiece => {
    const operation = operations[i];
    const region = operation?.kind === 'set-memory-region' ? operation : undefined;
    const use = region && simulation?.pagesOf(region);
    const { backend, gpa, size } = slot;
    const device = devices.get(slot.region.gpa);
    return {
      gpa,
      size,
      name: slot.region.name,
      backend,
      offset: slot.blockOffset,
      device: device && device.backend === backend ? device : undefined,
      readonly: (slot.flags & KVM_MEM_READONLY) !== 0n,
      use,
      segments: region && simulation && use ? pageSegments(region, use, simulation.attributes) : [],
      pages: pagesOf(machine, region, use, backend),
    };
  });
  KNOWN.set(machine, pieces);
  return pieces;
}

/** The page sizes that KVM on the machine's host can map, ascending. */
export function mappablePages({ simulation }: QemuFacts): readonly bigint[] {
  return simulation ? secondLevelOf(simulation.machine.host).granule.mappable : [];
}

function pagesOf(
  { simulation }: QemuFacts,
  region: SetMemoryRegion | undefined,
  use: PageUse | undefined,
  backend: MemoryBackend | undefined,
): string {
  if (!region || !simulation) return 'not known';
  if (use) return `${use.upperBound ? 'up to ' : ''}${pagesText(use)}`;
  if (backend?.hugetlb.value && backend.pageSize === undefined) return 'huge ones, of a size that is not known';
  // The pages of a file are those of its file system.
  if (backend?.pageSize === undefined) return 'those of the file system, which is not known';
  const { host } = simulation.machine;
  const base = simulatePagesBackedBy(region, host, simulation.attributes, { kind: 'base' });
  const huge = simulatePagesBackedBy(region, host, simulation.attributes, { kind: 'thp' });
  if (!base) return 'not known';
  const small = pagesText(base);
  if (huge && pagesText(huge) === small) return small;
  return `${small}${huge ? `; if the host gives shared memory huge pages, up to ${pagesText(huge)}` : ''}`;
}
