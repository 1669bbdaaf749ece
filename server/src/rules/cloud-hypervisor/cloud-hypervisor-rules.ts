import type { Rule } from '../define-rule';
import { vmmRulesOf } from '../vmm/vmm-rules-of';

const define = vmmRulesOf('cloud-hypervisor', 'Cloud Hypervisor');

/** What Cloud Hypervisor refuses, and what it does without a word. */
export const CLOUD_HYPERVISOR_RULES: readonly Rule<'vmm'>[] = [
  define(
    'zone-start',
    'A memory zone starts at an address that is no multiple of its pages.',
    'Cloud Hypervisor puts each zone where the one before it ends and says nothing. KVM maps a huge page only where both addresses are equal modulo its size: the guest runs on smaller pages, while the host has given huge ones away.',
    'vmm/src/memory_manager.rs: create_memory_regions_from_zones',
    [zones(zone('a', 1024), zone('b', 4096, ', "hugepages": true, "hugepage_size": 1073741824'))],
    [zones(zone('a', 512), zone('b', 4096, ', "hugepages": true, "hugepage_size": 1073741824'))],
    'warning',
  ),
  define(
    'size',
    'A size is no whole number of pages.',
    'All memory, or each zone, is a multiple of its pages.',
    'vmm/src/memory_manager.rs: memory_zone_get_align_size',
    [memory('"size": 1073741824, "hugepages": true')],
    [memory('"size": 1074790400, "hugepages": true')],
  ),
  define(
    'page-size',
    'hugepage_size is no size of huge pages, or there are none.',
    'It is a size that the host has, and goes with `hugepages`.',
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
    'Huge pages are mapped shared whatever it says.',
    'vmm/src/memory_manager.rs: create_ram_region',
    [memory('"size": 1073741824, "hugepages": true')],
    [memory('"size": 1073741824, "hugepages": true, "shared": true')],
    'hint',
  ),
  define(
    'zones',
    'The zones of memory do not go together, or not with the rest.',
    'Where zones have the memory, its `size` is 0, and only then. A zone has an id of its own and one NUMA node at most; a shared file goes by no policy.',
    'vmm/src/memory_manager.rs: validate_memory_config; vmm/src/vm.rs: create_numa_nodes',
    [zones(zone('a', 1024), zone('b', 1024), '"numa": [{ "guest_numa_id": 0, "memory_zones": ["a"] }]')],
    [
      memory(`"size": 1073741824, "zones": [${zone('a', 1024)}]`),
      memory('"size": 0'),
      zones(zone('a', 1024), zone('a', 1024)),
      zones(zone('a', 1024), '', '"numa": [{ "memory_zones": ["b"] }]'),
      zones(
        zone('a', 1024),
        '',
        '"numa": [{ "guest_numa_id": 0, "memory_zones": ["a"] }, { "guest_numa_id": 1, "memory_zones": ["a"] }]',
      ),
      zones(zone('a', 1024, ', "file": "/mnt/a", "shared": true, "host_numa_node": 0')),
    ],
  ),
  define(
    'hotplug',
    'Memory cannot be plugged as it is written.',
    'ACPI plugs memory later, and not into zones; virtio-mem plugs multiples of 128 MiB, `hotplugged_size` of it at the start.',
    'vmm/src/memory_manager.rs: validate_memory_config; virtio-devices/src/mem.rs: Mem::new',
    [memory('"size": 1073741824, "hotplug_method": "VirtioMem", "hotplug_size": 1073741824')],
    [
      memory('"size": 1073741824, "hotplug_method": "VirtioMem", "hotplug_size": 1074790400'),
      memory('"size": 1073741824, "hotplug_method": "Acpi", "hotplug_size": 1073741824, "hotplugged_size": 134217728'),
    ],
  ),
  define(
    'not-shared',
    'A device of another process needs memory that is shared.',
    'vhost-user and vfio-user devices map the memory: it has to be shared, or on huge pages.',
    'vmm/src/config.rs: VmConfig::backed_by_shared_memory',
    [memory('"size": 1073741824, "shared": true', '"fs": [{ "tag": "share", "socket": "/run/fs.sock" }]')],
    [memory('"size": 1073741824, "shared": false', '"fs": [{ "tag": "share", "socket": "/run/fs.sock" }]')],
  ),
  define(
    'field',
    'A field is not known, is not there, or has a value of another form.',
    'JSON has bytes, Acpi and VirtioMem, and other fields mean nothing; options have K, M or G, on and off, acpi and virtio-mem.',
    'vmm/src/vm_config.rs: MemoryConfig; option_parser/src/lib.rs: ByteSized',
    [memory('"size": 1073741824, "hotplug_method": "VirtioMem"')],
    [
      memory('"size": 1073741824, "hugepage": true'),
      memory('"size": "1073741824"'),
      memory('"size": 1073741824, "hotplug_method": "virtio-mem"'),
      zones('{ "id": "a" }'),
    ],
  ),
];

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
