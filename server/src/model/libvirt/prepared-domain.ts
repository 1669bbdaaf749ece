import type { XmlElement } from '../../syntax/xml/xml-tree';
import { checkDevices } from './check-devices';
import { checkHostNodes } from './check-host-nodes';
import { checkHugepages } from './check-hugepages';
import { checkMemory } from './check-memory';
import { checkSharing } from './check-sharing';
import { memoryCommandLine } from './command-line';
import type { LibvirtDomain } from './libvirt-domain';
import type { LibvirtFinding } from './libvirt-finding';
import type { LibvirtSetting } from './libvirt-setting';
import type { MemoryOption } from './memory-option';
import { readDomain } from './read-domain';
import { type SettledMemory, settleMemory } from './settle-memory';

/** A domain as libvirt has it when it is about to start QEMU. */
export interface PreparedDomain {
  readonly domain: LibvirtDomain;
  readonly setting: LibvirtSetting;
  readonly memory: SettledMemory;
  /** What libvirt refuses, in its order: it ends at the first and names only that. */
  readonly findings: readonly LibvirtFinding[];
  /** The memory part of QEMU's command line; empty for a domain of another hypervisor. */
  readonly options: readonly MemoryOption[];
}

/** The types of domains that libvirt runs with QEMU. */
const QEMU_TYPES: ReadonlySet<string> = new Set(['kvm', 'qemu', 'hvf']);

/** Goes with a `<domain>` through all that libvirt does before it starts QEMU, as far as memory is concerned. */
export function prepareDomain(element: XmlElement, setting: LibvirtSetting): PreparedDomain {
  const { domain, findings } = readDomain(element, setting);
  const memory = settleMemory(domain, setting);
  if (domain.type.value === undefined || !QEMU_TYPES.has(domain.type.value))
    return { domain, setting, memory, findings: [], options: [] };
  return {
    domain,
    setting,
    memory,
    findings: [
      ...findings,
      ...checkMemory(domain, memory, setting),
      ...checkHugepages(domain, setting),
      ...checkHostNodes(domain, setting),
      ...checkDevices(domain, memory, setting),
      ...checkSharing(domain, memory, setting),
    ],
    options: memoryCommandLine(domain, memory, setting),
  };
}
