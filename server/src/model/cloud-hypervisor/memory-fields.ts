import type { Field, FieldType } from '../vmm/json-fields';

type Fields = { readonly [name: string]: Field };

const size = (help: string, need?: Field['need']): Field => ({
  type: 'u64',
  unit: 'bytes',
  help,
  ...(need && { need }),
});
const other = (type: FieldType, help: string, need?: Field['need']): Field => ({ type, help, ...(need && { need }) });

const SHARED: Fields = {
  mergeable: other('bool', 'merges equal pages (KSM); not with shared'),
  shared: other('bool', 'as vhost-user needs it; huge pages always are'),
  hugepages: other('bool', 'on huge pages of the host (hugetlbfs)'),
  hugepage_size: size('the host has a default one', 'optional'),
  hotplug_size: size('what can be plugged later; by virtio-mem a multiple of 128 MiB', 'optional'),
  hotplugged_size: size('what of hotplug_size is plugged at the start (virtio-mem)', 'optional'),
  prefault: other('bool', 'takes all pages at the start'),
  reserve: other('bool', 'reserves huge pages at the start; otherwise a guest that finds none is killed by SIGBUS'),
};

/** `--memory` and `memory` of a VmConfig. (vmm/src/vm_config.rs: MemoryConfig) */
export const MEMORY_FIELDS: Fields = {
  size: size('all memory; 0 where zones have it', 'required'),
  hotplug_method: other(['Acpi', 'VirtioMem'], 'by ACPI in steps of 128 MiB, or by virtio-mem'),
  ...SHARED,
  thp: other('bool', 'asks for transparent huge pages; the default'),
  zones: other('list', 'the pieces of the memory', 'optional'),
};

/** `--memory-zone` and an element of `zones`. (vmm/src/vm_config.rs: MemoryZoneConfig) */
export const ZONE_FIELDS: Fields = {
  id: other('string', 'its name for `--numa`', 'required'),
  size: size('its memory', 'required'),
  file: other('string', 'the file that is mapped', 'optional'),
  ...SHARED,
  host_numa_node: other('u32', 'the host node that it comes from', 'optional'),
};
