import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { nameOfBackend, onHugePages } from '../../rules/qemu/backend-uses';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { type HugePageNeed, pagesFor } from '../budget/machine-needs';

/**
 * The huge pages that the backends of a QEMU take, used or not: QEMU maps each when it makes it. One that it cannot make
 * because the host has too few counts as well. (backends/hostmem.c: host_memory_backend_memory_complete)
 */
export function backendNeeds(machine: QemuFacts): readonly HugePageNeed[] {
  return machine.started.backends.flatMap((backend) => {
    if (!backend.sound || onHugePages(machine, backend) === false) return [];
    const { pageSize, size } = backend;
    const pages = pageSize === undefined || size.value === undefined ? undefined : pagesFor(size.value, pageSize);
    return { name: nameOfBackend(backend), pageSize, pages, nodes: boundNodes(backend) };
  });
}

/** The nodes that the memory cannot come from anywhere but; with other policies another node may help out. (mm/mempolicy.c: huge_node) */
function boundNodes({ policy, hostNodes }: MemoryBackend): readonly bigint[] | undefined {
  if (policy.value === undefined) return undefined;
  if (policy.value !== 'bind') return [];
  return hostNodes.value && [...new Set(hostNodes.value)].sort((a, b) => (a < b ? -1 : 1));
}
