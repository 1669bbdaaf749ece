import type { Rule } from '../define-rule';
import { type VmmRuleEntry, vmmRule } from '../vmm/vmm-rule';

/** What Cloud Hypervisor refuses, and what it does without a word. */
export const CLOUD_HYPERVISOR_RULES: readonly Rule<'vmm'>[] = [
  define(
    'zone-start',
    'A memory zone starts at an address that is no multiple of its pages.',
    'Cloud Hypervisor puts each zone where the one before it ends and says nothing. KVM maps a huge page only where the address of the guest and that of the mapping are equal modulo its size: the guest then runs on smaller pages, while the host has given huge ones away.',
    'vmm/src/memory_manager.rs: create_memory_regions_from_zones',
    [zones(zone('a', 1024), zone('b', 4096, ', "hugepages": true, "hugepage_size": 1073741824'))],
    [zones(zone('a', 512), zone('b', 4096, ', "hugepages": true, "hugepage_size": 1073741824'))],
    'warning',
  ),
  define(
    'size',
    'A size is no whole number of pages.',
    'All memory, or each zone, is a multiple of its huge pages, or of the pages of the host.',
    'vmm/src/memory_manager.rs: memory_zone_get_align_size',
    [memory('"size": 1073741824, "hugepages": true')],
    [memory('"size": 1074790400, "hugepages": true')],
  ),
  define(
    'page-size',
    'hugepage_size is no size of huge pages, or there are none.',
    'It is a power of two that the host has pages of, and goes with `hugepages`.',
    'vmm/src/config.rs: VmConfig::validate',
    [memory('"size": 1073741824, "hugepages": true, "hugepage_size": 2097152')],
    [
      memory('"size": 1073741824, "hugepages": true, "hugepage_size": 3145728'),
      memory('"size": 1073741824, "hugepages": false, "hugepage_size": 2097152'),
    ],
  ),
  define(
    'sharing',
    'Memory is to be both shared and merged.',
    'Cloud Hypervisor 52 and later refuse it; others take it, and KSM merges nothing of it.',
    'vmm/src/config.rs: VmConfig::validate',
    [memory('"size": 1073741824, "shared": true')],
    [memory('"size": 1073741824, "shared": true, "mergeable": true')],
    'warning',
  ),
  define(
    'shared-ignored',
    'Huge pages are to be shared, which they are already.',
    'Cloud Hypervisor maps huge pages shared whatever `shared` says.',
    'vmm/src/memory_manager.rs: create_ram_region',
    [memory('"size": 1073741824, "hugepages": true')],
    [memory('"size": 1073741824, "hugepages": true, "shared": true')],
    'hint',
  ),
  define(
    'zones',
    'Zones and the size of all memory exclude one another.',
    'Where zones have the memory, `size` is 0, and only then.',
    'vmm/src/memory_manager.rs: validate_memory_config',
    [zones(zone('a', 1024))],
    [memory(`"size": 1073741824, "zones": [${zone('a', 1024)}]`)],
  ),
  define(
    'hotplug',
    'Memory cannot be plugged as it is written.',
    'ACPI plugs memory while the guest runs, and not into zones. virtio-mem plugs multiples of 128 MiB, up to `hotplug_size`, and `hotplugged_size` of it from the start.',
    'vmm/src/memory_manager.rs: validate_memory_config; virtio-devices/src/mem.rs: Mem::new',
    [memory('"size": 1073741824, "hotplug_method": "VirtioMem", "hotplug_size": 1073741824')],
    [
      memory('"size": 1073741824, "hotplug_method": "VirtioMem", "hotplug_size": 1074790400'),
      memory('"size": 1073741824, "hotplug_method": "Acpi", "hotplug_size": 1073741824, "hotplugged_size": 134217728'),
    ],
  ),
  define(
    'host-node',
    'The pages of a shared file are to come from a node of the host.',
    'The policy of a mapping does not reach the pages of a regular file that is mapped shared.',
    'vmm/src/memory_manager.rs: validate_memory_config',
    [zones(zone('a', 1024, ', "shared": true, "host_numa_node": 0'))],
    [zones(zone('a', 1024, ', "file": "/mnt/a", "shared": true, "host_numa_node": 0'))],
  ),
  define(
    'zone-id',
    'Two memory zones have the same id.',
    'A zone is known by its id.',
    'vmm/src/memory_manager.rs: create_memory_regions_from_zones',
    [zones(zone('a', 1024), zone('b', 1024))],
    [zones(zone('a', 1024), zone('a', 1024))],
  ),
  define(
    'numa',
    'A NUMA node has a memory zone that is not there, or belongs to another node.',
    'Each zone belongs to one node at most.',
    'vmm/src/config.rs: VmConfig::validate; vmm/src/vm.rs: create_numa_nodes',
    [zones(zone('a', 1024), '', '"numa": [{ "guest_numa_id": 0, "memory_zones": ["a"] }]')],
    [zones(zone('a', 1024), '', '"numa": [{ "guest_numa_id": 0, "memory_zones": ["b"] }]')],
  ),
  define(
    'not-shared',
    'A device of another process needs memory that is shared.',
    'vhost-user and vfio-user devices map the memory of the guest: it has to be shared, or on huge pages.',
    'vmm/src/config.rs: VmConfig::backed_by_shared_memory',
    [memory('"size": 1073741824, "shared": true', '"fs": [{ "tag": "share", "socket": "/run/fs.sock" }]')],
    [memory('"size": 1073741824, "shared": false', '"fs": [{ "tag": "share", "socket": "/run/fs.sock" }]')],
  ),
  define(
    'unknown-field',
    'There is no such field of memory.',
    'In JSON it is ignored without a word; an option with it is refused.',
    'vmm/src/vm_config.rs: MemoryConfig',
    [memory('"size": 1073741824, "hugepages": true')],
    [memory('"size": 1073741824, "hugepage": true')],
  ),
  define(
    'missing-field',
    'A field that must be there is not.',
    'In JSON all memory has a `size`, and each zone an `id` and a `size`; an option of a zone has an `id`.',
    'vmm/src/vm_config.rs: MemoryZoneConfig',
    [zones(zone('a', 1024))],
    [zones('{ "id": "a" }')],
  ),
  define(
    'value',
    'A value has another form than the field takes.',
    'JSON has sizes in bytes, as numbers, and the words Acpi and VirtioMem; options have digits with K, M or G behind them, on and off, and acpi and virtio-mem.',
    'option_parser/src/lib.rs: ByteSized; vmm/src/vm_config.rs: HotplugMethod',
    [memory('"size": 1073741824, "hotplug_method": "VirtioMem"')],
    [memory('"size": "1073741824"'), memory('"size": 1073741824, "hotplug_method": "virtio-mem"')],
  ),
];

function define(
  name: string,
  summary: string,
  why: string,
  reference: string,
  valid: readonly string[],
  invalid: readonly string[],
  severity: VmmRuleEntry['severity'] = 'error',
): Rule<'vmm'> {
  return vmmRule({
    id: `cloud-hypervisor-${name}`,
    program: 'Cloud Hypervisor',
    severity,
    summary,
    why,
    references: [`Cloud Hypervisor, ${reference}`],
    examples: { valid, invalid },
  });
}

function memory(fields: string, more = ''): string {
  return `{\n  "payload": { "kernel": "/boot/vmlinux" },\n  "memory": { ${fields} }${more && `,\n  ${more}`}\n}\n`;
}

function zones(first: string, second = '', more = ''): string {
  return memory(
    `"size": 0, "hotplug_method": "VirtioMem", "zones": [\n    ${first}${second && `,\n    ${second}`}\n  ]`,
    more,
  );
}

function zone(id: string, mib: number, more = ''): string {
  return `{ "id": "${id}", "size": ${mib * 1_048_576}${more} }`;
}
