import type { PlacedDevice } from '../../layout/qemu/plug-state';
import { hostPageSize } from '../../model/qemu/host-memory';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import type { OptionGroup } from '../../syntax/qemu/argument-list';
import { groupAt } from './property-edits';
import type { QemuFacts } from './qemu-facts';

/** The -object that a backend was made of; `undefined` for one that QEMU makes itself. */
export function groupOf(facts: QemuFacts, backend: MemoryBackend): OptionGroup | undefined {
  return groupAt(facts, backend.object?.list.span);
}

/** The backends that the guest's memory consists of, RAM first, each once; also where their sizes are not known. */
export function guestBackends({ started }: QemuFacts): readonly MemoryBackend[] {
  const backends = new Set(started.ram?.map((chunk) => chunk.backend) ?? likelyRam(started));
  for (const device of started.devices) if (device.backend && device.mapped) backends.add(device.backend);
  return [...backends];
}

/** What is RAM for certain, where not all is known of it. */
function likelyRam({ backends, config, numa }: QemuFacts['started']): MemoryBackend[] {
  const nodes = new Set(numa.nodes.map(({ memdev }) => memdev));
  const id = config.options.memoryBackend.value;
  return backends.filter((backend) => !backend.object || (id !== undefined && backend.id === id) || nodes.has(backend));
}

/** The devices that a backend is the memory of. */
export function devicesOn({ started }: QemuFacts, backend: MemoryBackend): readonly PlacedDevice[] {
  return started.devices.filter((device) => device.backend === backend);
}

/** The base page of the host. */
export function basePageOf({ started }: QemuFacts): bigint {
  return hostPageSize(started.config.setting.host);
}

/** Whether the memory consists of huge pages of hugetlbfs; `undefined` when that is not known. */
export function onHugePages(facts: QemuFacts, backend: MemoryBackend): boolean | undefined {
  return backend.pageSize === undefined ? undefined : backend.pageSize > basePageOf(facts);
}

/** What -object writes for a backend, in a message: its id, or `-m` for one that QEMU makes itself. */
export function nameOfBackend(backend: MemoryBackend): string {
  return backend.object ? (backend.id ?? 'the backend') : 'the memory that QEMU makes for -m';
}

/** Whether the guest may run under KVM: nobody asked for another accelerator. */
export function mayUseKvm({ started }: QemuFacts): boolean {
  const { accelerator } = started.config;
  return accelerator.value === 'kvm' || (accelerator.value === 'tcg' && !accelerator.span);
}

/** An id that no object has. */
export function freeId({ started }: QemuFacts): string {
  const taken = new Set(started.config.objects.map((object) => object.id));
  for (let i = 0; ; i++) {
    const id = i === 0 ? 'mem' : `mem${i}`;
    if (!taken.has(id)) return id;
  }
}
